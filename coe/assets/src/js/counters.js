// [data-counter="field id"] with data-rule and data-limit: a ring that fills while somebody types, amber from 80 %,
// red when over, with the number that is left from 80 % on (always with data-always). Said when it turns red.
import { announce, each, word } from "./page.js";
import { count } from "./counting.js";

each("[data-counter]", (counter) => {
  const field = document.getElementById(counter.dataset.counter);
  const limit = Number(counter.dataset.limit);
  const left = counter.querySelector("[data-left]");
  const ring = counter.querySelector(".ring");
  if (!field || !limit) return;
  let was = "";
  const show = () => {
    const used = count(field.value ?? field.textContent, counter.dataset.rule);
    const share = used / limit;
    const kind = share > 1 ? "stop" : share >= 0.8 ? "wait" : "";
    ring?.querySelector(".fill").setAttribute("stroke-dasharray", `${Math.min(100, Math.round(share * 100))} 100`);
    for (const element of [ring, left, counter.closest(".chan")]) {
      if (!element) continue;
      element.classList.toggle("is-wait", kind === "wait");
      element.classList.toggle("is-stop", kind === "stop");
    }
    if (left) left.textContent = kind || "always" in counter.dataset ? new Intl.NumberFormat(document.documentElement.lang).format(limit - used) : "";
    if (kind === "stop" && was !== "stop") announce(word("chars_over", { count: used - limit }));
    was = kind;
  };
  field.addEventListener("input", show);
  show();
});
