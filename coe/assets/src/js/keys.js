// Keyboard. What a key does is bound in one of two ways, and both are listed by "?":
//   data-key="n" on a link, button or field presses or focuses it; data-key="g h" is two keys one after the other;
//   bind({ key, name, run, when, group }) for what no single element stands for.
// Keys rest while somebody types and under a dialog, and single keys can be switched off in the profile (data-keys=off
// on <html>); what needs Ctrl or ⌘ goes on working.
import { make, word } from "./page.js";

const SECOND = 1200;  // how long the first key of two waits for the other, in ms
const bound = [];

// key: "j", "g h" or "Ctrl+K". name: words, or a function that gives them. when(): whether it applies on this page now.
// group: "product", "page" or "list". always: also while typing.
export const bind = (binding) => bound.push({ when: () => true, group: "page", always: false, ...binding });

const off = () => document.documentElement.dataset.keys === "off";
const typing = (element) => element.closest?.("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable=true]");
const shown = (element) => element.checkVisibility?.() ?? true;
const dialog = () => document.querySelector("dialog[open]");

const said = (element) => element.getAttribute("aria-label") || element.placeholder ||
  [...element.childNodes].filter((node) => !node.classList?.contains("key") && !node.classList?.contains("count")).map((node) => node.textContent.trim()).filter(Boolean).join(" ");

const press = (element) => {
  if (element.matches("input, textarea, select")) { element.focus(); element.select?.(); }
  else element.click();
};

const onElements = (root) => [...root.querySelectorAll("[data-key]")].filter((one) => shown(one) && !one.disabled).map((one) => ({
  key: one.dataset.key, name: said(one), run: () => press(one),
  group: one.closest(".rail, .top, .tabbar") ? "product" : "page", always: false,
}));

// Everything a key does here and now; what the page's own elements say comes before what is bound.
const bindings = () => {
  const open = dialog();
  const all = [...onElements(open ?? document), ...(open ? [] : bound.filter((one) => one.when()))];
  const seen = new Set();
  return all.filter((one) => !seen.has(one.key) && seen.add(one.key));
};

const list = () => {
  const target = document.querySelector("[data-keys-list]");
  if (!target) return;
  const all = bindings();
  target.replaceChildren(...["page", "list", "product"].flatMap((group) => {
    const rows = all.filter((one) => one.group === group);
    if (!rows.length) return [];
    const table = make("dl", "keys");
    table.append(...rows.flatMap((one) => {
      const key = make("dt");
      key.append(...one.key.split(" ").map((part) => make("kbd", "key", part)));
      return [key, make("dd", "", typeof one.name === "function" ? one.name() : one.name)];
    }));
    return [make("h3", "label", word(`keys_${group}`)), table];
  }));
};

const showKeys = () => {
  const keys = document.getElementById("keys");
  if (!keys || dialog()) return;
  list();
  keys.showModal();
};

document.addEventListener("click", (event) => { if (event.target.closest('[data-open="#keys"]')) list(); }, true);
bind({ key: "?", name: () => word("keys_all"), group: "product", run: showKeys });

let first = "";
let timer;
const forget = () => { first = ""; clearTimeout(timer); };

document.addEventListener("keydown", (event) => {
  if (event.isComposing || event.defaultPrevented || event.altKey) return;
  const held = event.ctrlKey || event.metaKey;
  if (held) {
    const one = bindings().find((each) => each.key === `Ctrl+${event.key.toUpperCase()}`);
    if (one) { event.preventDefault(); one.run(event); }
    return;
  }
  if (typing(event.target) || off()) return forget();
  const all = bindings();
  const two = first ? `${first} ${event.key}` : "";
  const one = all.find((each) => each.key === two) ?? all.find((each) => each.key === event.key);
  forget();
  if (one) {
    // A key on a list may find nothing to do, and then stays what it is to the browser.
    if (one.run(event) !== false) event.preventDefault();
  } else if (all.some((each) => each.key.startsWith(`${event.key} `))) {
    first = event.key;
    timer = setTimeout(forget, SECOND);
  }
});
