// Forms: selects in a filter bar submit by themselves; the error summary takes focus; a form marked
// data-guard warns before unsaved words are lost; the button pressed is held while its form is on the way.
import { each } from "./page.js";

each("form[data-filters]", (form) => {
  // At the document: a field may stand elsewhere and belong to the form by its name.
  document.addEventListener("change", ({ target }) => { if (target.form === form && target.name && !target.matches("[type=search]")) form.requestSubmit(); });
  form.addEventListener("submit", () => {
    for (const field of form.elements) if (field.name && !field.value) field.disabled = true;  // a short address
  });
});

each("[data-focus]", (element) => element.focus({ preventScroll: false }));

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
