// What the other modules share: words in the reader's language, posting with the CSRF token,
// saying something to a screen reader, and running on what htmx brings.
const read = () => JSON.parse(document.getElementById("coe-words")?.textContent ?? "{}");
let words;

// word("undo_in", { seconds: 8 }) → "Undo, 8 s" in the reader's language.
export const word = (key, values = {}) => {
  words ??= read();
  return (words[key] ?? key).replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
};

// What stands between the parts of a sentence, and between names, in the page’s language.
const chinese = document.documentElement.lang.startsWith("zh");
export const comma = chinese ? "，" : ", ";
export const listed = (names) => names.join(chinese ? "、" : ", ");

// Whether this reader's clock counts to twelve.
export const twelve = document.documentElement.dataset.clock === "12";

export const meta = (name) => document.querySelector(`meta[name="${name}"]`)?.content ?? "";

// POST a form's worth of data and get JSON back. Rejects with an Error whose message can be shown.
export const post = async (url, data = {}) => {
  const body = data instanceof FormData ? data : new URLSearchParams(data);
  let answer;
  try {
    answer = await fetch(url, {
      method: "POST", body, credentials: "same-origin",
      headers: { "X-CSRFToken": meta("csrf-token"), Accept: "application/json", "X-Requested-With": "XMLHttpRequest" },
    });
  } catch {
    throw new Error(word("offline"));
  }
  const said = answer.headers.get("Content-Type")?.includes("json") ? await answer.json() : null;
  if (!answer.ok) throw new Error(said?.reason ?? said?.detail ?? said?.title ?? word(answer.status === 403 ? "refused" : "failed"));
  return said ?? {};
};

// A polite word for people who do not see the change.
export const announce = (text) => {
  const live = document.getElementById("live");
  if (!live) return;
  live.textContent = "";
  requestAnimationFrame(() => { live.textContent = text; });
};

// Run fn(element) for each match now, and for each that htmx brings.
export const each = (selector, fn) => {
  const run = (root) => {
    if (root.matches?.(selector)) fn(root);
    for (const found of root.querySelectorAll?.(selector) ?? []) fn(found);
  };
  run(document);
  document.addEventListener("htmx:load", (event) => run(event.detail.elt));
};

// An icon of the sprite, as an element.
export const icon = (name, css = "") => {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  svg.setAttribute("class", css || "ic ic-s");
  svg.setAttribute("aria-hidden", "true");
  use.setAttribute("href", `${meta("sprite")}#${name}`);
  svg.append(use);
  return svg;
};

export const make = (tag, css = "", text = "") => Object.assign(document.createElement(tag), { className: css, textContent: text });
