// A month as a grid of days: arrows walk by day and week, Page Up and Down by month (with Shift by year), Home and End
// within the week, which begins on Monday. Days are counted in UTC, so that no clock change loses or doubles one.
import { words } from "../days.js";
import { icon, make } from "../page.js";

const DAY = 864e5;
const STEPS = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7 };

const iso = (day) => day.toISOString().slice(0, 10);
const dayOf = (text) => new Date(`${text.slice(0, 10)}T00:00Z`);
const monday = (day) => new Date(day - ((day.getUTCDay() + 6) % 7) * DAY);
const inMonth = (day, months) => {
  const last = new Date(Date.UTC(day.getUTCFullYear(), day.getUTCMonth() + months + 1, 0)).getUTCDate();
  return new Date(Date.UTC(day.getUTCFullYear(), day.getUTCMonth() + months, Math.min(day.getUTCDate(), last)));
};
const today = () => { const now = new Date(); return new Date(Date.UTC(now.getFullYear(), now.getMonth(), now.getDate())); };

// said: { earlier, later } in the reader's language. chosen(text) is called with the ISO day somebody takes.
export const month = ({ said, id, chosen }) => {
  const box = make("div", "days-box");
  const head = make("div", "days-head");
  const title = Object.assign(make("h2", "t2"), { id: `${id}-month` });
  title.setAttribute("aria-live", "polite");
  const turn = (way, name, label) => {
    const button = Object.assign(make("button", "btn btn-quiet btn-square btn-sm"), { type: "button" });
    button.setAttribute("aria-label", label);
    button.append(icon(name));
    button.addEventListener("click", () => go(inMonth(at, way)));
    return button;
  };
  head.append(turn(-1, "chevron-left", said.earlier), title, turn(1, "chevron-right", said.later));
  const grid = make("table", "days");
  grid.setAttribute("role", "grid");
  grid.setAttribute("aria-labelledby", title.id);
  const first = dayOf("2024-01-01");                                   // a Monday
  const names = make("tr");
  for (let n = 0; n < 7; n += 1) {
    const day = new Date(+first + n * DAY);
    const name = Object.assign(make("th", "", words({ weekday: "narrow" }).format(day)), { scope: "col", abbr: words({ weekday: "long" }).format(day) });
    names.append(name);
  }
  grid.createTHead().append(names);
  const body = grid.createTBody();
  box.append(head, grid);

  let at = today(), taken = "", least = "", most = "";
  const outside = (text) => (least && text < least) || (most && text > most);
  const full = words({ weekday: "long", day: "numeric", month: "long", year: "numeric" });
  const draw = () => {
    title.textContent = words({ month: "long", year: "numeric" }).format(at);
    const start = monday(new Date(Date.UTC(at.getUTCFullYear(), at.getUTCMonth(), 1)));
    body.replaceChildren(...Array.from({ length: 6 }, (_row, week) => {
      const row = make("tr");
      row.append(...Array.from({ length: 7 }, (_cell, n) => {
        const day = new Date(+start + (week * 7 + n) * DAY);
        const cell = make("td", day.getUTCMonth() === at.getUTCMonth() ? "" : "is-other", String(day.getUTCDate()));
        cell.dataset.day = iso(day);
        cell.tabIndex = +day === +at ? 0 : -1;
        cell.setAttribute("role", "gridcell");
        cell.setAttribute("aria-label", full.format(day));
        cell.setAttribute("aria-selected", String(iso(day) === taken));
        if (+day === +today()) cell.setAttribute("aria-current", "date");
        if (outside(iso(day))) cell.setAttribute("aria-disabled", "true");
        return cell;
      }));
      return row;
    }));
  };
  const focus = () => body.querySelector("[tabindex='0']")?.focus();
  const go = (day) => { at = day; draw(); };
  const take = (text) => {
    if (outside(text)) return;
    taken = text;
    go(dayOf(text));
    focus();
    chosen(text);
  };

  grid.addEventListener("click", (event) => { const cell = event.target.closest("[data-day]"); if (cell) take(cell.dataset.day); });
  grid.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const { key } = event;
    if (STEPS[key]) go(new Date(+at + STEPS[key] * DAY));
    else if (key === "Home") go(monday(at));
    else if (key === "End") go(new Date(+monday(at) + 6 * DAY));
    else if (key === "PageUp") go(inMonth(at, event.shiftKey ? -12 : -1));
    else if (key === "PageDown") go(inMonth(at, event.shiftKey ? 12 : 1));
    else if (key === "Enter" || key === " ") { event.preventDefault(); take(iso(at)); return; }
    else return;
    event.preventDefault();
    focus();
  });

  return {
    box, focus,
    // value: an ISO day or nothing; min and max as on the field.
    show: (value, min = "", max = "") => {
      [taken, least, most] = [value, min.slice(0, 10), max.slice(0, 10)];
      go(value ? dayOf(value) : today());
    },
  };
};
