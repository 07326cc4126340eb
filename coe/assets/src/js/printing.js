// A button that prints is of use only where scripts run, so it waits hidden.
import { each } from "./page.js";

each("[data-print]", (button) => {
  if (!button.hidden) return;
  button.hidden = false;
  button.addEventListener("click", () => print());
});
