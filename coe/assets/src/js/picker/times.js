// A time: typed, or taken from a list in steps of a quarter of an hour. “9”, “930”, “9.30” and “09：30” are understood; so are
// “2:30 pm” and “下午2:30”, as times are said where the reader's clock counts to twelve.
import { make, twelve } from "../page.js";
import { words } from "../days.js";

const STEP = 15;
const two = (number) => String(number).padStart(2, "0");
const ALL = Array.from({ length: (24 * 60) / STEP }, (_one, n) => `${two(Math.floor((n * STEP) / 60))}:${two((n * STEP) % 60)}`);

// A time as this reader's clock says it.
const CLOCK = twelve ? words({ hour: "numeric", minute: "2-digit", hour12: true }) : null;
const saidOf = (text) => (text && CLOCK ? CLOCK.format(new Date(`2000-01-01T${text}Z`)) : text);

const SHAPE = /^\s*(上午|下午)?\s*(\d{1,2})(?:\s*[:：.,h]?\s*(\d{2}))?\s*([ap]\.?\s?m?\.?)?\s*$/i;

export const timeOf = (text) => {
  const found = SHAPE.exec(text);
  if (!found) return "";
  const [, before, hours, minutes = "00", after] = found;
  const half = { 上: "a", 下: "p" }[before?.[0]] ?? after?.[0].toLowerCase();
  let hour = +hours;
  if (hour > 23 || +minutes > 59 || (half && hour === 0)) return "";
  // “14:00 pm” is a time said twice over; “12 am” is midnight.
  if (half === "a" && hour > 12) return "";
  if (half && hour <= 12) hour = (hour % 12) + (half === "p" ? 12 : 0);
  return `${two(hour)}:${minutes}`;
};

// said: { time }. chosen(text) with every time that is one; done() when Enter says so.
export const times = ({ said, id, chosen, done }) => {
  const box = make("div", "times-box");
  const label = Object.assign(make("label", "label", said.time), { htmlFor: `${id}-time` });
  const field = Object.assign(make("input", "input"), { id: `${id}-time`, type: "text", inputMode: twelve ? "text" : "numeric", maxLength: twelve ? 12 : 5, autocomplete: "off", placeholder: saidOf("09:00") });
  const list = Object.assign(make("ul", "times"), { tabIndex: 0, id: `${id}-times` });
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", said.time);
  list.append(...ALL.map((text) => {
    const option = Object.assign(make("li", "num", saidOf(text)), { id: `${id}-t${text.replace(":", "")}` });
    option.dataset.time = text;
    option.setAttribute("role", "option");
    option.setAttribute("aria-selected", "false");
    return option;
  }));
  box.append(label, field, list);

  const mark = (text) => {
    for (const option of list.children) option.setAttribute("aria-selected", String(option.dataset.time === text));
    const near = ALL.findLast((one) => one <= (text || "09:00")) ?? ALL[0];
    const option = list.children[ALL.indexOf(near)];
    list.setAttribute("aria-activedescendant", option.id);
    list.scrollTop = option.offsetTop - list.offsetTop - list.clientHeight / 2 + option.offsetHeight / 2;
  };
  const take = (text) => { field.value = saidOf(text); field.removeAttribute("aria-invalid"); mark(text); chosen(text); };

  list.addEventListener("click", (event) => {
    const option = event.target.closest("[role=option]");
    if (option) { take(option.dataset.time); done(); }
  });
  list.addEventListener("keydown", (event) => {
    const here = [...list.children].findIndex((one) => one.id === list.getAttribute("aria-activedescendant"));
    const next = { ArrowDown: here + 1, ArrowUp: here - 1, PageDown: here + 4, PageUp: here - 4, Home: 0, End: ALL.length - 1 }[event.key];
    if (event.key === "Enter") { take(ALL[here]); done(); }
    else if (next === undefined) return;
    else take(ALL[Math.max(0, Math.min(ALL.length - 1, next))]);
    event.preventDefault();
  });
  field.addEventListener("input", () => {
    const text = timeOf(field.value);
    field.setAttribute("aria-invalid", String(!text));
    if (text) { mark(text); chosen(text); }
  });
  field.addEventListener("blur", () => { const text = timeOf(field.value); if (text) take(text); });
  field.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    const text = timeOf(field.value);
    if (text) { take(text); done(); }
  });

  return { box, focus: () => { field.focus(); field.select(); }, show: (text) => { field.value = saidOf(text); field.removeAttribute("aria-invalid"); mark(text); } };
};
