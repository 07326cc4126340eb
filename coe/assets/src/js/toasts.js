// Toasts: messages the server rendered count down and go; one with an undo form says how long that is possible.
// Others come by toast(text, {kind, undo}) or by the event "coe:toast" (HX-Trigger: {"coe:toast": {"text": …, "kind": …, "undo": url}}).
// The key u undoes the newest. Hovering or focusing a toast stops its clock.
import { bind } from "./keys.js";
import { announce, each, icon, make, meta, word } from "./page.js";

const run = (toast) => {
  let left = Number(toast.dataset.toast);
  if (!left) return;
  const undo = toast.querySelector("[data-undo] button");
  const show = () => { if (undo) undo.textContent = word("undo_in", { seconds: left }); };
  show();
  const timer = setInterval(() => {
    if (!toast.isConnected) return clearInterval(timer);
    if (toast.matches(":hover, :focus-within")) return undefined;
    left -= 1;
    show();
    if (left <= 0) { clearInterval(timer); toast.remove(); }
    return undefined;
  }, 1000);
};

const undoForm = (url) => {
  const form = make("form");
  const token = Object.assign(make("input"), { type: "hidden", name: "csrfmiddlewaretoken", value: meta("csrf-token") });
  form.method = "post";
  form.action = url;
  form.dataset.undo = "";
  const button = make("button", "", "");
  form.append(token, button, Object.assign(make("span", "key not-phone", "u"), { ariaHidden: "true" }));
  return form;
};

const closer = () => {
  const button = make("button");
  button.type = "button";
  button.dataset.close = "";
  button.setAttribute("aria-label", word("close"));
  button.append(icon("x"));
  return button;
};

export const toast = (text, { kind = "", undo = "", href = "" } = {}) => {
  const made = make("div", `undo${kind ? ` is-${kind}` : ""}`);
  made.setAttribute("role", kind === "stop" ? "alert" : "status");
  made.dataset.toast = undo || href ? 10 : kind === "stop" ? 0 : 6;
  made.append(icon(href ? "bell" : kind ? "alert-triangle" : "check"), href ? Object.assign(make("a", "", text), { href }) : make("span", "", text), undo ? undoForm(undo) : closer());
  document.getElementById("toasts")?.append(made);
  run(made);
};

each("[data-toast]", (one) => { run(one); announce(one.querySelector("span")?.textContent.trim() ?? ""); });
// What the page before this one did is said, and reading goes on where the work goes on.
if (document.querySelector("[data-toast]")) document.querySelector("[data-after-acting]")?.focus({ preventScroll: true });
// Of several, u undoes the newest.
const newest = () => [...document.querySelectorAll("[data-toast] [data-undo] button")].at(-1);
bind({ key: "u", name: () => newest().textContent, when: () => Boolean(newest()), run: () => newest().click() });
document.addEventListener("coe:toast", (event) => toast(event.detail.text, event.detail));
document.addEventListener("click", (event) => { event.target.closest(".undo [data-close]")?.closest(".undo").remove(); });
