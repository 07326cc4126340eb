// Acting on many: [data-bulk="form id"] (a table or a list) holds checkboxes [data-row="name"]; [data-bulk-bar="form id"] appears when
// some are picked and says which ones, not only how many. Shift picks a range. [data-bulk-every] in the bar offers all
// rows that match, once all on the page are picked.
// A button [data-bulk-say="form id"] says how many it would take.
import { announce, each, word } from "./page.js";

const NAMED = 3;

each("[data-bulk]", (table) => {
  const bar = document.querySelector(`[data-bulk-bar="${table.dataset.bulk}"]`);
  const say = document.querySelector(`[data-bulk-say="${table.dataset.bulk}"] > span`), unsaid = say?.textContent;
  const all = table.querySelector("[data-all]");
  const rows = () => [...table.querySelectorAll("[data-row]")];
  let last = null;

  const show = () => {
    const picked = rows().filter((row) => row.checked);
    if (all) { all.checked = picked.length > 0 && picked.length === rows().length; all.indeterminate = picked.length > 0 && !all.checked; }
    if (say) say.textContent = picked.length ? word(picked.length === 1 ? "review_one" : "review", { count: picked.length }) : unsaid;
    if (!bar) return;
    const text = word(picked.length === 1 ? "picked_one" : "picked", { count: picked.length });
    const names = picked.slice(0, NAMED).map((row) => row.dataset.row).join(" · ");
    bar.hidden = !picked.length;
    const every = bar.querySelector("[data-bulk-every]");
    if (every) {
      every.hidden = picked.length !== rows().length;
      if (every.hidden) every.querySelector("input").checked = false;
    }
    bar.querySelector("[data-bulk-count]").textContent = text;
    const list = bar.querySelector("[data-bulk-names]");
    if (list) list.textContent = picked.length > NAMED ? word("and_more", { names, count: picked.length - NAMED }) : names;
    announce(text);
  };

  table.addEventListener("click", (event) => {
    const row = event.target.closest("[data-row]");
    if (row && event.shiftKey && last) {
      const list = rows();
      const [from, until] = [list.indexOf(last), list.indexOf(row)].sort((a, b) => a - b);
      for (const one of list.slice(from, until + 1)) one.checked = row.checked;
    }
    if (row) last = row;
  });
  table.addEventListener("change", (event) => {
    if (event.target === all) for (const row of rows()) row.checked = all.checked;
    show();
  });
  if (rows().some((row) => row.checked)) show();
});
