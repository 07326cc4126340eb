// On a phone, a post in approval follows the finger: drawn far to the right and let go, it is approved; to the left, the
// next one comes. Less than SURE of the screen, a slanted path, or a second finger does nothing. The buttons stay.
import { each } from "./page.js";

const SURE = 0.4, SLANT = 2, STARTS = 12;
const small = matchMedia("(max-width: 47.9375rem)");

each("#approval-view", (view) => {
  let from = null;
  const word = (way) => view.querySelector(`[data-swipe="${way}"]`);
  const words = [word("right"), word("left")];
  const far = (dx) => Math.abs(dx) > view.clientWidth * SURE;

  const show = (dx) => {
    const way = dx > 0 ? "right" : "left";
    for (const one of words) {
      if (!one) continue;
      one.hidden = one.dataset.swipe !== way || Math.abs(dx) < STARTS;
      one.toggleAttribute("data-sure", far(dx));
    }
    view.querySelector(".stage")?.style.setProperty("translate", word(way) ? `${dx / 3}px` : "0");
  };
  const rest = () => { from = null; for (const one of words) if (one) one.hidden = true; view.querySelector(".stage")?.style.removeProperty("translate"); };

  view.addEventListener("touchstart", (event) => {
    const free = small.matches && event.touches.length === 1 && !event.target.closest("[role=tablist], a, button, input, summary");
    from = free ? { x: event.touches[0].clientX, y: event.touches[0].clientY, drawn: false } : null;
  }, { passive: true });
  view.addEventListener("touchmove", (event) => {
    if (!from) return;
    const dx = event.touches[0].clientX - from.x, dy = event.touches[0].clientY - from.y;
    if (event.touches.length > 1 || (!from.drawn && Math.abs(dy) > STARTS && Math.abs(dx) < Math.abs(dy) * SLANT)) { rest(); return; }
    from.drawn ||= Math.abs(dx) > STARTS;
    from.dx = dx;
    if (from.drawn) show(dx);
  }, { passive: true });
  view.addEventListener("touchcancel", rest);
  view.addEventListener("touchend", () => {
    const dx = from?.drawn ? from.dx : 0;
    rest();
    if (!dx || !far(dx)) return;
    if (dx > 0) document.querySelector("[data-approve]")?.click();
    else if (view.dataset.after) location.assign(view.dataset.after);
  });
});
