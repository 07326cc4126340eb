// How a post and a band look on the calendar: one chip per post, with all its networks, its brand and its state.
// templates/publishing/calendar/chip.html draws the same for pages without script.
import { comma, icon, listed, make } from "../page.js";

const BAND_ICONS = { freeze: "player-pause", embargo: "lock", festival: "confetti", occasion: "calendar-event", campaign: "flag-3" };
const SHOWN = 4;

export const kindClass = (event) => `cal-${event.extendedProps.kind}`;

const band = (event) => {
  const made = make("span", "cal-band");
  made.append(icon(BAND_ICONS[event.extendedProps.kind] ?? "flag-3"), make("span", "", event.title));
  made.title = event.title;
  return made;
};

const networks = (names, room) => {
  const made = make("span", "nets end");
  const shown = names.length > room ? room - 1 : room;
  for (const name of names.slice(0, shown)) made.append(icon(`net-${name}`, "net"));
  if (names.length > shown) made.append(make("span", "meta", `+${names.length - shown}`));
  return made;
};

const mark = (brand) => {
  const made = make("span", "brand cal-mark");
  made.setAttribute("aria-hidden", "true");
  made.append(brand.mark ? icon(`mark-${brand.mark}`, "ic cal-brand") : make("span", "brand-text", brand.initials));
  return made;
};

export const content = ({ event, view }) => {
  const post = event.extendedProps;
  if (post.kind !== "post") return band(event);
  // The whole chip is a link, unless the calendar already made one of it.
  const made = make("span", `cal-chip is-${post.state.kind}`);
  const top = make("span", "cal-chip-top");
  top.append(icon(post.state.icon, "ic cal-state"), make("time", "", post.time));
  const second = post.second && make("span", "cal-second", post.second);
  const beside = second && (view.type.startsWith("list") || view.type.startsWith("dayGrid"));
  if (beside) top.append(second);
  // In a day of the month, the second time takes the networks' place, and they stand at the end of the words.
  const below = beside && view.type.startsWith("dayGrid");
  const marks = networks(post.networks ?? [], view.type.startsWith("list") ? Infinity : below ? 3 : SHOWN);
  if (!below) top.append(marks);
  const text = make("span", "cal-chip-text");
  const title = make("span", "", event.title);
  if (post.lang) title.lang = post.lang;
  text.append(mark(post.brand), title);
  if (below) text.append(marks);
  const names = listed(post.names ?? []);
  made.append(top, text);
  if (second && !second.parentElement) made.append(second);
  made.append(make("span", "sr", ["", post.state.word, post.brand.name, names].join(comma)));
  made.title = [`${post.time}${post.second ? ` (${post.second})` : ""} ${event.title}`, post.brand.name, names, post.state.word, post.locked]
    .filter(Boolean).join(" · ");
  return made;
};
