// Native popovers (menus, how a figure is computed) are placed beside their button and kept inside the window.
// On a phone the stylesheet makes them sheets from below, so .pop is left alone there.
import { each } from "./page.js";

const GAP = 6;

const place = (popover, button) => {
  if (popover.matches(".pop") && matchMedia("(max-width: 47.9375rem)").matches) return;
  popover.dataset.placed = "";
  const at = button.getBoundingClientRect();
  const size = popover.getBoundingClientRect();
  const below = at.bottom + GAP + size.height <= innerHeight || at.top < size.height + GAP;
  const atEnd = at.left + size.width > innerWidth - GAP;
  const left = atEnd ? at.right - size.width : at.left;
  popover.style.left = `${Math.max(GAP, Math.min(left, innerWidth - size.width - GAP))}px`;
  popover.style.top = `${below ? Math.min(at.bottom + GAP, innerHeight - size.height - GAP) : at.top - size.height - GAP}px`;
};

// A popover that many elements open has no button of its own: whoever opens it says from where.
const openers = new WeakMap();
export const openFrom = (popover, opener) => {
  openers.set(popover, opener);
  popover.showPopover({ source: opener });
};

const buttonOf = (popover) => {
  if (openers.has(popover)) return openers.get(popover);
  const all = [...document.querySelectorAll(`[popovertarget="${popover.id}"]`)];
  return all.find((one) => one === document.activeElement) ?? all[0];
};

document.addEventListener("toggle", (event) => {
  const popover = event.target;
  if (!popover.matches?.("[popover].pop, [popover].menu")) return;
  const button = buttonOf(popover);
  const open = event.newState === "open";
  button?.setAttribute("aria-expanded", String(open));
  if (open && button) place(popover, button);
}, true);

// What was refused inside a popover is shown again at once.
each("[popover][data-show-now]", (popover) => { popover.removeAttribute("data-show-now"); openFrom(popover, buttonOf(popover)); });

// What a popover points at has moved.
for (const kind of ["scroll", "resize"]) {
  addEventListener(kind, (event) => {
    for (const popover of document.querySelectorAll("[popover][data-placed]:popover-open")) {
      const button = buttonOf(popover);
      if (button && !popover.contains(event.target)) place(popover, button);
    }
  }, { capture: true, passive: true });
}

// Arrow keys walk through a menu.
document.addEventListener("keydown", (event) => {
  const menu = event.target.closest?.(".menu");
  if (!menu || !["ArrowDown", "ArrowUp"].includes(event.key)) return;
  const items = [...menu.querySelectorAll("a, button")].filter((one) => one.checkVisibility());
  const next = items.indexOf(document.activeElement) + (event.key === "ArrowDown" ? 1 : -1);
  items[(next + items.length) % items.length]?.focus();
  event.preventDefault();
});
