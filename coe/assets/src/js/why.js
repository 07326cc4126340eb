// a[data-why="id of a card"]: a number that says how it was computed. The link leads to the definition; here it opens
// the card beside the number instead, filled with this number: by tap or key it stays, under the mouse it goes again.
import { comma } from "./page.js";
import { openFrom } from "./popovers.js";

const AFTER = 250;
let timer;
let pinned = false;

const cardOf = (link) => document.getElementById(link.dataset.why);
const open = (link) => {
  const card = cardOf(link);
  if (card.matches(":popover-open")) card.hidePopover();
  const say = (name, text) => {
    const slot = card.querySelector(`[data-why-${name}]`);
    if (slot) { slot.textContent = text ?? ""; slot.hidden = !text; }
  };
  say("value", [link.dataset.value || link.textContent.trim(), link.dataset.of].filter(Boolean).join(comma));
  say("who", link.dataset.who);
  const covers = card.querySelector("[data-why-covers]");
  if (covers) covers.textContent = link.dataset.covers ?? covers.dataset.whyCovers;
  for (const more of card.querySelectorAll("a[data-why-more]")) more.href = link.href + more.dataset.whyMore;
  openFrom(card, link);
  return card;
};

document.addEventListener("click", (event) => {
  const link = event.target.closest?.("a[data-why]");
  if (!link || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  const card = cardOf(link);
  if (!card?.showPopover) return;
  event.preventDefault();
  clearTimeout(timer);
  if (pinned === link && card.matches(":popover-open")) { card.hidePopover(); return; }
  open(link);
  pinned = link;
  if (!event.detail) card.focus();  // by key: Escape closes and comes back to the number
});

document.addEventListener("keydown", (event) => {
  const link = event.key === " " && event.target.closest?.("a[data-why]");
  if (link) { event.preventDefault(); link.click(); }
});

// The mouse over a number, and on from there into its card.
document.addEventListener("pointerover", (event) => {
  if (event.pointerType !== "mouse") return;
  const link = event.target.closest?.("a[data-why]");
  const inside = event.target.closest?.("[popover][data-why-card]");
  clearTimeout(timer);
  if (inside) return;
  const shown = document.querySelector("[data-why-card]:popover-open");
  if (link && cardOf(link)?.showPopover) {
    if (!(shown && pinned)) timer = setTimeout(() => { open(link); pinned = false; }, AFTER);
  } else if (shown && !pinned) {
    timer = setTimeout(() => shown.hidePopover(), AFTER);
  }
});
document.addEventListener("toggle", (event) => {
  if (event.newState === "closed" && event.target.matches?.("[data-why-card]")) pinned = false;
}, true);
