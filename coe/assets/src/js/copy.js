// button[data-copy="text"] or [data-copy="#id"]: puts the text on the clipboard and says so for a moment.
import { announce, word } from "./page.js";

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  const wanted = button.dataset.copy;
  const text = wanted.startsWith("#") ? document.querySelector(wanted)?.textContent ?? "" : wanted;
  await navigator.clipboard.writeText(text);
  const label = button.querySelector("span") ?? button;
  const was = label.textContent;
  label.textContent = word("copied");
  announce(word("copied"));
  setTimeout(() => { label.textContent = was; }, 1500);
});
