// [data-accent]: a colour being typed shows itself and says whether white text can be read on it (WCAG 1.4.3).
import { each } from "./page.js";

const hex = (typed) => {
  const digits = typed.trim().toLowerCase().replace(/^#/, "");
  if (/^[0-9a-f]{6}$/.test(digits)) return digits;
  return /^[0-9a-f]{3}$/.test(digits) ? [...digits].map((one) => one + one).join("") : "";
};
const luminance = (digits) => {
  const parts = [0, 2, 4].map((at) => parseInt(digits.slice(at, at + 2), 16) / 255)
    .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
  return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2];
};

each("[data-accent]", (box) => {
  const [field, swatch, word, said] = ["input", "rect", "text", "output"].map((one) => box.querySelector(one));
  const show = () => {
    const digits = hex(field.value);
    swatch.setAttribute("fill", digits ? `#${digits}` : "transparent");
    word.setAttribute("visibility", digits ? "visible" : "hidden");
    const ratio = digits ? 1.05 / (luminance(digits) + 0.05) : 0;
    const words = ratio >= 4.5 ? said.dataset.good : said.dataset.bad;
    said.textContent = digits ? words.replace("{ratio}", ratio.toFixed(1)) : "";
    said.classList.toggle("is-bad", Boolean(digits) && ratio < 4.5);
  };
  field.addEventListener("input", show);
  show();
});
