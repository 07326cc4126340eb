// htmx's manners here: the CSRF token on every unsafe request, refusals as a toast, and what changed said aloud.
// An element with data-announce="…" that arrives by htmx has its words read out.
import { announce, meta, word } from "./page.js";
import { toast } from "./toasts.js";

document.addEventListener("htmx:configRequest", (event) => {
  if (event.detail.verb !== "get") event.detail.headers["X-CSRFToken"] = meta("csrf-token");
});

document.addEventListener("htmx:responseError", (event) => {
  const { status } = event.detail.xhr;
  if (status === 401) {
    // What a page asks by itself every half minute must not say it every half minute.
    if (!document.documentElement.dataset.signedOut) toast(word("sign_in"), { kind: "stop" });
    document.documentElement.dataset.signedOut = "yes";
    return;
  }
  toast(word(status === 403 ? "refused" : "failed"), { kind: "stop" });
});
document.addEventListener("htmx:sendError", () => toast(word("offline"), { kind: "stop" }));

document.addEventListener("htmx:load", (event) => {
  const said = event.detail.elt.closest?.("[data-announce]") ?? event.detail.elt.querySelector?.("[data-announce]");
  if (said && event.detail.elt !== document.body) announce(said.dataset.announce || said.textContent.trim().slice(0, 200));
});
