// The shared calendar: month, week and list on #calendar[data-events-url][data-move-url].
//
// data-zone: IANA zone the page is in · data-second: another one, shown beside it · data-view, data-date: where to start ·
// data-now: server's now (ISO) · data-said-past, -lapses, -day, -frozen: what a drag says.
// Controls anywhere on the page: [data-cal="prev|next|today"], [data-cal-view="month|week|list|day"], [data-cal-title],
// [data-cal-count] (text with {count}), checkboxes [data-layer="state:draft" | "state:late-scheduled" | "band:freeze" | "brand:slug" | "network:slug" | "campaign:id"] with
// [data-layer-count] beside them, [data-cal-hint], [data-cal-note], and #cal-again with [data-cal-again-text], [data-cal-again];
// #cal-menu, a chip's menu, opened by [data-cal-dots]; #cal-move with [data-cal-move], [data-cal-move-what], [data-cal-move-why]. data-said-embargo, data-said-fits: what these say.
//
// GET events-url&start=day&end=day answers {events, brands: {slug: {name, mark, initials}}, campaigns: {id: name}, states: {key: {kind, icon, word}}, late: the same of what is late,
// networks: {slug: name}, note}. A post, in which what is empty is left out:
//   {id, kind: "post", title, lang, start (ISO with offset), time: "08:00", second: "16:00", url, movable, locked (why not),
//    lapses (another day needs approval again), again (may be moved there all the same), day (that its approval covers, in its own zone),
//    zone, frozen, late, brand: slug, networks: [slugs], campaign: id, state: key}
// A band: {id, kind: "freeze|campaign", title, start, end (days, end exclusive), brands: [slugs, empty = all]}
// POST move-url {id, start: wall time "2026-12-09T08:00", second, again} answers {ok, text, time, second, start, undo, refresh}
// or {ok: false, reason, confirm}: with `confirm` the same again, asked in a dialog, goes through.
import "temporal-polyfill/global";
import { Calendar } from "fullcalendar";
import dayGrid from "fullcalendar/daygrid";
import timeGrid from "fullcalendar/timegrid";
import list from "fullcalendar/list";
import interaction from "fullcalendar/interaction";
import en from "fullcalendar/locales/en-gb";
import zh from "fullcalendar/locales/zh-cn";
import "./css/calendar-vendor.css";
import { sayNothing, sayWhyEmpty } from "./js/calendar/blank.js";
import { content, kindClass } from "./js/calendar/chips.js";
import { offer, open } from "./js/calendar/adding.js";
import { bindControls } from "./js/calendar/controls.js";
import { showNow } from "./js/calendar/hours.js";
import { keepOpen, showOpen } from "./js/calendar/open.js";
import { bindKeys } from "./js/calendar/keys.js";
import { allowed, drop, stopped } from "./js/calendar/moving.js";
import { countBands } from "./js/calendar/rows.js";
import { whenShown } from "./js/calendar/shown.js";
import { words } from "./js/days.js";
import { twelve, word } from "./js/page.js";

const VIEWS = { month: "dayGridMonth", week: "timeGridWeek", list: "listMonth", day: "listDay" };
const root = document.getElementById("calendar");
const isPost = (event) => (event.extendedProps?.kind ?? event.kind) === "post";

// What an event's keys stand for, in its place.
const spelt = (event, said) => ({
  ...event,
  brand: { slug: event.brand, ...said.brands[event.brand] },
  state: { key: `${event.late ? "late-" : ""}${event.state}`, ...(event.late ? said.late : said.states)[event.state] },
  names: (event.networks ?? []).map((name) => said.networks[name]),
  campaignName: said.campaigns[event.campaign] ?? "",
});

let known = false;                                         // whether what stands on the shown days has come
let asked = 0;                                             // an answer that another question overtook says nothing

const load = async (span, done, failed) => {
  known = false;
  const turn = ++asked;
  const url = new URL(root.dataset.eventsUrl, location.href);
  url.searchParams.set("start", span.startStr.slice(0, 10));
  url.searchParams.set("end", span.endStr.slice(0, 10));
  try {
    const answer = await fetch(url, { headers: { Accept: "application/json" }, credentials: "same-origin" });
    if (!answer.ok) throw new Error(answer.statusText);
    const said = await answer.json();
    if (turn !== asked) return done([]);
    const note = document.querySelector("[data-cal-note]");
    if (note) { note.textContent = said.note; note.hidden = !said.note; }
    keepOpen(said.open, said.open_days);
    known = true;
    done(said.events.map((event) => (isPost(event) ? spelt(event, said) : event)));
  } catch (error) {
    if (turn !== asked) return failed(error);
    document.dispatchEvent(new CustomEvent("coe:toast", { detail: { text: word("failed"), kind: "stop" } }));
    sayNothing();
    failed(error);
  } finally {
    shown();
  }
};

