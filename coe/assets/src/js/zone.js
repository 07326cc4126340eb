// input[data-guess-zone]: filled with the browser's own time zone while nobody has chosen one.
import { each } from "./page.js";

each("input[data-guess-zone]", (input) => {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if (zone && !input.form?.querySelector(".field-error") && input.value === input.defaultValue) input.value = zone;
});
