// On a phone the previews are a sheet: a[data-sheet="#id"] opens that section as a dialog, with a tab for each figure in
// it. It closes with Esc and its button. Without script, or on a wide screen, the link leads to the section.
import { each, make, icon, word } from "./page.js";

const narrow = matchMedia("(width < 64rem)");

each("a[data-sheet]", (link) => {
  const section = document.querySelector(link.dataset.sheet);
  if (!section || "sheeted" in section.dataset) return;
  const place = document.createComment("sheet"), dialog = make("dialog", "dialog sheet");
  const head = make("header", "sheet-head"), tabs = make("div", "tabs"), close = make("button", "btn btn-quiet btn-square");
  tabs.setAttribute("role", "tablist");
  tabs.setAttribute("aria-label", section.getAttribute("aria-label") ?? "");
  dialog.setAttribute("aria-label", section.getAttribute("aria-label") ?? "");
  close.type = "button";
  close.setAttribute("data-close", "");
  close.setAttribute("aria-label", word("close"));
  close.append(icon("x", "ic"));
  head.append(tabs, close);
  dialog.append(head);
  document.body.append(dialog);
  section.dataset.sheeted = "";

  let chosen = 0;
  const figures = () => [...section.querySelectorAll("figure")];
  const choose = (number, focus) => {
    chosen = number;
    figures().forEach((figure, place) => { figure.hidden = place !== number; });
    [...tabs.children].forEach((tab, place) => {
      tab.setAttribute("aria-selected", String(place === number));
      tab.tabIndex = place === number ? 0 : -1;
    });
    if (focus) tabs.children[number]?.focus();
  };
  const fill = () => {
    const captions = figures().map((figure) => (figure.querySelector("figcaption .cut")?.textContent ?? "").split(", "));
    const networks = captions.map(([network]) => network);
    tabs.replaceChildren(...figures().map((figure, place) => {
      const tab = make("button");
      tab.type = "button";
      tab.setAttribute("role", "tab");
      figure.id ||= `sheet-view-${place}`;
      figure.setAttribute("role", "tabpanel");
      tab.setAttribute("aria-controls", figure.id);
      const glyph = figure.querySelector("figcaption .net"), [network, handle] = captions[place];
      if (glyph) tab.append(glyph.cloneNode(true));
      // Two channels of one network are told apart by their names.
      tab.append(make("span", "", networks.filter((one) => one === network).length > 1 ? handle : network));
      tab.addEventListener("click", () => choose(place));
      return tab;
    }));
    choose(Math.min(chosen, Math.max(0, tabs.children.length - 1)));
  };
  tabs.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step || !tabs.children.length) return;
    event.preventDefault();
    choose((chosen + step + tabs.children.length) % tabs.children.length, true);
  });

  link.addEventListener("click", (event) => {
    if (!narrow.matches) return;
    event.preventDefault();
    section.replaceWith(place);
    dialog.append(section);
    fill();
    dialog.showModal();
    (tabs.querySelector("[aria-selected=true]") ?? close).focus();
  });
  dialog.addEventListener("close", () => {
    place.replaceWith(section);
    for (const figure of figures()) { figure.hidden = false; figure.removeAttribute("role"); }
    link.focus();
  });
  // What autosave brings is drawn anew.
  section.addEventListener("htmx:afterSwap", () => { if (dialog.open) fill(); });
  narrow.addEventListener("change", () => { if (dialog.open && !narrow.matches) dialog.close(); });
});
