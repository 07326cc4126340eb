// The composer: keeps what is typed, counts as the networks do, marks findings on the words, opens versions.
// Everything here is an improvement; the form posts without it.
import htmx from "htmx.org";
import { announce, icon, make, meta, word } from "./page.js";
import { count, wireText } from "./composer-counting.js";
import { sortable } from "./composer-pictures.js";
import { marker } from "./composer-marks.js";

const form = document.querySelector("form[data-compose]");
if (form) start();

// ── times with one press, here and on the post's page ──
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-quick]");
  const field = button && document.getElementById(button.dataset.quick);
  if (!field) return;
  event.preventDefault();
  field.value = button.value;
  field.dispatchEvent(new Event("change", { bubbles: true }));
});

function start() {
  for (const one of form.querySelectorAll("[data-unscripted-only]")) one.hidden = true;
  const marks = [...form.querySelectorAll("[data-words]")].map(marker);
  const main = form.elements.text;
  const box = (id) => form.querySelector(`[data-version="${id}"]`);

  // ── versions: inherited until touched ──
  const show = (version) => {
    const own = version.querySelector("[data-own]"), text = version.querySelector("[data-own-text]");
    if (!own) return;
    version.querySelector("[data-same]").hidden = own.checked;
    version.querySelector("[data-differs]").hidden = !own.checked;
    version.querySelector("[data-restore]").hidden = !own.checked;
    if (!own.checked) text.value = main.value;
    version.querySelector("[data-own-words]").textContent = own.checked ? text.value.slice(0, 60) : "";
    text.dispatchEvent(new Event("coe:words"));
  };
  for (const version of form.querySelectorAll("[data-version]")) {
    const own = version.querySelector("[data-own]"), text = version.querySelector("[data-own-text]");
    if (!own) continue;
    text.addEventListener("input", () => { own.checked = true; show(version); });
    version.querySelector("[id^=title-]")?.addEventListener("input", () => { own.checked = true; show(version); });
    own.addEventListener("change", () => show(version));
    version.querySelector("[data-restore]").addEventListener("click", () => {
      own.checked = false;
      const title = version.querySelector("[id^=title-]");
      if (title) title.value = "";
      show(version);
      typed(own);
    });
    show(version);
  }
  main.addEventListener("input", () => { for (const version of form.querySelectorAll("[data-version]")) show(version); counts(); });

  // ── counters ──
  const numbers = new Intl.NumberFormat(document.documentElement.lang);
  function counts() {
    const link = form.elements.link_url.value.trim() ? form.dataset.sampleLink : "";
    const images = form.querySelectorAll("[data-picture]").length > 0;
    for (const chan of form.querySelectorAll("[data-channel]")) {
      const on = chan.querySelector("[type=checkbox]").checked;
      const version = box(chan.dataset.channel), own = version?.querySelector("[data-own]");
      const raw = own?.checked ? version.querySelector("[data-own-text]").value : main.value;
      const limit = Number(chan.dataset.limit), text = raw.replaceAll("{link}", link);
      chan.classList.toggle("off", !on);
      version?.classList.toggle("ver-off", !on);
      if (!limit) continue;
      const used = count(raw.includes("{link}") ? text.trim() : wireText(text, link, chan.dataset.linkAs, images), chan.dataset.rule, Number(chan.dataset.weight));
      const left = limit - used, kind = on ? (left < 0 ? "stop" : left <= limit * 0.2 ? "wait" : "") : "";
      const ring = chan.querySelector(".ring");
      ring?.querySelector(".fill").setAttribute("stroke-dasharray", `${Math.min(100, Math.round((used / limit) * 100))} 100`);
      for (const element of [chan, ring]) { element?.classList.toggle("is-wait", kind === "wait"); element?.classList.toggle("is-stop", kind === "stop"); }
      const said = chan.querySelector("[data-left]");
      if (said) said.textContent = on ? numbers.format(left) : "";
      if (kind === "stop" && chan.dataset.was !== "stop") announce(word("chars_over", { count: -left }));
      chan.dataset.was = kind;
    }
    const length = form.querySelector("[data-length]");
    if (length) length.textContent = numbers.format([...main.value].length);
  }
  form.addEventListener("input", counts);
  form.addEventListener("change", counts);
  counts();

  // ── findings on the words ──
  const mark = (findings) => { for (const one of marks) one.mark(findings.filter((finding) => finding.field === one.field)); };
  let found = JSON.parse(document.getElementById("findings-data")?.textContent ?? "[]");
  mark(found);
  form.addEventListener("click", (event) => {
    const button = event.target.closest("[data-apply]");
    if (!button) return;
    const finding = found.find((one) => one.number === Number(button.dataset.apply));
    const target = finding && marks.find((one) => one.field === finding.field);
    if (target?.apply(finding)) typed(target.input);
  });

  // ── keeping ──
  let changed = false, busy = false, timer = 0, keptAt = 0, stale = false, sending = null;
  const said = form.querySelector("[data-kept]");
  const age = () => {
    if (!keptAt || changed || stale) return;
    const seconds = Math.round((Date.now() - keptAt) / 1000);
    said.textContent = seconds < 5 ? word("kept_now") : seconds < 90 ? word("kept_ago", { seconds }) : word("kept_minutes", { minutes: Math.round(seconds / 60) });
  };
  setInterval(age, 5000);

  async function keep() {
    if (busy || !changed || stale) return;
    busy = true;
    changed = false;
    said.textContent = word("keeping");
    const body = new FormData(form);
    body.delete("pictures");
    try {
      const answer = await send(body);
      keptAt = Date.now();
      form.elements.revision.value = answer.revision;
      if (form.dataset.autosaveTo !== answer.autosave) begin(answer);
      found = answer.findings;
      mark(found);
      problems(answer.problems);
      if (!changed) form.dispatchEvent(new CustomEvent("coe:kept", { bubbles: true, detail: answer }));
      form.dispatchEvent(new CustomEvent("coe:fresh", { bubbles: true }));
      age();
    } catch (error) {
      changed = true;
      stale = error.stale === true;       // somebody else was first: only a person can put the two together
      said.textContent = error.message || word("not_kept");
      announce(said.textContent);
      if (error.problems) problems(error.problems);
      clearTimeout(timer);
      timer = setTimeout(keep, 8000);
    }
    busy = false;
    if (sending) { form.requestSubmit(sending.by); return; }
    if (changed && !stale) { clearTimeout(timer); timer = setTimeout(keep, keptAt ? 1200 : 8000); }
  }

  // Like page.js's post, but a refusal says whether trying again can help.
  async function send(body) {
    let answer;
    try {
      answer = await fetch(form.dataset.autosaveTo, { method: "POST", body, credentials: "same-origin", headers: { "X-CSRFToken": meta("csrf-token"), Accept: "application/json" } });
    } catch {
      throw new Error(word("offline"));
    }
    const said = answer.headers.get("Content-Type")?.includes("json") ? await answer.json() : {};
    if (answer.ok) return said;
    throw Object.assign(new Error(said.reason ?? said.detail ?? said.title ?? word("not_kept")), { stale: said.stale, problems: said.problems });
  }

  // The first words made a post: from here on this page is that post's.
  function begin(answer) {
    form.dataset.autosaveTo = answer.autosave;
    form.action = answer.url;
    history.replaceState(history.state, "", answer.url);
    const side = form.querySelector("[data-side]");
    side.setAttribute("hx-get", answer.side);
    side.setAttribute("hx-trigger", "coe:fresh from:#compose");
    side.setAttribute("hx-swap", "innerHTML");
    htmx.process(side);
  }

  // Every problem beside its field.
  function problems(list) {
    for (const place of form.querySelectorAll("[data-errors]")) {
      const mine = list.filter((one) => one.field === place.dataset.errors);
      if (mine.map((one) => one.message).join("\n") === [...place.querySelectorAll("span")].map((one) => one.textContent).join("\n")) continue;
      place.replaceChildren(...mine.map((one) => {
        const line = make("p", "field-error");
        line.append(icon("alert-triangle", "ic"), make("span", "", one.message));
        return line;
      }));
      if (mine.length) announce(mine[0].message);
    }
  }

  function typed(field) {
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }
  const note = (event) => {
    if (!event.target.name || event.target.type === "file" || "refresh" in event.target.dataset) return;
    changed = true;
    clearTimeout(timer);
    timer = setTimeout(keep, event.type === "change" ? 300 : 1200);
  };
  form.addEventListener("input", note);
  form.addEventListener("change", note);
  // While a keeping is out, what is sent would carry a revision that is over when it arrives, and meet itself as
  // somebody else: it waits for that answer.
  form.addEventListener("submit", (event) => {
    clearTimeout(timer);
    if (busy) {
      event.preventDefault();
      event.stopImmediatePropagation();
      sending = { by: event.submitter };
      said.textContent = word("keeping");
      return;
    }
    sending = null;
    changed = false;
  }, { capture: true });
  document.addEventListener("visibilitychange", () => { if (document.hidden) keep(); });

  for (const list of form.querySelectorAll(".compose-media")) sortable(list);

  // ── what needs the server to draw it anew ──
  const press = (act) => {
    const field = Object.assign(make("input"), { type: "hidden", name: "act", value: act });
    form.append(field);
    form.requestSubmit();
  };
  form.querySelector("[data-refresh]")?.addEventListener("change", () => press("refresh"));
  form.querySelector("[data-pictures]")?.addEventListener("change", () => press("keep"));
  for (const pick of form.querySelectorAll(".library-pick [type=checkbox]")) pick.addEventListener("change", () => press("keep"));
  for (const drop of form.querySelectorAll("[name^=drop-]")) drop.addEventListener("change", () => press("keep"));
}
