// Walking a list by keys: j and k move the focus from row to row, Enter opens (it is a link), x picks, e edits.
// A row takes part when it holds a link .row-link; tr[data-edit="url"] says where e leads.
import { bind } from "./keys.js";
import { word } from "./page.js";

const rows = () => [...document.querySelectorAll("table.grid tbody tr")].filter((row) => row.querySelector(".row-link") && row.checkVisibility());
const current = () => document.activeElement?.closest?.("table.grid tbody tr");
const any = () => rows().length > 0;

const go = (step) => {
  const all = rows();
  const at = all.indexOf(current());
  const next = all[at < 0 ? (step > 0 ? 0 : all.length - 1) : Math.max(0, Math.min(all.length - 1, at + step))];
  const link = next?.querySelector(".row-link");
  link?.focus();
  next?.scrollIntoView({ block: "nearest" });
};

bind({ key: "j", name: () => word("keys_next"), group: "list", when: any, run: () => go(1) });
bind({ key: "k", name: () => word("keys_previous"), group: "list", when: any, run: () => go(-1) });
bind({ key: "Enter", name: () => word("keys_open"), group: "list", when: any, run: () => false });
bind({
  key: "x", name: () => word("keys_pick"), group: "list", when: () => document.querySelector("table.grid [data-row]"),
  run: () => current()?.querySelector("[data-row]")?.click(),
});
bind({
  key: "e", name: () => word("keys_edit"), group: "list", when: () => document.querySelector("table.grid tr[data-edit]"),
  run: () => { const url = current()?.dataset.edit; if (url) location.assign(url); },
});
