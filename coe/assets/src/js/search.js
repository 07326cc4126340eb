// The list under the search field: a combobox over links. htmx brings the list; arrows walk it, Enter opens, Escape
// closes. Ctrl-K or ⌘K opens the field from anywhere. Without script the field leads to the page of results.
import { announce, each, post } from "./page.js";
import { bind } from "./keys.js";

each("form[data-find]", (form) => {
  const field = form.querySelector("input[type=search]");
  const panel = form.querySelector("[data-found]");
  let at = -1;
  const hits = () => [...panel.querySelectorAll("[role=option]")];

  const show = (open) => {
    panel.hidden = !open;
    field.setAttribute("aria-expanded", String(open));
    if (!open) mark(-1);
  };
  const mark = (next) => {
    const all = hits();
    all[at]?.setAttribute("aria-selected", "false");
    at = all.length ? ((next % all.length) + all.length) % all.length : -1;
    if (next < 0 && next !== -2) at = -1;
    const one = all[at];
    if (!one) { field.removeAttribute("aria-activedescendant"); return; }
    one.setAttribute("aria-selected", "true");
    one.scrollIntoView({ block: "nearest" });
    field.setAttribute("aria-activedescendant", one.id);
  };
  const last = () => hits().length - 1;

  field.addEventListener("focus", () => { show(true); });
  form.addEventListener("focusout", (event) => { if (!form.contains(event.relatedTarget)) show(false); });
  panel.addEventListener("mousedown", (event) => event.preventDefault());  // focus stays in the field
  panel.addEventListener("htmx:afterSwap", () => {
    at = -1;
    show(document.activeElement === field);
    const said = panel.querySelector("[data-announce]")?.dataset.announce;
    if (said) announce(said);
  });
  field.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.key === "ArrowDown") { show(true); mark(at >= last() ? 0 : at + 1); event.preventDefault(); }
    else if (event.key === "ArrowUp") { show(true); mark(at <= 0 ? last() : at - 1); event.preventDefault(); }
    else if (event.key === "Escape") { if (panel.hidden) field.blur(); else show(false); event.preventDefault(); }
    else if (event.key === "Enter" && at >= 0) { hits()[at].click(); event.preventDefault(); }
  });
  panel.addEventListener("click", (event) => {
    const hit = event.target.closest("[role=option]");
    if (!hit) return;
    if (hit.dataset.words) {
      event.preventDefault();
      field.value = hit.dataset.words;
      field.dispatchEvent(new Event("input", { bubbles: true }));
      return;
    }
    if (field.value.trim()) post(form.dataset.remember, { q: field.value }).catch(() => {});
    show(false);
  });
});

bind({
  key: "Ctrl+K", name: () => document.querySelector("form[data-find] input")?.getAttribute("aria-label"), group: "product", always: true,
  when: () => document.querySelector("form[data-find] input"),
  run: () => { const field = document.querySelector("form[data-find] input"); field.focus(); field.select(); },
});
