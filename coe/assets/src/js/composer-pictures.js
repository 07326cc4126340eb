// Pictures: dragged into their order, the keyboard's way being the number beside each; files can be dropped anywhere on
// [data-drop-files], which is as good as choosing them.
import { each } from "./page.js";

const numbered = (list) => [...list.querySelectorAll("[data-picture]")].forEach((row, place) => {
  const field = row.querySelector(".media-place");
  if (field) field.value = place + 1;
});

export const sortable = (list) => {
  let held = null;
  for (const row of list.querySelectorAll("[data-picture]")) row.querySelector("figure").draggable = true;
  list.addEventListener("dragstart", (event) => {
    held = event.target.closest("figure")?.closest("[data-picture]") ?? null;
    held?.classList.add("is-held");
  });
  list.addEventListener("dragover", (event) => {
    const over = held && event.target.closest("[data-picture]");
    if (!over || over === held) { if (held) event.preventDefault(); return; }
    event.preventDefault();
    const after = held.compareDocumentPosition(over) & Node.DOCUMENT_POSITION_FOLLOWING;
    over[after ? "after" : "before"](held);
  });
  list.addEventListener("dragend", () => {
    if (!held) return;
    held.classList.remove("is-held");
    numbered(list);
    held.querySelector(".media-place")?.dispatchEvent(new Event("change", { bubbles: true }));
    held = null;
  });
};

each("[data-drop-files]", (area) => {
  const input = area.querySelector("input[type=file]");
  const files = (event) => [...(event.dataTransfer?.types ?? [])].includes("Files");
  area.addEventListener("dragover", (event) => { if (files(event)) { event.preventDefault(); area.classList.add("is-over"); } });
  area.addEventListener("dragleave", (event) => { if (!area.contains(event.relatedTarget)) area.classList.remove("is-over"); });
  area.addEventListener("drop", (event) => {
    area.classList.remove("is-over");
    if (!files(event) || !input) return;
    event.preventDefault();
    input.files = event.dataTransfer.files;
    area.closest("details")?.setAttribute("open", "");
    input.dispatchEvent(new Event("change", { bubbles: true }));
  });
});
