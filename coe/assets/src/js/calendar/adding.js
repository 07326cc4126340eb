// An empty place on the calendar opens the composer with its time: by a click, and by the + that every day has for the
// keyboard. Only on #calendar[data-new-url], which those have who may draft.
import { words } from "../days.js";
import { comma, icon, make } from "../page.js";

const MORNING = "09:00";

const time = (text) => (text.length < 16 ? `${text.slice(0, 10)}T${MORNING}` : text.slice(0, 16));

const address = (said, text) => {
  const url = new URL(said.newUrl, location.href);
  url.searchParams.set("slot", time(text));
  return url;
};

const passed = (said, text) => Temporal.Instant.compare(
  Temporal.PlainDateTime.from(time(text)).toZonedDateTime(said.zone).toInstant(), Temporal.Now.instant()) <= 0;

export const open = (said, info) => {
  if (!said.newUrl || passed(said, info.dateStr)) return;
  location.assign(address(said, info.dateStr));
};

// A day of the month, or a day's head in the week.
export const offer = (said, info) => {
  const { date: day } = info.el.dataset;                   // info.date is a moment: the day before, east of Greenwich
  if (!said.newUrl || passed(said, day) || info.el.querySelector(".cal-add")) return;
  const link = make("a", "cal-add");
  link.href = address(said, day);
  const dayInWords = words({ weekday: "short", day: "numeric", month: "short" }).format(new Date(day));
  link.append(icon("plus", "ic-s"), make("span", "sr", said.saidNew + comma + dayInWords));
  (info.el.querySelector(".cal-day-top, .cal-dow-in") ?? info.el).append(link);
};
