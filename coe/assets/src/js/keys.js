// Keyboard: data-key="n" on a link, button or field presses or focuses it. "?" lists the keys of this page,
// taken from the elements themselves. Keys rest while somebody types, and inside an open dialog only its own count.
import { make } from "./page.js";

const typing = (element) => element.closest?.("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable=true]");
const shown = (element) => element.checkVisibility?.() ?? true;
const dialog = () => document.querySelector("dialog[open]");

const holders = (root = dialog() ?? document) => [...root.querySelectorAll("[data-key]")].filter(shown);

const name = (element) => element.getAttribute("aria-label") || element.placeholder ||
  [...element.childNodes].filter((node) => !node.classList?.contains("key")).map((node) => node.textContent.trim()).filter(Boolean).join(" ");

const press = (element) => {
  if (element.matches("input, textarea, select")) { element.focus(); element.select?.(); }
  else element.click();
};

const list = () => {
  const target = document.querySelector("[data-keys]");
  if (!target) return;
  const seen = new Set();
  const rows = holders(document).filter((one) => !seen.has(one.dataset.key) && seen.add(one.dataset.key)).flatMap((one) => {
    const key = make("dt");
    key.append(make("span", "key", one.dataset.key));
    return [key, make("dd", "", name(one))];
  });
  target.replaceChildren(...rows);
};

document.addEventListener("click", (event) => { if (event.target.closest('[data-open="#keys"]')) list(); }, true);

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.defaultPrevented || typing(event.target)) return;
  if (event.key === "?") {
    const keys = document.getElementById("keys");
    if (keys && !dialog()) { list(); keys.showModal(); event.preventDefault(); }
    return;
  }
  const fitting = holders().filter((one) => one.dataset.key === event.key && !one.disabled);
  const holder = fitting.find((one) => !one.closest("[data-toast]")) ?? fitting.at(-1);   // of several toasts the newest
  if (!holder) return;
  event.preventDefault();
  press(holder);
});
