// Pages that ask whether something changed: every [data-living] is told “coe:look” every fifteen seconds, and when its
// tab is looked at again. Hidden tabs do not ask. What came anew is read out by htmx.js.
const EVERY = 15_000;
let timer = 0;

const look = () => {
  clearTimeout(timer);
  const found = document.querySelectorAll("[data-living]");
  if (!found.length || document.hidden) return;
  for (const one of found) one.dispatchEvent(new Event("coe:look"));
  timer = setTimeout(look, EVERY);
};

document.addEventListener("visibilitychange", () => { if (!document.hidden) look(); });
if (document.querySelector("[data-living]")) timer = setTimeout(look, EVERY);
