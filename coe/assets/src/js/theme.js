// The server renders <html data-theme>. A choice in the person's menu shows at once and is kept by the form;
// charts redraw on "themechange".
const root = document.documentElement;
const changed = () => document.dispatchEvent(new Event("themechange"));

document.addEventListener("click", (event) => {
  const choice = event.target.closest("[data-theme-choice]");
  if (!choice) return;
  root.dataset.theme = choice.dataset.themeChoice;
  changed();
});
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", changed);
