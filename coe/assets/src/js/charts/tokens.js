// Colours for a canvas, read from the tokens, so that a theme or an accent needs no second palette.
const NAMES = ["ink", "ink-2", "ink-3", "line", "line-strong", "surface", "accent", "ok-edge", "wait-edge", "stop-edge", "doubt-edge", "idle-edge", "idle-fill"];

export const tokens = () => {
  const probe = document.createElement("i");
  const canvas = document.createElement("canvas").getContext("2d");
  document.body.append(probe);
  const look = { font: getComputedStyle(document.body).fontFamily, lang: document.documentElement.lang };
  for (const name of NAMES) {
    probe.style.color = `var(--${name})`;
    canvas.fillStyle = getComputedStyle(probe).color;      // resolves light-dark() and color-mix()
    look[name] = canvas.fillStyle;
  }
  probe.remove();
  return look;
};
