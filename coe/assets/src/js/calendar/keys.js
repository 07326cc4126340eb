// The calendar without dragging: arrow keys walk from post to post; a post's menu opens by the dots that show on it, a
// right click or the menu key; m opens #cal-move with the post's time, which says as it is typed whether the post may go
// there and why not.
import { announce } from "../page.js";
import { bindMenu } from "./menu.js";
import { judge, moveTo } from "./moving.js";

const STEPS = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };
const chip = (target) => target.closest?.(".cal-post[data-event]");

export const bindKeys = (calendar, root) => {
  const dialog = document.getElementById("cal-move");
  const form = dialog?.querySelector("[data-cal-move]");
  let event = null, from = null;

  const say = () => {
    const why = form.querySelector("[data-cal-move-why]");
    const found = form.elements.start.value ? judge(calendar, root.dataset, form.elements.start.value, event) : { ok: false, text: "" };
    const text = found.text || (found.ok ? root.dataset.saidFits : "");
    why.textContent = text;
    why.className = `state is-${found.ok ? (found.text ? found.kind : "ok") : "stop"}`;
    form.querySelector(".btn-primary").disabled = !found.ok;
  };

  const ask = (element) => {
    event = calendar.getEventById(element.dataset.event);
    if (!event || !dialog) return false;
    if (!event.extendedProps.movable) { announce(event.extendedProps.locked ?? ""); }
    from = element.dataset.event;
    form.querySelector("[data-cal-move-what]").textContent = event.title;
    form.elements.start.value = `${event.startStr.slice(0, 10)}T${event.extendedProps.wall}`;
    dialog.showModal();
    form.elements.start.focus();
    say();
    return true;
  };

  root.addEventListener("keydown", (pressed) => {
    const here = chip(pressed.target);
    if (!here || pressed.ctrlKey || pressed.metaKey || pressed.altKey) return;
    if (pressed.key === "m" && ask(here)) { pressed.preventDefault(); return; }
    const step = STEPS[pressed.key];
    if (!step) return;
    const all = [...root.querySelectorAll(".cal-post[data-event]")].filter((one) => one.checkVisibility());
    all[all.indexOf(here) + step]?.focus();
    pressed.preventDefault();
  });
  bindMenu(calendar, root, ask);

  form?.addEventListener("input", say);
  form?.addEventListener("submit", async (pressed) => {
    pressed.preventDefault();
    const to = form.elements.start.value;
    dialog.close();
    await moveTo(calendar, event, to, root.dataset);
    root.querySelector(`[data-event="${from}"]`)?.focus();
  });
};
