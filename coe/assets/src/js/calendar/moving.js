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
  if (view.type.startsWith("dayGrid") || text.length < 16) return `${text.slice(0, 10)}T${event.extendedProps.time.slice(0, 5)}`;
  return text.slice(0, 16);
};

export const allowed = (calendar, said, span, event) => {
  const own = event.extendedProps;
  if (!own.movable) { hint(own.locked || word("refused")); return false; }
  if (span.allDay && !calendar.view.type.startsWith("dayGrid")) { hint(""); return false; }
  const to = wall(span, event, calendar.view);
  if (Temporal.Instant.compare(instant(to, said.zone), Temporal.Now.instant()) <= 0) { hint(said.saidPast); return false; }
  const elsewhere = own.lapses && dayIn(to, said.zone, own.zone) !== own.day;
  if (elsewhere && !own.again) { hint(said.saidDay); return false; }
  if (elsewhere) { hint(said.saidLapses, "wait"); return true; }
  hint(own.frozen ? said.saidFrozen : "", "wait");
  return true;
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

export const drop = async (calendar, info, said) => {
  hint("");
  const { event } = info;
  // The event has moved already; its time on the clock was the one it came with.
  const to = wall({ startStr: event.startStr }, event, info.view ?? calendar.view);
  const data = { id: event.id, start: to, second: said.second ?? "" };
  try {
    let answer = await post(said.moveUrl, data);
    if (!answer.ok && answer.confirm) {
      if (!(await confirmed(answer.reason))) { info.revert(); return; }
      answer = await post(said.moveUrl, { ...data, again: 1 });
    }
    if (!answer.ok) throw new Error(answer.reason || word("failed"));
    toast(answer.text, { undo: answer.undo });
    announce(answer.text);
    if (answer.refresh) { calendar.refetchEvents(); return; }
    event.setExtendedProp("time", answer.time);
    event.setExtendedProp("second", answer.second);
  } catch (error) {
    info.revert();
    toast(error.message, { kind: "stop" });
  }
};
