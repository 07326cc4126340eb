// One SVG sprite with only what is used: interface icons (Tabler, outline), network glyphs (Simple Icons
// and two of ours) and brand marks (ours). Tabler's whole sprite is 5 MB; this one is a few dozen kB.
import { readFile } from "node:fs/promises";
import { join } from "node:path";

const GLYPHS = {
  bluesky: "bluesky", mastodon: "mastodon", instagram: "instagram", facebook: "facebook", linkedin: "linkedin",
  x: "x", threads: "threads", youtube: "youtube", tiktok: "tiktok", douyin: "tiktok", pinterest: "pinterest",
  wechat: "wechat", weibo: "sinaweibo", telegram: "telegram", reddit: "reddit", bilibili: "bilibili", rss: "rss",
};
// What a logo cannot say at 14 px is a character in a tile.
const TILES = { newsroom: "N", red: "红" };

const symbol = (id, viewBox, body, extra = "") => `<symbol id="${id}" viewBox="${viewBox}"${extra}>${body}</symbol>`;

const tabler = async (root, texts) => {
  const sprite = await readFile(join(root, "node_modules/@tabler/icons-sprite/dist/tabler-sprite-nostroke.svg"), "utf8");
  const known = new Map();
  for (const [, name, body] of sprite.matchAll(/<symbol id="tabler-([a-z0-9-]+)"[^>]*>(.*?)<\/symbol>/gs)) {
    known.set(name, body.replace(/<path stroke="none" d="M0 0h24v24H0z" fill="none"\s*\/>/, "").replaceAll(" />", "/>"));
  }
  // A name in quotes anywhere counts as used: names also live in Python tables of states.
  const used = new Set();
  for (const text of texts) {
    for (const [, name] of text.matchAll(/["']([a-z][a-z0-9]*(?:-[a-z0-9]+)*)["']/g)) if (known.has(name)) used.add(name);
  }
  return [...used].sort().map((name) => symbol(name, "0 0 24 24", known.get(name)));
};

const glyphs = async (root) => {
  const made = [];
  for (const [network, file] of Object.entries(GLYPHS)) {
    const svg = await readFile(join(root, `node_modules/simple-icons/icons/${file}.svg`), "utf8");
    made.push(symbol(`net-${network}`, "0 0 24 24", `<path fill="currentColor" stroke="none" d="${svg.match(/ d="([^"]+)"/)[1]}"/>`));
  }
  for (const [network, character] of Object.entries(TILES)) {
    made.push(symbol(`net-${network}`, "0 0 24 24",
      '<rect x="1.2" y="1.2" width="21.6" height="21.6" rx="4.5" fill="none" stroke="currentColor" stroke-width="2.2"/>' +
      `<text x="12" y="17.2" text-anchor="middle" font-size="14.5" font-weight="700" fill="currentColor" stroke="none">${character}</text>`));
  }
  return made;
};

const marks = async (root) => {
  const svg = await readFile(join(root, "coe/assets/src/marks.svg"), "utf8");
  return [...svg.matchAll(/<symbol id="([a-z]+)" viewBox="([^"]+)">(.*?)<\/symbol>/gs)].map(([, id, box, body]) => symbol(`mark-${id}`, box, body));
};

export const makeSprite = async (root, texts) => {
  const symbols = [...(await tabler(root, texts)), ...(await glyphs(root)), ...(await marks(root))];
  const names = symbols.map((one) => one.match(/id="([^"]+)"/)[1]);
  return { names, svg: `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join("\n")}</svg>\n` };
};
