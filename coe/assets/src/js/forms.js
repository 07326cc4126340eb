// Forms: selects in a filter bar submit by themselves; the error summary takes focus; a form marked
// data-guard warns before unsaved words are lost; the button pressed is held while its form is on the way.
import { each } from "./page.js";

each("form[data-filters]", (form) => {
  // Unfolded on a phone, several are set and then sent together, by the button below them.
  const unfolded = () => form.querySelector(".filters-fold :checked")?.parentElement.offsetParent;
  // At the document: a field may stand elsewhere and belong to the form by its name.
  document.addEventListener("change", ({ target }) => { if (target.form === form && target.name && !target.matches("[type=search]") && !unfolded()) form.requestSubmit(); });
  form.addEventListener("submit", () => {
    for (const field of form.elements) if (field.name && !field.value) field.disabled = true;  // a short address
  });
});

each("[data-focus]", (element) => element.focus({ preventScroll: false }));

// The face of a file field says what was chosen.
each(".file > input[type=file]", (input) => {
  const name = input.parentElement.querySelector("[data-file-name]"), none = name.textContent;
  const show = () => { const { files } = input; name.textContent = files.length > 1 ? name.dataset.many.replace("{count}", files.length) : files[0]?.name ?? none; };
  input.addEventListener("change", show);
  input.form?.addEventListener("reset", () => setTimeout(show));
  show();
});

// A form with parts that are rarely needed shows them one by one.
document.addEventListener("click", ({ target }) => {
  const button = target.closest?.("[data-add-part]");
  if (!button) return;
  const [next, ...rest] = button.form.querySelectorAll("[data-part-later]");
  next.removeAttribute("data-part-later");
  button.hidden = !rest.length;
  next.querySelector("input:not([type=hidden])")?.focus();
});

const dirty = new WeakSet();
document.addEventListener("input", (event) => { const form = event.target.closest("form[data-guard]"); if (form) dirty.add(form); });
document.addEventListener("submit", (event) => {
  dirty.delete(event.target);
  const button = event.submitter;
  if (!button || event.defaultPrevented || event.target.method === "get") return;
  // After this turn, so that the button's own name and value are still sent.
  setTimeout(() => { button.disabled = true; setTimeout(() => { button.disabled = false; }, 8000); });
});
document.addEventListener("coe:kept", (event) => dirty.delete(event.target));
addEventListener("beforeunload", (event) => {
  if ([...document.querySelectorAll("form[data-guard]")].some((form) => dirty.has(form))) event.preventDefault();
});
// Coming back by the back button shows the page as it was left, with its buttons held.
addEventListener("pageshow", () => { for (const button of document.querySelectorAll("form button:disabled:not([data-off])")) button.disabled = false; });
