// A post's menu: what it is, opening it, moving it. One menu and one button for all posts; the button stands on the post
// the pointer or the focus is on.
import { listed } from "../page.js";
import { openFrom } from "../popovers.js";

const INSET = 4;
const chip = (target) => target.closest?.(".cal-post[data-event]");

export const bindMenu = (calendar, root, move) => {
  const menu = document.querySelector("[data-cal-menu]");
  const dots = document.querySelector("[data-cal-dots]");
  if (!menu || !dots) return;
  const part = (name) => menu.querySelector(`[data-cal-menu-${name}]`);
  let on = null;

  const stand = (element) => {
    on = element;
    const at = (element.querySelector(".cal-chip") ?? element).getBoundingClientRect();
    dots.hidden = false;
    dots.style.left = `${at.right - dots.offsetWidth - INSET}px`;
    dots.style.top = `${at.bottom - dots.offsetHeight - INSET / 2}px`;
  };
  const leave = () => { if (!menu.matches(":popover-open")) dots.hidden = true; };

  const show = (element, from) => {
    const event = calendar.getEventById(element.dataset.event);
    if (!event) return false;
    const own = event.extendedProps;
    on = element;
    part("title").textContent = event.title;
    part("about").textContent = [own.time, own.brand.name, listed(own.names ?? []), own.state.word].filter(Boolean).join(" · ");
    part("locked").textContent = own.locked ?? "";
    part("locked").hidden = !own.locked;
    part("open").href = event.url;
    part("move").disabled = !own.movable;
    openFrom(menu, from);
    (own.movable ? part("move") : part("open")).focus();
    return true;
  };

  root.addEventListener("pointerover", (moved) => { const here = moved.pointerType === "mouse" && chip(moved.target); if (here) stand(here); });
  root.addEventListener("focusin", (moved) => { const here = chip(moved.target); if (here?.matches(":focus-visible")) stand(here); });
  root.addEventListener("focusout", leave);
  root.addEventListener("pointerleave", (moved) => { if (!dots.contains(moved.relatedTarget)) leave(); });
  dots.addEventListener("pointerleave", (moved) => { if (!root.contains(moved.relatedTarget)) leave(); });
  root.addEventListener("scroll", leave, { capture: true, passive: true });
  root.addEventListener("contextmenu", (pressed) => {
    const here = chip(pressed.target);
    if (here && show(here, here)) pressed.preventDefault();
  });
  dots.addEventListener("click", () => { if (on) show(on, dots); });
  part("move").addEventListener("click", () => { menu.hidePopover(); if (on) move(on); });
  menu.addEventListener("toggle", (changed) => { if (changed.newState === "closed") leave(); });
};
