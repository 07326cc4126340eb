// The bell: asks every four seconds, give or take, whether there is news, while the page is looked at. Other tabs of
// the same organisation hear what this one heard. A network or server that fails is asked less and less often;
// when this browser is not signed in any more, the asking ends.
import { make } from "./page.js";
import { toast } from "./toasts.js";

const EVERY = 4000;
const LONGEST = 60_000;
const told = new Set();
const MOST = 99;
let failures = 0;
let timer;
let over = false;

const bell = () => document.querySelector("[data-pulse]");

const show = ({ version, unread, label, ticket }) => {
  const found = bell();
  if (!found) return;
  found.dataset.version = version;
  if (ticket) found.dataset.pulse = ticket;
  found.setAttribute("aria-label", label);
  let count = found.querySelector(".bell-count");
  if (!unread) { count?.remove(); return; }
  if (!count) {
    count = make("span", "bell-count");
    count.setAttribute("aria-hidden", "true");                // the label says it
    found.append(count);
  }
  count.textContent = unread > MOST ? `${MOST}+` : unread;
};

const tell = (news) => {
  for (const { id, text, url } of [...news].reverse()) {
    if (!told.has(id)) toast(text, { href: url });
    told.add(id);
  }
};

const others = "BroadcastChannel" in window && bell() ? new BroadcastChannel(`coe-pulse-${bell().dataset.for}`) : null;
others?.addEventListener("message", ({ data }) => {
  show(data);
  for (const { id } of data.news) told.add(id);
});

const ask = async () => {
  const found = bell();
  if (!found || over || document.visibilityState !== "visible") return;
  const query = new URLSearchParams({ t: found.dataset.pulse, v: found.dataset.version });
  try {
    const answer = await fetch(`/-/pulse?${query}`, { credentials: "same-origin", cache: "no-store" });
    over = [401, 410].includes(answer.status);
    if (answer.status === 200) {
      const said = await answer.json();
      show(said);
      tell(said.news);
      others?.postMessage(said);
    }
    failures = answer.ok || over ? 0 : failures + 1;
  } catch {
    failures += 1;
  }
  wait();
};

const wait = (longest = EVERY * 2 ** Math.min(failures, 4)) => {
  clearTimeout(timer);
  if (over) return;
  timer = setTimeout(ask, Math.min(longest, LONGEST) * (0.8 + Math.random() * 0.3));
};

document.addEventListener("visibilitychange", () => (document.visibilityState === "visible" ? wait(400) : clearTimeout(timer)));
if (bell()) wait();
