// The page's own buttons steer the calendar; layers are switched here, without asking the server again.
// View and date go into the address, so that a calendar can be sent to somebody.
import { announce } from "../page.js";

const NEXT = { prev: "prev", next: "next", today: "today" };

const remember = (calendar, views) => {
  const view = Object.keys(views).find((key) => views[key] === calendar.view.type);
  const address = new URL(location.href);
  address.searchParams.set("date", calendar.formatIso(calendar.getDate(), true));
  if (view) address.searchParams.set("view", view);
  history.replaceState(null, "", address);
};

const hidden = () => new Set([...document.querySelectorAll("[data-layer]:not(:checked)")].map((box) => box.dataset.layer));

const belongs = (event) => {
  const own = event.extendedProps;
  return own.kind === "post" ? [`state:${own.state.key}`, `brand:${own.brand?.slug}`] : [`band:${own.kind}`];
};

export const bindControls = (calendar, views) => {
  const filter = () => {
    const off = hidden();
    for (const event of calendar.getEvents()) {
      const display = belongs(event).some((layer) => off.has(layer)) ? "none" : "block";
      if (event.display !== display && (event.display || "block") !== display) event.setProp("display", display);
    }
  };

  const count = () => {
    const numbers = new Map();
    let posts = 0;
    for (const event of calendar.getEvents()) {
      if (event.extendedProps.kind === "post") posts += 1;
      for (const layer of belongs(event)) numbers.set(layer, (numbers.get(layer) ?? 0) + 1);
    }
    for (const box of document.querySelectorAll("[data-layer]")) {
      const shown = box.closest("label")?.querySelector("[data-layer-count]");
      if (shown) shown.textContent = numbers.get(box.dataset.layer) ?? 0;
    }
    const all = document.querySelector("[data-cal-count]");
    if (all) all.textContent = all.dataset.calCount.replace("{count}", posts);
  };

  const show = () => {
    const title = document.querySelector("[data-cal-title]");
    if (title && title.textContent !== calendar.view.title) { title.textContent = calendar.view.title; announce(calendar.view.title); }
    for (const button of document.querySelectorAll("[data-cal-view]")) button.setAttribute("aria-pressed", String(views[button.dataset.calView] === calendar.view.type));
  };

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-cal], [data-cal-view]");
    if (!button) return;
    event.preventDefault();
    if (button.dataset.cal) calendar[NEXT[button.dataset.cal]]();
    else calendar.changeView(views[button.dataset.calView]);
  });
  calendar.on("datesSet", () => { show(); remember(calendar, views); });
  document.addEventListener("change", (event) => { if (event.target.matches("[data-layer]")) filter(); });
  let counted = "";
  calendar.on("eventsSet", (events) => {
    const now = events.map((event) => event.id).join();
    if (now === counted) return;         // switching a layer sets the events again; counts stay
    counted = now;
    count();
    filter();
  });
  count();
  filter();
  show();
};
