// form[data-upload]: says how much was sent, and which file is too large before it is sent. Words stand in its data.
import { announce, each, icon, make } from "./page.js";

const size = (bytes) => `${(bytes / 1048576).toFixed(1)} MB`;
const fill = (words, values) => words.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);

each("form[data-upload]", (form) => {
  const input = form.querySelector("input[type=file]"), room = form.querySelector("[data-progress]");
  const errors = form.querySelector("[data-upload-errors]"), button = form.querySelector("button:not([type=button])");
  if (!input || form.dataset.on) return;
  form.dataset.on = "yes";

  const wrong = () => {
    const files = [...input.files], said = files.filter((file) => file.size > Number(form.dataset.most)).map((file) => fill(form.dataset.tooLarge, { name: file.name, size: size(file.size) }));
    if (files.length > Number(form.dataset.atOnce)) said.push(form.dataset.tooMany);
    errors.replaceChildren(...said.map((words) => {
      const line = make("p", "field-error");
      line.append(icon("alert-triangle", "ic"), make("span", "", words));
      return line;
    }));
    return said.length > 0;
  };
  input.addEventListener("change", wrong);

  form.addEventListener("submit", (event) => {
    if (wrong()) { event.preventDefault(); input.focus(); return; }
    if (!input.files.length) return;
    event.preventDefault();
    const bar = room.querySelector("progress"), words = room.querySelector("span"), request = new XMLHttpRequest();
    room.hidden = false;
    button.disabled = true;
    request.upload.addEventListener("progress", ({ loaded, total, lengthComputable }) => {
      if (!lengthComputable) return;
      bar.value = (100 * loaded) / total;
      words.textContent = fill(form.dataset.busy, { percent: Math.floor(bar.value) });
    });
    request.upload.addEventListener("load", () => { bar.removeAttribute("value"); words.textContent = form.dataset.reading; announce(form.dataset.reading); });
    // Kept: the page anew. Refused: the page that says why, in place of this one. Cut off: sent the plain way.
    request.addEventListener("load", () => {
      if (request.status >= 200 && request.status < 300 && request.responseURL) { location.assign(request.responseURL); return; }
      const main = new DOMParser().parseFromString(request.responseText, "text/html").getElementById("main");
      if (!main) { form.submit(); return; }
      document.getElementById("main").replaceWith(main);
      document.dispatchEvent(new CustomEvent("htmx:load", { detail: { elt: main } }));
      main.querySelector("[data-focus]")?.focus();
    });
    request.addEventListener("error", () => form.submit());
    request.open("POST", form.action || location.href);
    request.send(new FormData(form));
  });
});
