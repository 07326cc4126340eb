// How many usual times of the shown days have no post: the number in the head, and the list it opens. One entry of the
// answer's `open`: {start, when, channel, brand, network, url (the composer at that time)}; only the first of each month
// are sent. `open_days` counts all: {day: how many}.
import { icon, make } from "../page.js";
import { inWords } from "./controls.js";

let slots = [];
let days = {};

const row = (slot) => {
  const link = Object.assign(make("a", "row-link grow"), { href: slot.url });
  link.append(make("b", "num", slot.when), make("br"), make("span", "meta", `${slot.channel} · ${slot.brand}`));
  const item = make("li");
  item.append(icon(`net-${slot.network}`, "net"), link);
  return item;
};

export const keepOpen = (found, counts) => { slots = found; days = counts; };

export const hasOpen = () => Object.keys(days).length > 0;

// Days of the months before and after are shown, and not counted.
export const showOpen = (calendar) => {
  const button = document.querySelector("[data-cal-open]");
  const list = document.querySelector("[data-cal-open-list]");
  if (!button || !list) return;
  const [from, until] = [calendar.view.currentStart, calendar.view.currentEnd].map((day) => calendar.formatIso(day, true).slice(0, 10));
  const within = (day) => day >= from && day < until;
  const count = Object.entries(days).reduce((sum, [day, number]) => sum + (within(day) ? number : 0), 0);
  const here = slots.filter(({ start }) => within(start.slice(0, 10))).slice(0, Number(button.dataset.most));
  button.hidden = !count;
  button.querySelector("span").textContent = inWords(button, count);
  document.querySelector("[data-cal-open-more]").hidden = count === here.length;
  list.replaceChildren(...here.map(row));
};
