// npm run build: reduce Tabler, bundle with Vite, add the sprite, then swap the result in at once,
// so that a running server never sees half a build.
import { createHash } from "node:crypto";
import { readFile, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { sources } from "./sources.mjs";
import { makeSprite } from "./sprite.mjs";
import { reduceTabler } from "./tabler.mjs";

const root = join(dirname(fileURLToPath(import.meta.url)), "../../..");
const dist = join(root, "coe/assets/dist");
const fresh = `${dist}.${process.pid}`;
process.env.COE_ASSETS_OUT = fresh;

const addTo = async (manifest, name, text) => {
  const [stem, kind] = name.split(".");
  const file = `${stem}-${createHash("sha256").update(text).digest("base64url").slice(0, 10)}.${kind}`;
  await writeFile(join(fresh, file), text);
  manifest[name] = { file };
};

const texts = await sources(root);
await reduceTabler(root, texts);
const { build } = await import("vite");
await build({ configFile: join(root, "vite.config.js") });

const path = join(fresh, "manifest.json");
const manifest = JSON.parse(await readFile(path, "utf8"));
const { names, svg } = await makeSprite(root, texts);
await addTo(manifest, "sprite.svg", svg);
await addTo(manifest, "favicon.svg", await readFile(join(root, "coe/assets/src/favicon.svg"), "utf8"));
manifest["icons"] = names;
await writeFile(path, JSON.stringify(manifest, null, 1));

await rm(`${dist}.old`, { recursive: true, force: true });
await rename(dist, `${dist}.old`).catch((error) => { if (error.code !== "ENOENT") throw error; });
await rename(fresh, dist);
await rm(`${dist}.old`, { recursive: true, force: true });
console.log(`Built ${names.length} icons and ${Object.keys(manifest).length} manifest entries into coe/assets/dist.`);
