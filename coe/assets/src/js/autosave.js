// form[data-autosave="<url>"]: fields that changed are posted 1.5 s after the last keystroke, and when the page is
// left. [data-kept] inside the form says “Kept 12 s ago”. The answer may be JSON {ok, reason, …}; the form gets the
// event "coe:kept" with it. While an answer is out, newer words wait for it.
import { each, post, word } from "./page.js";

const WAIT = 1500;

each("form[data-autosave]", (form) => {
  const said = form.querySelector("[data-kept]");
  const changed = new Set();
  let timer = 0, busy = false, keptAt = 0;

  const say = (text) => { if (said) said.textContent = text; };
  const age = () => {
    if (!keptAt || changed.size) return;
    const seconds = Math.round((Date.now() - keptAt) / 1000);
    say(seconds < 5 ? word("kept_now") : seconds < 90 ? word("kept_ago", { seconds }) : word("kept_minutes", { minutes: Math.round(seconds / 60) }));
  };

  const keep = async () => {
    if (busy || !changed.size) return;
    busy = true;
    const names = [...changed];
    changed.clear();
    const all = new FormData(form), some = new FormData();
    for (const name of names) {
      const values = all.getAll(name);
      for (const value of values.length ? values : [""]) some.append(name, value);   // an unticked box is sent empty
    }
    for (const name of ["revision"]) if (all.has(name) && !names.includes(name)) some.append(name, all.get(name));
    say(word("keeping"));
    try {
      const answer = await post(form.dataset.autosave, some);
      if (answer.ok === false) throw new Error(answer.reason);
      if (answer.revision !== undefined && form.elements.revision) form.elements.revision.value = answer.revision;
      keptAt = Date.now();
      form.dispatchEvent(new CustomEvent("coe:kept", { bubbles: true, detail: answer }));
      age();
    } catch (error) {
      for (const name of names) changed.add(name);
      say(error.message || word("not_kept"));
      timer = setTimeout(keep, 8000);
    }
    busy = false;
    if (changed.size) { clearTimeout(timer); timer = setTimeout(keep, keptAt ? WAIT : 8000); }
  };

  form.addEventListener("input", (event) => {
    if (!event.target.name || event.target.type === "file" || event.target.closest("[data-not-kept]")) return;
    changed.add(event.target.name);
    clearTimeout(timer);
    timer = setTimeout(keep, WAIT);
  });
  form.addEventListener("submit", () => { changed.clear(); clearTimeout(timer); });
  document.addEventListener("visibilitychange", () => { if (document.hidden) keep(); });
  setInterval(age, 5000);
});
