// Moving a post. While it is dragged, days that would refuse it are refused at once and say why in [data-cal-hint];
// the server decides when it is dropped.
import { announce, post, word } from "../page.js";
import { toast } from "../toasts.js";

const hint = (text, kind = "stop") => {
  const shown = document.querySelector("[data-cal-hint]");
  if (!shown) return;
  shown.dataset.was ??= shown.textContent;
  const now = text || shown.dataset.was;
  if (shown.textContent !== now) { shown.textContent = now; if (text) announce(text); }
  shown.className = text ? `state is-${kind}` : "";
};

export const stopped = () => hint("");

// The moment a place on the calendar means, and the day it is in another zone.
const instant = (text, zone) => (/(Z|[+-]\d\d:?\d\d)$/.test(text)
  ? Temporal.Instant.from(text)
  : Temporal.PlainDateTime.from(text).toZonedDateTime(zone).toInstant());
const dayIn = (text, zone, other) => instant(text, zone).toZonedDateTimeISO(other).toPlainDate().toString();

// A day of the month keeps the post's own time on the clock; an hour of the week is the time.
const wall = (span, event, view) => {
  const text = span.startStr;
  if (view.type.startsWith("dayGrid") || text.length < 16) return `${text.slice(0, 10)}T${event.extendedProps.wall}`;
  return text.slice(0, 16);
};

const embargoed = (calendar, day, brand) => calendar.getEvents().find((one) => {
  const { kind, brands } = one.extendedProps;
  const until = one.endStr || Temporal.PlainDate.from(one.startStr.slice(0, 10)).add({ days: 1 }).toString();
  return kind === "embargo" && one.startStr.slice(0, 10) <= day && day < until.slice(0, 10) && (!brands.length || brands.includes(brand));
});

// What going to a wall time would mean: { ok, text, kind }.
export const judge = (calendar, said, to, event) => {
  const own = event.extendedProps;
  const no = (text) => ({ ok: false, text, kind: "stop" });
  if (!own.movable) return no(own.locked || word("refused"));
  if (Temporal.Instant.compare(instant(to, said.zone), Temporal.Now.instant()) <= 0) return no(said.saidPast);
  const day = dayIn(to, said.zone, own.zone);
  const embargo = embargoed(calendar, day, own.brand.slug);
  if (embargo && !embargo.extendedProps.partly) return no(`${said.saidEmbargo} ${embargo.title}`);
  const elsewhere = own.lapses && day !== own.day;
  if (elsewhere && !own.again) return no(said.saidDay);
  if (embargo) return { ok: true, text: `${said.saidEmbargo} ${embargo.title}`, kind: "wait" };
  if (elsewhere) return { ok: true, text: said.saidLapses, kind: "wait" };
  return { ok: true, text: own.frozen ? said.saidFrozen : "", kind: "wait" };
};

export const allowed = (calendar, said, span, event) => {
  if (event.extendedProps.movable && span.allDay && !calendar.view.type.startsWith("dayGrid")) { hint(""); return false; }
  const found = judge(calendar, said, wall(span, event, calendar.view), event);
  hint(found.text, found.kind);
  return found.ok;
};

// Asks in #cal-again whether a post may lose its approval; the dialog's other ways out mean no.
const confirmed = (text) => new Promise((resolve) => {
  const dialog = document.getElementById("cal-again");
  if (!dialog) { resolve(false); return; }
  dialog.querySelector("[data-cal-again-text]").textContent = text;
  let yes = false;
  const go = dialog.querySelector("[data-cal-again]");
  const agree = () => { yes = true; dialog.close(); };
  go.addEventListener("click", agree);
  dialog.addEventListener("close", () => { go.removeEventListener("click", agree); resolve(yes); }, { once: true });
  dialog.showModal();
});

// Asks the server; gives its answer when it moved, null when somebody thought better of it. Refusals are errors.
const sent = async (event, to, said) => {
  const data = { id: event.id, start: to, second: said.second ?? "" };
  let answer = await post(said.moveUrl, data);
  if (!answer.ok && answer.confirm) {
    if (!(await confirmed(answer.reason))) return null;
    answer = await post(said.moveUrl, { ...data, again: 1 });
  }
  if (!answer.ok) throw new Error(answer.reason || word("failed"));
  toast(answer.text, { undo: answer.undo });
  announce(answer.text);
  return answer;
};

export const drop = async (calendar, info, said) => {
  hint("");
  const { event } = info;
  // The event has moved already; its time on the clock was the one it came with.
  const to = wall({ startStr: event.startStr }, event, info.view ?? calendar.view);
  try {
    const answer = await sent(event, to, said);
    if (!answer) { info.revert(); return; }
    if (answer.refresh) { calendar.refetchEvents(); return; }
    event.setExtendedProp("time", answer.time);
    event.setExtendedProp("wall", answer.start.slice(11, 16));
    event.setExtendedProp("second", answer.second);
  } catch (error) {
    info.revert();
    toast(error.message, { kind: "stop" });
  }
};

// Moving by a date and time typed into a dialog.
export const moveTo = async (calendar, event, to, said) => {
  try {
    if (await sent(event, to, said)) calendar.refetchEvents();
  } catch (error) {
    toast(error.message, { kind: "stop" });
  }
};
