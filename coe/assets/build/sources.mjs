// The project's own texts in which icon names and class names are looked for.
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

const FOLDERS = ["templates", "coe", "governance", "publishing", "listening", "reporting"];
const SKIPPED = new Set(["node_modules", "dist", "migrations", "__pycache__", "locale", "img", "build"]);
const KINDS = /\.(html|py|js|txt)$/;

export const sources = async (root) => {
  const texts = [];
  const walk = async (folder) => {
    for (const entry of await readdir(folder, { withFileTypes: true })) {
      if (SKIPPED.has(entry.name)) continue;
      const path = join(folder, entry.name);
      if (entry.isDirectory()) await walk(path);
      else if (KINDS.test(entry.name)) texts.push(await readFile(path, "utf8"));
    }
  };
  for (const folder of FOLDERS) await walk(join(root, folder)).catch((error) => { if (error.code !== "ENOENT") throw error; });
  return texts;
};
