// Dates and times without the browser's own picker: what is chosen stands in the field in the page's language, and a button
// (or a click) opens a dialog with a month, or a list of times, or both. The native field stays where it is: it is what is
// typed into, what is sent, and what there is without script and on phones, whose own pickers are better.
import { words } from "../days.js";
import { each, make, twelve, word } from "../page.js";
import { openFrom } from "../popovers.js";
import { month } from "./month.js";
import { times } from "./times.js";

const MORNING = "09:00";
// The reader's clock, as everywhere else on the page.
const CLOCK = twelve ? { hour: "numeric", minute: "2-digit", hour12: true } : { hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
const SHAPES = {
  date: { weekday: "short", day: "numeric", month: "short", year: "numeric" },
  "datetime-local": { weekday: "short", day: "numeric", month: "short", year: "numeric", ...CLOCK },
  time: { ...CLOCK },
};
const NAMES = { date: "pick_day", "datetime-local": "pick_moment", time: "pick_time" };
const coarse = matchMedia("(pointer: coarse)");
const kept = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value");
let made = 0;

const inWords = (type, value) => {
  const moment = type === "time" ? new Date(`2000-01-01T${value}Z`) : new Date(`${value.slice(0, 10)}T${value.slice(11, 16) || "00:00"}Z`);
  const shape = { ...SHAPES[type] };
  // A Chinese date with its weekday is longer than the field.
  if (document.documentElement.lang.startsWith("zh")) delete shape.weekday;
  return value && !Number.isNaN(+moment) ? words(shape).format(moment) : "";
};

const button = (text, css, act) => {
  const one = Object.assign(make("button", css, text), { type: "button" });
  one.addEventListener("click", act);
  return one;
};

// The dialog of one field, made when it is first asked for.
const dialog = (field, opener, set) => {
  const { type } = field;
  const id = `picker-${made += 1}`;
  const box = Object.assign(make("div", "pop pick"), { id, popover: "auto" });
  box.setAttribute("role", "dialog");
  box.setAttribute("aria-label", opener.getAttribute("aria-label"));
  const close = () => { box.hidePopover(); opener.focus(); };
  const now = () => ({ day: type === "time" ? "" : field.value.slice(0, 10), time: type === "time" ? field.value.slice(0, 5) : field.value.slice(11, 16) });
  const body = make("div", "pick-body");
  const list = type === "date" ? null : times({
    said: { time: word("pick_clock") }, id, done: close,
    chosen: (time) => set(type === "time" ? time : `${now().day || new Intl.DateTimeFormat("sv-SE").format(new Date())}T${time}`),
  });
  const grid = type === "time" ? null : month({
    said: { earlier: word("pick_earlier"), later: word("pick_later") }, id,
    chosen: (day) => {
      set(list ? `${day}T${now().time || MORNING}` : day);
      if (!list) close();
      else { list.show(now().time); list.focus(); }
    },
  });
  for (const part of [grid, list]) if (part) body.append(part.box);
  const foot = make("div", "pick-foot");
  if (!field.required) foot.append(button(word("pick_none"), "btn btn-quiet btn-sm", () => { set(""); close(); }));
  foot.append(button(word("pick_done"), "btn btn-sm end", close));
  box.append(body, foot);
  // Nothing of it is the page's: neither its keys nor what its form listens to.
  box.addEventListener("keydown", (event) => { if (event.key !== "Escape") event.stopPropagation(); });
  for (const kind of ["input", "change"]) box.addEventListener(kind, (event) => event.stopPropagation());
  box.addEventListener("toggle", (event) => opener.setAttribute("aria-expanded", String(event.newState === "open")));
  (field.closest("dialog") ?? document.body).append(box);
  return () => {
    grid?.show(now().day, field.min, field.max);
    openFrom(box, opener);
    list?.show(now().time);
    (grid ?? list).focus();
  };
};

each("input[type=date], input[type=datetime-local], input[type=time]", (field) => {
  const holder = field.closest(".picker");
  if (coarse.matches || !holder || holder.dataset.ours !== undefined) return;
  holder.dataset.ours = "";
  const { type } = field;
  const face = make("span", "picker-face");
  face.setAttribute("aria-hidden", "true");
  const show = () => {
    const text = inWords(type, kept.get.call(field));
    face.textContent = text || word(NAMES[type]);
    face.classList.toggle("is-empty", !text);
    // What is half typed is not covered by words that say less.
    holder.classList.toggle("is-half", field.validity.badInput);
  };
  const set = (value) => {
    field.value = value;
    for (const kind of ["input", "change"]) field.dispatchEvent(new Event(kind, { bubbles: true }));
  };
  const opener = button("", "picker-open", () => open());
  opener.setAttribute("aria-label", `${word(NAMES[type])}${field.labels?.[0] ? `: ${field.labels[0].textContent.trim()}` : ""}`);
  opener.setAttribute("aria-haspopup", "dialog");
  opener.setAttribute("aria-expanded", "false");
  opener.append(...holder.querySelectorAll(":scope > .ic"));
  field.after(face, opener);
  let ask = null;
  const open = () => {
    if (field.matches(":disabled, [readonly]")) return;
    ask ??= dialog(field, opener, set);
    ask();
  };
  // Other scripts set the value too, and say nothing.
  Object.defineProperty(field, "value", { configurable: true, get() { return kept.get.call(this); }, set(value) { kept.set.call(this, value); show(); } });
  for (const kind of ["input", "change", "blur"]) field.addEventListener(kind, show);
  field.form?.addEventListener("reset", () => setTimeout(show));
  field.addEventListener("click", (event) => {
    event.preventDefault();
    const { left, right, top, bottom } = field.getBoundingClientRect();
    // A click on its label comes here too, and means typing.
    if (event.clientX >= left && event.clientX <= right && event.clientY >= top && event.clientY <= bottom) open();
  });
  show();
});
