// Where the hours of a week begin. The week that holds now begins an hour before it, or with the first post of today as
// long as now stays in view; every other week begins in the morning, as the calendar's own scrollTime says.
import { whenShown } from "./shown.js";

const HOUR = 60;

const minutes = (time) => Number(time.slice(0, 2)) * HOUR + Number(time.slice(3, 5));

export const showNow = (calendar, root) => {
  const opened = performance.now();
  const server = Temporal.ZonedDateTime.from(`${root.dataset.now}[${root.dataset.zone}]`, { offset: "use" });
  const plain = () => server.add({ milliseconds: Math.round(performance.now() - opened) }).toPlainDateTime().toString({ smallestUnit: "minute" });

  const begin = () => {
    const { view } = calendar;
    const now = plain();
    const today = now.slice(0, 10);
    const [first, until] = [view.activeStart, view.activeEnd].map((day) => calendar.formatIso(day, true).slice(0, 10));
    if (!view.type.startsWith("timeGrid") || today < first || today >= until) return;
    const hour = root.querySelector(".cal-slot")?.getBoundingClientRect().height || 48;
    const fits = ((root.clientHeight * .7) / hour) * HOUR;
    const at = minutes(now.slice(11));
    const posts = calendar.getEvents().filter((event) => event.extendedProps.kind === "post" && event.startStr.startsWith(today))
      .map((event) => minutes(event.startStr.slice(11)));
    const earliest = Math.min(at - HOUR, ...posts.filter((post) => post > at - fits));
    calendar.scrollToTime({ minutes: Math.max(0, Math.floor(earliest / HOUR) * HOUR) });
  };

  // After that the reader scrolls.
  whenShown(calendar, begin);
};