// Hours and whole days get their room only once the posts are there; until then nothing is seen that would move.
const shown = () => requestAnimationFrame(() => requestAnimationFrame(() => root.classList.remove("cal-waits")));

// The browser writes a span of days in Chinese as bare figures; a title reads better in words.
const chinese = document.documentElement.lang.startsWith("zh");
const weekdays = words({ weekday: "short", day: "numeric", month: "short" });
const dayInChinese = ({ date }) => weekdays.format(new Date(Date.UTC(date.year, date.month, date.day)));
const weekday = words({ weekday: "short" });
const headInChinese = ({ date }) => `${weekday.format(new Date(Date.UTC(date.year, date.month, date.day)))} ${date.day}`;
const monthInChinese = ({ date }) => `${date.year} 年 ${date.month + 1} 月`;
const weekInChinese = ({ start, end }) => {
  const year = end.year === start.year ? "" : `${end.year} 年 `;
  const month = !year && end.month === start.month ? "" : `${end.month + 1} 月 `;
  return `${monthInChinese({ date: start })} ${start.day} 日至 ${year}${month}${end.day} 日`;
};

const start = () => {
  const small = matchMedia("(max-width: 47.9375rem)").matches;
  root.replaceChildren();                                  // what the server drew for pages without script
  root.classList.add("cal-waits");
  root.closest(".calpage")?.classList.add("cal-scripted");
  const calendar = new Calendar(root, {
    plugins: [dayGrid, timeGrid, list, interaction],
    locales: [en, zh],
    locale: chinese ? "zh-cn" : "en-gb",
    timeZone: root.dataset.zone || "local",
    initialView: small && root.dataset.view !== "day" ? VIEWS.list : VIEWS[root.dataset.view] ?? VIEWS.month,
    initialDate: root.dataset.date || undefined,
    now: root.dataset.now || undefined,
    firstDay: 1,
    fixedWeekCount: false,
    headerToolbar: false,
    height: small ? "auto" : "100%",
    expandRows: true,
    dayMaxEvents: true,                                    // as many as fit, and four at most (css/pages/calendar.css)
    editable: !small && Boolean(root.dataset.moveUrl),
    eventDurationEditable: false,
    eventDisplay: "block",
    displayEventTime: false,
    eventOrder: (a, b) => isPost(a) - isPost(b) || a.start - b.start,
    eventOrderStrict: true,
    eventSlicing: false,                                   // else a chip is left out for “+n more”, which needs no room of its own
    slotDuration: "01:00",
    slotMinHeight: 48,
    snapDuration: "00:15",
    defaultTimedEventDuration: "00:58",
    eventMaxStack: 2,
    slotEventOverlap: false,
    nextDayThreshold: "12:00",                             // a post belongs to the day it goes out, also close to midnight
    scrollTime: "07:00",
    slotHeaderFormat: { hour: "2-digit", minute: "2-digit", hour12: twelve },
    nowIndicator: true,
    allDayText: "",
    listDayFormat: chinese ? dayInChinese : { weekday: "short", day: "numeric", month: "short" }, listDayAltFormat: false,
    noEventsContent: "",                                   // the page says why
    events: load,
    lazyFetching: false,                                   // what a week has open is said in full for a week only
    // A post that may not be moved can still be taken up: wherever it goes, it says why not.
    eventDataTransform: (raw) => ({ ...raw, allDay: raw.kind !== "post", editable: raw.kind === "post" }),
    eventContent: (info) => ({ domNodes: [content(info)] }),
    eventDidMount: (info) => {
      if (isPost(info.event)) info.el.dataset.event = info.event.id;
      // The library calls a chip of the list an item of it, but a chip is a link: its name says the rest.
      if (info.el.getAttribute("role") === "listitem") { info.el.removeAttribute("role"); info.el.parentElement?.removeAttribute("role"); }
    },
    eventAllow: (span, event) => allowed(calendar, root.dataset, span, event),
    eventDrop: (info) => drop(calendar, info, root.dataset),
    eventDragStop: stopped,
    dateClick: (info) => open(root.dataset, info),
    dayCellDidMount: (info) => { if (info.view.type.startsWith("dayGrid")) offer(root.dataset, info); },
    dayHeaderDidMount: (info) => {
      // The library hides a day's word from readers and says the whole date instead; the word may be read too.
      info.el.querySelector("[aria-hidden]")?.removeAttribute("aria-hidden");
      if (info.view.type.startsWith("timeGrid")) offer(root.dataset, info);
    },
    className: "cal-root", viewClass: (i) => `cal-view cal-in-${i.view.type}`, tableHeaderClass: "cal-thead",
    dayHeaderClass: "cal-dow", dayHeaderInnerClass: "cal-dow-in", dayHeaderAlign: "start",
    dayHeaderFormat: { weekday: "short" },
    ...(chinese && { dayCellFormat: ({ date }) => String(date.day) }),
    views: {
      timeGridWeek: { titleFormat: chinese ? weekInChinese : { year: "numeric", month: "long", day: "numeric" }, dayHeaderFormat: chinese ? headInChinese : { weekday: "short", day: "numeric" } },
      ...(chinese && { dayGridMonth: { titleFormat: monthInChinese }, listMonth: { titleFormat: monthInChinese } }),
    },
    dayRowClass: "cal-week",
    dayCellClass: (i) => `cal-day${i.isToday ? " cal-today" : ""}${i.isOther ? " cal-other" : ""}${i.isPast ? " cal-past" : ""}${[0, 6].includes(i.dow) ? " cal-weekend" : ""}`,
    dayCellTopClass: "cal-day-top", dayCellTopInnerClass: "cal-day-no", dayCellInnerClass: "cal-day-in",
    dayLaneClass: (i) => `cal-lane${i.isToday ? " cal-today" : ""}`, slotLaneClass: "cal-slot", slotHeaderClass: "cal-hour", slotHeaderInnerClass: "cal-hour-in",
    allDayHeaderClass: "cal-hour", nowIndicatorLineClass: "cal-now",
    eventClass: (i) => `cal-event ${kindClass(i.event)}`,
    moreLinkClick: VIEWS.day,
    moreLinkClass: "cal-more", moreLinkContent: (i) => word("more", { count: i.num }),
    listDaysClass: "cal-list", listDayClass: (i) => `cal-list-day${i.isToday ? " cal-today" : ""}${i.isPast ? " cal-past" : ""}`, listDayHeaderClass: "cal-list-head", listDayBodyClass: "cal-list-body",
  });
  calendar.render();
  // What scrolls must be reachable by keys, also in a month without a single chip; with one, the chip has the focus.
  const reach = () => requestAnimationFrame(() => {
    for (const box of root.querySelectorAll("[style*='auto']")) {
      const empty = !box.querySelector("a[href], .cal-post");
      box.toggleAttribute("tabindex", empty);
      const list = box.querySelector("[role=list]");
      if (empty) { box.tabIndex = 0; box.setAttribute("role", list ? "group" : "rowgroup"); if (list) box.setAttribute("aria-label", calendar.view.title); } else box.removeAttribute("role");
      // What can be focused must have a role of the grid; then the rows around and within need no second group.
      for (const rows of root.querySelectorAll("[role=rowgroup], [data-rows]")) {
        if (rows === box || !(rows.contains(box) || box.contains(rows))) continue;
        rows.dataset.rows = "";
        rows.setAttribute("role", empty ? "presentation" : "rowgroup");
      }
    }
    // The library calls the corner of a week a heading, but nothing stands in it.
    for (const head of root.querySelectorAll("[role=rowheader]")) if (!head.textContent.trim()) head.setAttribute("role", "gridcell");
  });
  reach();
  const bands = () => requestAnimationFrame(() => countBands(calendar, root));
  for (const moment of ["datesSet", "eventsSet"]) { calendar.on(moment, reach); calendar.on(moment, bands); }
  // The library begins a month with the week of today. It begins with the first week that leaves today in view.
  whenShown(calendar, () => {
    const box = root.querySelector(".cal-in-dayGridMonth [style*='auto']");
    const today = box?.querySelector(".cal-today")?.getBoundingClientRect();
    const begins = (week) => week.getBoundingClientRect().top;
    const first = today && [...box.querySelectorAll(".cal-week")].find((week) => today.bottom - begins(week) <= box.clientHeight);
    if (first) box.scrollTop += begins(first) - box.getBoundingClientRect().top;
  }, { wait: 50 });
  bindControls(calendar, VIEWS);
  for (const moment of ["datesSet", "eventsSet"]) calendar.on(moment, () => showOpen(calendar));
  calendar.on("eventsSet", () => { if (known) sayWhyEmpty(calendar); });
  showNow(calendar, root);
  bindKeys(calendar, root);
  // A list begins with its month, and the first is read from today on.
  let read = false;
  whenShown(calendar, (come) => {
    if (read || !come || !calendar.view.type.startsWith("list")) return;
    read = true;
    // Twice: a long list is put in place in more than one go. Who scrolls meanwhile is left alone.
    let held = true;
    for (const way of ["wheel", "touchstart", "keydown"]) addEventListener(way, () => { held = false; }, { once: true, passive: true });
    const toToday = () => {
      if (held && root.querySelector(".cal-list-day.cal-past")) root.querySelector(".cal-list-day:not(.cal-past)")?.scrollIntoView({ block: "start", behavior: "instant" });
    };
    requestAnimationFrame(toToday);
    setTimeout(toToday, 150);
  });
};

// Chips are measured to decide what fits in a day, so the type has to be there first.
if (root) document.fonts.ready.then(start);
