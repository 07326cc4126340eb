// Who else has this open: [data-here="url"][data-mode=reading|writing] asks every four seconds while the tab is looked
// at, and says good-bye when it is left. While somebody else holds the pen, what lies in [data-pen-area] rests.
import { announce, each, meta } from "./page.js";

const EVERY = 4000;

each("[data-here]", (place) => {
  const { here: url, mode } = place.dataset;
  let said = "", timer = 0, away = false;

  const rest = (other) => {
    for (const area of document.querySelectorAll("[data-pen-area]")) area.inert = other;
  };
  const body = (more) => {
    const data = new FormData();
    for (const [name, value] of Object.entries({ mode, csrfmiddlewaretoken: meta("csrf-token"), ...more })) data.append(name, value);
    return data;
  };
  const sign = async (more = {}) => {
    clearTimeout(timer);
    if (!place.isConnected) return rest(false);
    if (!document.hidden) {
      try {
        const answer = await fetch(url, { method: "POST", body: body(more), credentials: "same-origin", headers: { "HX-Request": "true" } });
        if ([401, 403, 404].includes(answer.status)) return undefined;
        if (answer.status === 200) show(await answer.text());
      } catch { /* no connection: the next sign tries again */ }
    }
    if (!away) timer = setTimeout(sign, EVERY);
    return undefined;
  };
  const show = (html) => {
    // The same words again leave the page, and a focused button, alone.
    if (place.dataset.last === html) return;
    place.dataset.last = html;
    place.innerHTML = html;
    rest(mode === "writing" && Boolean(place.querySelector('[data-pen="other"]')));
    const words = place.querySelector(".here-words")?.textContent.trim() ?? "";
    if (words !== said) { said = words; if (words) announce(words); }
  };

  place.addEventListener("click", (event) => { if (event.target.closest("[data-take]")) sign({ take: "on" }); });
  document.addEventListener("visibilitychange", () => { if (!document.hidden) sign(); });
  addEventListener("pagehide", () => { away = true; clearTimeout(timer); navigator.sendBeacon(url, body({ leave: "on" })); });
  addEventListener("pageshow", (event) => { if (event.persisted) { away = false; sign(); } });
  sign();
});
