// Tabler's stylesheet, reduced to the rules whose classes occur in our templates, scripts or Python.
// The whole file is 75 kB compressed; what we use of it is a few.
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { PurgeCSS } from "purgecss";

export const reduceTabler = async (root, texts) => {
  const [{ css }] = await new PurgeCSS().purge({
    content: [{ raw: texts.join("\n"), extension: "html" }],
    css: [join(root, "node_modules/@tabler/core/dist/css/tabler.min.css")],
    defaultExtractor: (text) => text.match(/[A-Za-z0-9_-]+/g) ?? [],
    // Names that are English words in our texts and would drag unused components in.
    blocklist: BLOCKED,
    variables: true, keyframes: true, fontFace: true,
  });
  const folder = join(root, "node_modules/.cache/coe");
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, "tabler.css"), css.replace(/\/\*# sourceMappingURL[^*]*\*\//, ""));
};

const BLOCKED = [/^\.?(active|alert|avatar|blockquote|calendar|com|disabled|footer|grid|h[1-6]|hover|invisible|io|mark|mention|net|prose|show|signal|small|sparkline|strong|visible|badge|breadcrumb|btn-(?!list)|card|carousel|chart|chat|chip|datagrid|divider|dropdown|empty|figure|flag|form|hr|icon|input|kbd|lead|legend|list|loader|markdown|modal|nav|navbar|offcanvas|page|pagination|payment|placeholder|popover|progress|ribbon|signature|social|spinner|stars|status|steps|switch-icon|tab|table|tag|timeline|toast|tooltip|tracking)(-.*)?$/];
