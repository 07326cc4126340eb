// Tabs inside one page: [role=tablist][data-tabs] with buttons aria-controls="panel id". Arrow keys move.
// Without script every panel is shown, one below the other.
import { each } from "./page.js";

each("[role=tablist][data-tabs]", (list) => {
  const tabs = [...list.querySelectorAll("[role=tab]")];
  const panel = (tab) => document.getElementById(tab.getAttribute("aria-controls"));
  const choose = (chosen) => {
    for (const tab of tabs) {
      const on = tab === chosen;
      tab.setAttribute("aria-selected", String(on));
      tab.tabIndex = on ? 0 : -1;
      if (panel(tab)) panel(tab).hidden = !on;
    }
  };
  list.addEventListener("click", (event) => { const tab = event.target.closest("[role=tab]"); if (tab) choose(tab); });
  list.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    const next = tabs[(tabs.indexOf(document.activeElement) + step + tabs.length) % tabs.length];
    choose(next);
    next.focus();
    event.preventDefault();
  });
  choose(tabs.find((tab) => tab.getAttribute("aria-selected") === "true") ?? tabs[0]);
  list.dataset.ready = "";
});

// A group of toggle buttons that swaps a data attribute: <div data-switch="#previews" data-name="width"><button value="phone">.
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-switch] > button");
  if (!button) return;
  const group = button.parentElement;
  for (const one of group.children) one.setAttribute("aria-pressed", String(one === button));
  const target = document.querySelector(group.dataset.switch);
  if (target) target.dataset[group.dataset.name] = button.value;
});

// On paper every panel stands, one below the other.
let shut = [];
addEventListener("beforeprint", () => {
  shut = [...document.querySelectorAll("[role=tabpanel][hidden]")];
  for (const panel of shut) panel.hidden = false;
});
addEventListener("afterprint", () => { for (const panel of shut) panel.hidden = true; });

// Of tabs and choices that run off the side, the chosen one comes into view, with its neighbours to be guessed.
const RUNS = ".tabs, .seg-scroll, .page-seg";
for (const chosen of document.querySelectorAll(".tabs > [aria-current], .seg > [aria-current]")) {
  const row = chosen.closest(RUNS);
  if (row) row.scrollLeft = chosen.offsetLeft - row.offsetLeft - (row.clientWidth - chosen.offsetWidth) / 2;
}

// Where there is more of them: data-more="start end", for the fade at that side.
each(RUNS, (row) => {
  const look = () => {
    const past = row.scrollLeft, left = row.scrollWidth - row.clientWidth - past;
    row.dataset.more = [past > 1 && "start", left > 1 && "end"].filter(Boolean).join(" ");
  };
  row.addEventListener("scroll", look, { passive: true });
  new ResizeObserver(look).observe(row);
});
