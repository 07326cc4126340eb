// The shared calendar: month, week and list on #calendar[data-events-url][data-move-url].
//
// data-zone: IANA zone the page is in · data-view, data-date: where to start · data-now: server's now (ISO)
// Controls anywhere on the page: [data-cal="prev|next|today"], [data-cal-view="month|week|list"], [data-cal-title],
// [data-cal-count] (text with {count}), checkboxes [data-layer="state:wait" | "band:freeze" | "brand:slug"], [data-cal-hint].
//
// GET events-url?start=ISO&end=ISO answers a list. A post:
//   {id, kind: "post", title, lang, start (ISO with offset), time: "08:00", url, movable, locked (why not),
//    brand: {slug, name, mark}, networks: [...], state: {key, kind, icon, word}}
// A band: {id, kind: "freeze|embargo|festival|campaign", title, start, end (days, end exclusive), stops: bool, brands: [slugs, empty = all]}
// POST move-url {id, start} answers {ok, reason, text, undo}. A refused move goes back, with the reason in a toast.
import "temporal-polyfill/global";
import { Calendar } from "fullcalendar";
import dayGrid from "fullcalendar/daygrid";
import timeGrid from "fullcalendar/timegrid";
import list from "fullcalendar/list";
import interaction from "fullcalendar/interaction";
import en from "fullcalendar/locales/en-gb";
import zh from "fullcalendar/locales/zh-cn";
import "./css/calendar-vendor.css";
import { content, kindClass } from "./js/calendar/chips.js";
import { bindControls } from "./js/calendar/controls.js";
import { allowed, drop } from "./js/calendar/moving.js";
import { word } from "./js/page.js";

const VIEWS = { month: "dayGridMonth", week: "timeGridWeek", list: "listMonth" };
const root = document.getElementById("calendar");

const rowFits = () => (innerHeight > 1150 ? 5 : true);   // four chips and a band; less where the window is lower
const isPost = (event) => (event.extendedProps?.kind ?? event.kind) === "post";

const start = () => {
  const small = matchMedia("(max-width: 47.9375rem)").matches;
  root.replaceChildren();                                  // the list the server rendered for pages without script
  const calendar = new Calendar(root, {
    plugins: [dayGrid, timeGrid, list, interaction],
    locales: [en, zh],
    locale: document.documentElement.lang.startsWith("zh") ? "zh-cn" : "en-gb",
    timeZone: root.dataset.zone || "local",
    initialView: small ? VIEWS.list : VIEWS[root.dataset.view] ?? VIEWS.month,
    initialDate: root.dataset.date || undefined,
    now: root.dataset.now || undefined,
    firstDay: 1,
    fixedWeekCount: false,
    headerToolbar: false,
    height: small ? "auto" : "100%",
    expandRows: true,
    dayMaxEvents: rowFits(),
    editable: !small && Boolean(root.dataset.moveUrl),
    eventDurationEditable: false,
    eventDisplay: "block",
    displayEventTime: false,
    eventOrder: (a, b) => isPost(a) - isPost(b) || a.start - b.start,
    eventOrderStrict: true,
    slotDuration: "01:00",
    slotMinTime: "05:00",
    scrollTime: "07:00",
    slotHeaderFormat: { hour: "2-digit", minute: "2-digit", hour12: false },
    nowIndicator: true,
    allDayText: "",
    listDayFormat: { weekday: "short", day: "numeric", month: "short" }, listDayAltFormat: false,
    popoverFormat: { weekday: "short", day: "numeric", month: "short" },
    noEventsContent: word("nothing"),
    events: { url: root.dataset.eventsUrl, failure: () => document.dispatchEvent(new CustomEvent("coe:toast", { detail: { text: word("failed"), kind: "stop" } })) },
    eventDataTransform: (raw) => ({ ...raw, allDay: raw.kind !== "post", editable: Boolean(raw.movable) }),
    eventContent: (info) => ({ domNodes: [content(info)] }),
    eventAllow: (span, event) => allowed(calendar, span, event),
    eventDrop: (info) => drop(info, root.dataset.moveUrl),
    className: "cal-root", viewClass: "cal-view", tableHeaderClass: "cal-thead",
    dayHeaderClass: "cal-dow", dayHeaderInnerClass: "cal-dow-in", dayHeaderAlign: "start",
    dayHeaderFormat: { weekday: "short" },
    views: { timeGridWeek: { titleFormat: { year: "numeric", month: "long", day: "numeric" }, dayHeaderFormat: { weekday: "short", day: "numeric" } } },
    dayRowClass: "cal-week",
    dayCellClass: (i) => `cal-day${i.isToday ? " cal-today" : ""}${i.isOther ? " cal-other" : ""}${i.isPast ? " cal-past" : ""}${[0, 6].includes(i.dow) ? " cal-weekend" : ""}`,
    dayCellTopClass: "cal-day-top", dayCellTopInnerClass: "cal-day-no",
    dayLaneClass: (i) => `cal-lane${i.isToday ? " cal-today" : ""}`, slotLaneClass: "cal-slot", slotHeaderClass: "cal-hour", slotHeaderInnerClass: "cal-hour-in",
    allDayHeaderClass: "cal-hour", nowIndicatorLineClass: "cal-now",
    eventClass: (i) => `cal-event ${kindClass(i.event)}`,
    moreLinkClass: "cal-more", moreLinkContent: (i) => word("more", { count: i.num }),
    popoverClass: "cal-pop", popoverCloseClass: "cal-pop-close",
    listDaysClass: "cal-list", listDayClass: "cal-list-day", listDayHeaderClass: "cal-list-head", listDayBodyClass: "cal-list-body",
    noEventsClass: "blank",
  });
  calendar.render();
  addEventListener("resize", () => calendar.setOption("dayMaxEvents", rowFits()));
  bindControls(calendar, VIEWS);
};

// Chips are measured to decide what fits in a day, so the type has to be there first.
if (root) document.fonts.ready.then(start);
