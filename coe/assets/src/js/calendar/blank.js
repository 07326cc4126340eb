// Why the shown time has no post: [data-cal-blank] holds a reason each, and says the one that is so. It stands over the
// days, which keep their place and their clicks. publishing/calendar/emptiness.py finds the same for the first time.
import { hasOpen } from "./open.js";

const isPost = (event) => event.extendedProps.kind === "post";

const why = (calendar, { narrowed, first }) => {
  const events = calendar.getEvents();
  const seen = events.filter((event) => event.display !== "none");
  const posts = events.filter(isPost);
  if (!posts.length && first) return "first";
  if (!seen.some(isPost) && (narrowed || posts.length || (events.length && !seen.length))) return "filters";
  // A list has no place for what is open.
  return events.length || (hasOpen() && !calendar.view.type.startsWith("list")) ? "" : "time";
};

const say = (calendar) => {
  const blank = document.querySelector("[data-cal-blank]");
  if (!blank) return;
  const reasons = [...blank.querySelectorAll("[data-cal-blank-of]")];
  const first = reasons.some((reason) => reason.dataset.calBlankOf === "first");
  const said = calendar ? why(calendar, { narrowed: "narrowed" in blank.dataset, first }) : "";
  for (const reason of reasons) {
    const hidden = reason.dataset.calBlankOf !== said;
    if (reason.hidden !== hidden) reason.hidden = hidden;
  }
  // Its ways out lead to the days one is at.
  const here = new URL(location.href).searchParams;
  for (const link of blank.querySelectorAll("a[href^='?']")) {
    const own = new URLSearchParams(link.getAttribute("href"));
    for (const name of ["date", "view"]) if (here.get(name)) own.set(name, here.get(name));
    link.setAttribute("href", `?${own}`);
  }
};

export const sayWhyEmpty = (calendar) => say(calendar);
// Where what stands on the days is not known, nothing is said of them.
export const sayNothing = () => say(null);
