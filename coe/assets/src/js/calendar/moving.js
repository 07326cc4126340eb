// Moving a post. While it is dragged, days that would refuse it are refused at once and say why in [data-cal-hint];
// the server decides when it is dropped.
import { announce, post, word } from "../page.js";
import { toast } from "../toasts.js";

const hint = (text) => {
  const shown = document.querySelector("[data-cal-hint]");
  if (!shown) return;
  shown.dataset.was ??= shown.textContent;
  shown.textContent = text || shown.dataset.was;
  shown.classList.toggle("is-stop", Boolean(text));
  shown.classList.toggle("state", Boolean(text));
};

const stops = (band, span, event) => {
  const own = band.extendedProps;
  const brands = own.brands ?? [];
  return own.stops && span.start < band.end && span.end > band.start && (!brands.length || brands.includes(event.extendedProps.brand?.slug));
};

export const allowed = (calendar, span, event) => {
  if (event.extendedProps.locked) { hint(event.extendedProps.locked); return false; }
  const blocking = calendar.getEvents().find((band) => stops(band, span, event));
  hint(blocking ? blocking.title : "");
  return !blocking;
};

export const drop = async (info, url) => {
  hint("");
  try {
    const answer = await post(url, { id: info.event.id, start: info.event.startStr });
    if (!answer.ok) throw new Error(answer.reason || word("failed"));
    if (answer.time) info.event.setExtendedProp("time", answer.time);
    const text = answer.text || word("moved", { time: answer.time ?? info.event.startStr });
    toast(text, { undo: answer.undo });
    announce(text);
  } catch (error) {
    info.revert();
    toast(error.message, { kind: "stop" });
  }
};
