// progress[data-from][data-until] (seconds since 1970) goes on by itself: time left shrinks without asking the server.
// Words beside it are the server's, as is every time of day.
import { each } from "./page.js";

const moving = new Set();
const show = (bar) => {
  const from = Number(bar.dataset.from), until = Number(bar.dataset.until), now = Date.now() / 1000;
  const left = until > from ? (until - now) / (until - from) : 0;
  bar.value = left <= 0 ? bar.max : Math.round(bar.max * left);
  bar.classList.toggle("is-stop", left <= 0);
  bar.classList.toggle("is-wait", left > 0 && left < 0.4);
};

each("progress[data-from][data-until]", (bar) => { moving.add(bar); show(bar); });
setInterval(() => { for (const bar of moving) bar.isConnected ? show(bar) : moving.delete(bar); }, 30000);
