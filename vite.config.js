// One stylesheet and a few small modules, fingerprinted, with a manifest that the `asset` tag reads.
// Run through `npm run build` (coe/assets/build/build.mjs), which also makes the icon sprite.
import { defineConfig } from "vite";

const src = (path) => new URL(`./coe/assets/src/${path}`, import.meta.url).pathname;

export default defineConfig({
  root: src(""),
  base: "./",                      // files refer to each other relatively, so STATIC_URL may be anything
  publicDir: false,
  logLevel: "warn",
  build: {
    outDir: process.env.COE_ASSETS_OUT ?? src("../dist"),
    assetsDir: "",
    emptyOutDir: true,
    manifest: "manifest.json",
    modulePreload: { polyfill: false },
    // light-dark(), popover and <dialog> are used as they are; older browsers would need another design.
    target: ["chrome125", "firefox128", "safari17.5"],
    assetsInlineLimit: 0,          // data: URLs would cost every page what one cached file does
    chunkSizeWarningLimit: 900,    // charts and calendar are their own entries, loaded where they are used
    rolldownOptions: {
      input: { app: src("app.js"), account: src("account.js"), calendar: src("calendar.js"), charts: src("charts.js"), composer: src("composer.js"), newsroom: src("newsroom.css") },
    },
  },
});
