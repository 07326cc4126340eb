// A native date control shows a day as the browser's own language does, so 03/04 may be read two ways. Under each, the
// day is said in words in the page's language; live. The line stands already in the page where a value was sent.
import { words } from "./days.js";
import { each, twelve } from "./page.js";

// The reader's clock, as everywhere else on the page.
const CLOCK = twelve ? { hour: "numeric", minute: "2-digit", hour12: true } : { hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
const SHAPES = {
  date: { weekday: "long", day: "numeric", month: "long", year: "numeric" },
  "datetime-local": { weekday: "long", day: "numeric", month: "long", year: "numeric", ...CLOCK },
  time: { ...CLOCK },
  month: { month: "long", year: "numeric" },
};

each("[data-said-date]", (line) => {
  const field = document.getElementById(line.dataset.saidDate) ?? line.parentElement.querySelector("input");
  const shape = SHAPES[field?.type];
  if (!shape) return;
  const format = words(shape);
  const show = () => {
    const [day, time] = field.type === "time" ? ["2000-01-01", field.value] : field.value.split("T");
    const moment = new Date(`${day.length === 7 ? `${day}-01` : day}T${time || "00:00"}Z`);
    line.textContent = field.value && !Number.isNaN(moment.getTime()) ? format.format(moment) : "";
  };
  for (const event of ["input", "change"]) field.addEventListener(event, show);
  field.form?.addEventListener("reset", () => setTimeout(show));
  show();
});
