// How networks count, the same rules as publishing/channels/counting.py; a test holds the two together.
const clusters = new Intl.Segmenter(undefined, { granularity: "grapheme" });
const URLS = /https?:\/\/(?:[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?\.)+[A-Za-z]{2,63}(?::\d{1,5})?(?:[/?#][A-Za-z0-9\-._~:/?#[\]@!$&'()*+,;=%]*)?/gi;
const REMOTE = /(?<![\p{L}\p{N}_/=])@([\p{L}\p{N}_]+(?:[\p{L}\p{N}_.-]*[\p{L}\p{N}_])?)@[A-Za-z0-9.-]+[A-Za-z0-9](?::\d+)?/gu;
const TRAILING = /[.,;:!?'"*]+$/;

const times = (text, sign) => text.split(sign).length - 1;

// Without punctuation that ends the sentence, nor a bracket that was opened before the address.
const trim = (address) => {
  for (;;) {
    let bare = address.replace(TRAILING, "");
    for (const [open, close] of ["()", "[]"]) if (bare.endsWith(close) && times(bare, close) > times(bare, open)) { bare = bare.slice(0, -1); break; }
    if (bare === address) return bare;
    address = bare;
  }
};

export const links = (text) => [...text.matchAll(URLS)].map((found) => [found.index, trim(found[0])]);

export const graphemes = (text) => { let count = 0; for (const _ of clusters.segment(text)) count += 1; return count; };

export const mastodon = (text, weight = 23) => {
  let out = "", rest = 0;
  for (const [start, address] of links(text)) { out += text.slice(rest, start) + "x".repeat(weight); rest = start + address.length; }
  return graphemes((out + text.slice(rest)).replace(REMOTE, "@$1"));
};

export const count = (text, rule, weight) =>
  rule === "graphemes" ? graphemes(text) : rule === "mastodon" ? mastodon(text, weight || 23) : [...text].length;

// The text as it travels: with the link appended where the network has no place of its own for it.
export const wireText = (text, link, linkAs, hasImages) => {
  const bare = text.trim();
  const ownPlace = linkAs === "field" || (linkAs === "card" && !hasImages);
  if (!link || ownPlace || links(bare).some(([, address]) => address === link)) return bare;
  return bare ? `${bare}\n\n${link}` : link;
};
