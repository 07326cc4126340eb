// How many usual times of the shown days have no post: the number in the head, and the list it opens. One entry of the
// answer's `open`: {start, when, channel, brand, network, url (the composer at that time)}.
import { icon, make } from "../page.js";
import { inWords } from "./controls.js";

let slots = [];

const row = (slot) => {
  const link = Object.assign(make("a", "row-link grow"), { href: slot.url });
  link.append(make("b", "num", slot.when), make("br"), make("span", "meta", `${slot.channel} · ${slot.brand}`));
  const item = make("li");
  item.append(icon(`net-${slot.network}`, "net"), link);
  return item;
};

export const keepOpen = (found) => { slots = found; };

// Days of the months before and after are shown, and not counted.
export const showOpen = (calendar) => {
  const button = document.querySelector("[data-cal-open]");
  const list = document.querySelector("[data-cal-open-list]");
  if (!button || !list) return;
  const [from, until] = [calendar.view.currentStart, calendar.view.currentEnd].map((day) => calendar.formatIso(day, true).slice(0, 10));
  const here = slots.filter(({ start }) => start.slice(0, 10) >= from && start.slice(0, 10) < until);
  button.hidden = !here.length;
  button.querySelector("span").textContent = inWords(button, here.length);
  list.replaceChildren(...here.map(row));
};
