// Native dialogs. data-open="#id" opens one, data-close closes the one around it, a click beside it closes it,
// and <dialog data-open-now> opens by itself (a form that came back with errors). Focus returns by itself.
import { each } from "./page.js";

document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-open]");
  if (opener) {
    const dialog = document.querySelector(opener.dataset.open);
    if (dialog && !dialog.open) {
      event.preventDefault();
      opener.closest("[popover]")?.hidePopover();
      dialog.showModal();
      dialog.querySelector("[autofocus], .input, .check, .radio")?.focus();
    }
    return;
  }
  const closer = event.target.closest("dialog [data-close]");
  if (closer) { closer.closest("dialog").close(); return; }
  if (event.target.matches?.("dialog[open]")) {
    const box = event.target.getBoundingClientRect();
    const inside = event.clientX >= box.left && event.clientX <= box.right && event.clientY >= box.top && event.clientY <= box.bottom;
    if (!inside) event.target.close();
  }
});

each("dialog[data-open-now]", (dialog) => { if (!dialog.open) dialog.showModal(); });
