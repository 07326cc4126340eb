// How a post and a band look on the calendar: one chip per post, with all its networks, its brand and its state.
import { icon, make } from "../page.js";

const BAND_ICONS = { freeze: "player-pause", embargo: "lock", festival: "confetti", campaign: "flag-3" };
const SHOWN = 4;

export const kindClass = (event) => `cal-${event.extendedProps.kind}`;

const band = (event) => {
  const made = make("span", "cal-band");
  made.append(icon(BAND_ICONS[event.extendedProps.kind] ?? "flag-3"), make("span", "", event.title));
  return made;
};

const networks = (names) => {
  const made = make("span", "nets end");
  for (const name of names.slice(0, SHOWN)) made.append(icon(`net-${name}`, "net"));
  if (names.length > SHOWN) made.append(make("span", "", `+${names.length - SHOWN}`));
  return made;
};

export const content = ({ event }) => {
  const post = event.extendedProps;
  if (post.kind !== "post") return band(event);
  // The whole chip is a link, unless the calendar already made one of it.
  const made = make("span", `cal-chip is-${post.state.kind}`);
  const top = make("span", "cal-chip-top");
  top.append(icon(post.state.icon, "ic cal-state"), make("time", "", post.time), networks(post.networks ?? []));
  const text = make("span", "cal-chip-text");
  const title = make("span", "", event.title);
  if (post.lang) title.lang = post.lang;
  if (post.brand?.mark) text.append(icon(`mark-${post.brand.mark}`, "ic cal-brand"));
  text.append(title);
  made.append(top, text, make("span", "sr", `, ${post.state.word}, ${post.brand?.name ?? ""}, ${(post.networks ?? []).join(", ")}`));
  made.title = `${post.time} ${event.title} · ${post.brand?.name ?? ""} · ${post.state.word}`;
  return made;
};
