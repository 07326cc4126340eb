// How networks count. Pure, the same rules as the adapters on the server.
const graphemes = new Intl.Segmenter(undefined, { granularity: "grapheme" });
const LINK = /https?:\/\/[^\s<>"]+/giu;
const REMOTE = /(^|[^\w/])@([a-z0-9_]+(?:[a-z0-9_.-]*[a-z0-9_]+)?)@[a-z0-9.-]+[a-z0-9]/giu;
const NARROW = [[0, 4351], [8192, 8205], [8208, 8223], [8242, 8247]];

const length = (text) => [...graphemes.segment(text)].length;
const weight = (text) => {
  let half = 0;
  for (const { segment } of graphemes.segment(text)) {
    const point = segment.codePointAt(0);
    half += NARROW.some(([low, high]) => point >= low && point <= high) && segment.length === 1 ? 1 : 2;
  }
  return half;
};

export const RULES = {
  graphemes: length,
  // A link counts 23 whatever its length; of a remote mention only the user part counts.
  mastodon: (text) => length(text.replace(LINK, "x".repeat(23)).replace(REMOTE, "$1@$2")),
  // X: a link counts 23; Han and emoji count double.
  weighted: (text) => weight(text.replace(LINK, "x".repeat(23))),
  // Weibo: two narrow characters count as one.
  halves: (text) => Math.ceil(weight(text) / 2),
  bytes: (text) => new TextEncoder().encode(text).length,
  none: () => 0,
};

export const count = (text, rule) => (RULES[rule] ?? length)(text.normalize("NFC"));
