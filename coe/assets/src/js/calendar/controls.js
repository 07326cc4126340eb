// The page's own buttons steer the calendar; layers are switched here, without asking the server again.
// View, date and what is switched off go into the address, so that a calendar can be sent to somebody.
import { announce, icon, make } from "../page.js";

const NONE = "none";
const NEXT = { prev: "prev", next: "next", today: "today" };

const boxes = () => [...document.querySelectorAll("[data-layer]")];
const hidden = () => new Set(boxes().filter((box) => !box.checked).map((box) => box.dataset.layer));
// What the address hides.
const told = () => new URL(location.href).searchParams.get("hide")?.split(",").filter(Boolean) ?? [];

const remember = (calendar, views) => {
  const view = Object.keys(views).find((key) => views[key] === calendar.view.type);
  const date = calendar.formatIso(calendar.getDate(), true).slice(0, 10);
  const address = new URL(location.href);
  for (const name of ["known", "layer"]) address.searchParams.delete(name);
  address.searchParams.set("date", date);
  if (view) address.searchParams.set("view", view);
  // A layer that nothing shown belongs to has no box, and stays hidden.
  const known = new Set(boxes().map((box) => box.dataset.layer));
  const off = [...hidden(), ...told().filter((layer) => !known.has(layer))].join(",");
  if (off) address.searchParams.set("hide", off);
  else address.searchParams.delete("hide");
  history.replaceState(history.state, "", address);
  // What the page's forms carry along; a kept view is everything but the day.
  const kept = document.querySelector(".calpage ~ #views input[name=query]");
  if (kept) {
    const query = new URLSearchParams();
    for (const name of ["campaign", "hide", "network", "second", "state", "view"]) {
      if (address.searchParams.get(name)) query.set(name, address.searchParams.get(name));
    }
    kept.value = query;
  }
  for (const field of document.querySelectorAll(".calpage input[type=hidden][name=date]")) field.value = date;
  for (const field of document.querySelectorAll(".calpage input[type=hidden][name=hide]")) field.value = off;
  if (view) for (const field of document.querySelectorAll(".calpage input[type=hidden][name=view]")) field.value = view;
};

const belongs = (event) => {
  const own = event.extendedProps;
  if (own.kind !== "post") return [`band:${own.kind}`, event.id.replace("-", ":")];
  return [`state:${own.state.key}`, `brand:${own.brand.slug}`, `campaign:${own.campaign ?? NONE}`];
};
const networksOf = (event) => (event.extendedProps.networks ?? []).map((name) => `network:${name}`);
// A post is off with its state, its brand, its campaign, or when none of its networks is left.
const isOff = (event, off) => {
  const networks = networksOf(event);
  return belongs(event).some((layer) => off.has(layer)) || (networks.length > 0 && networks.every((layer) => off.has(layer)));
};

// “1 post”, “94 posts”: the page brings both forms, with the numbers 1 and 2 in them.
export const inWords = (element, number) => (number === 1 ? element.dataset.one : element.dataset.many.replace("2", number));

const brandMark = ({ mark, initials }) => {
  const made = make("span", "brand brand-s");
  made.append(mark ? icon(`mark-${mark}`, "") : make("span", "brand-text", initials));
  return made;
};

const stateMark = ({ kind, icon: name }) => {
  const made = make("span", `state is-${kind}`);
  made.append(icon(name, "ic-s"));
  return made;
};

// What comes into view with another month gets its layer, switched on unless the address says otherwise.
const add = (group, name, text, look) => {
  const key = `${group}:${name}`;
  const rows = document.querySelector(`[data-layers-of="${group}"]`);
  if (!rows || [...rows.querySelectorAll("[data-layer]")].some((box) => box.dataset.layer === key)) return;
  const box = Object.assign(make("input", "check"), { type: "checkbox", checked: !told().includes(key), name: "layer", value: key });
  box.dataset.layer = key;
  const count = make("span", "meta num end");
  count.dataset.layerCount = "";
  const label = make("label");
  label.append(box, ...(look ? [look] : []), make("span", group === "state" ? "layer-words" : "cut", text), count);
  const row = make("li");
  row.append(label);
  rows.append(row);
  rows.closest("[data-layers-group]")?.removeAttribute("hidden");
};

const learn = (event) => {
  const own = event.extendedProps;
  if (own.kind === "campaign") add("campaign", event.id.replace("campaign-", ""), event.title);
  if (own.kind !== "post") return;
  add("state", own.state.key, own.state.word, stateMark(own.state));
  add("brand", own.brand.slug, own.brand.name, brandMark(own.brand));
  (own.networks ?? []).forEach((name, at) => add("network", name, own.names[at], icon(`net-${name}`, "net")));
  if (own.campaign) add("campaign", own.campaign, own.campaignName);
};

export const bindControls = (calendar, views) => {
  const filter = () => {
    const off = hidden();
    for (const event of calendar.getEvents()) {
      const display = isOff(event, off) ? "none" : "block";
      if (event.display !== display && (event.display || "block") !== display) event.setProp("display", display);
    }
  };

  const count = () => {
    const numbers = new Map();
    let posts = 0;
    const { currentStart, currentEnd } = calendar.view;
    for (const event of calendar.getEvents()) {
      learn(event);
      const isPost = event.extendedProps.kind === "post";
      // Days of the months before and after are shown, and not counted.
      if (isPost && (event.start < currentStart || event.start >= currentEnd)) continue;
      if (isPost) posts += 1;
      // A campaign's number is that of its posts; its band counts among the bands.
      for (const layer of isPost ? [...belongs(event), ...networksOf(event)] : belongs(event).slice(0, 1)) numbers.set(layer, (numbers.get(layer) ?? 0) + 1);
    }
    for (const box of boxes()) {
      const shown = box.closest("label")?.querySelector("[data-layer-count]");
      if (shown) shown.textContent = numbers.get(box.dataset.layer) ?? 0;
    }
    const all = document.querySelector("[data-cal-count]");
    if (all) all.textContent = inWords(all, posts);
  };

  const show = () => {
    const title = document.querySelector("[data-cal-title]");
    if (title && title.textContent !== calendar.view.title) {
      title.textContent = calendar.view.title;
      document.title = calendar.view.title;
      announce(calendar.view.title);
    }
    for (const link of document.querySelectorAll("[data-cal-view]")) {
      if (views[link.dataset.calView] === calendar.view.type) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    }
  };

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-cal], [data-cal-view]");
    if (!button || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    if (button.dataset.cal) calendar[NEXT[button.dataset.cal]]();
    else calendar.changeView(views[button.dataset.calView]);
  });
  calendar.on("datesSet", () => { show(); remember(calendar, views); });
  document.addEventListener("change", (event) => {
    if (!event.target.matches("[data-layer]")) return;
    filter();
    remember(calendar, views);
  });
  let counted = "";
  calendar.on("eventsSet", (events) => {
    const now = `${calendar.view.type} ${calendar.view.currentStart} ${events.map((event) => `${event.id}${event.startStr}`).join()}`;
    if (now === counted) return;         // switching a layer sets the events again; counts stay
    counted = now;
    count();
    filter();
  });
  show();
};
