// A part of a picture: form[data-crop] with x, y, width, height in pixels of the picture and radios of shapes. The
// rectangle over the picture is drawn from the numbers, and dragging writes them; without script the numbers do alone.
import { announce, each } from "./page.js";

each("form[data-crop]", (form) => {
  if (!form.querySelector(".crop-over[hidden]")) return;
  const whole = { width: Number(form.dataset.width), height: Number(form.dataset.height) };
  const least = Math.min(Number(form.dataset.least), whole.width, whole.height);
  const over = form.querySelector(".crop-over"), rect = over.querySelector(".crop-box");
  const fields = Object.fromEntries(["x", "y", "width", "height"].map((name) => [name, form.elements[name]]));
  const clamp = (value, low, high) => Math.max(low, Math.min(high, value));
  const read = () => Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, Math.round(Number(field.value) || 0)]));
  const shape = () => form.querySelector("[name=shape]:checked");
  const ratio = () => (shape()?.dataset.across ? Number(shape().dataset.across) / Number(shape().dataset.down) : 0);
  const pick = (value) => { const radio = form.querySelector(`[name=shape][value="${value}"]`); if (radio) radio.checked = true; };

  const corners = ["nw", "ne", "sw", "se"].map((name) => {
    const handle = document.createElementNS("http://www.w3.org/2000/svg", "circle");
    handle.setAttribute("class", `crop-handle crop-${name}`);
    handle.dataset.corner = name;
    over.append(handle);
    return handle;
  });

  const draw = () => {
    const { x, y, width, height } = read();
    for (const [name, value] of Object.entries({ x, y, width, height })) rect.setAttribute(name, value);
    over.querySelector(".crop-dim").setAttribute("d", `M0 0H${whole.width}V${whole.height}H0Z M${x} ${y}H${x + width}V${y + height}H${x}Z`);
    const lines = [1, 2].map((n) => `M${x + (width * n) / 3} ${y}V${y + height} M${x} ${y + (height * n) / 3}H${x + width}`);
    over.querySelector(".crop-thirds").setAttribute("d", lines.join(" "));
    // As large on the screen whatever the picture's size.
    const size = (9 * whole.width) / (over.clientWidth || whole.width);
    for (const handle of corners) {
      handle.setAttribute("cx", x + (handle.dataset.corner.endsWith("e") ? width : 0));
      handle.setAttribute("cy", y + (handle.dataset.corner.startsWith("s") ? height : 0));
      handle.setAttribute("r", size);
    }
  };
  const write = (box) => {
    for (const [name, field] of Object.entries(fields)) field.value = Math.round(box[name]);
    draw();
  };

  // The largest part of the shape around the middle of the part that is chosen.
  const reshape = () => {
    if (shape()?.value === "whole") { write({ x: 0, y: 0, ...whole }); return; }
    const wanted = ratio();
    if (!wanted) return;
    const now = read(), middle = { x: now.x + now.width / 2, y: now.y + now.height / 2 };
    const width = Math.min(whole.width, whole.height * wanted), height = width / wanted;
    write({ width, height, x: clamp(middle.x - width / 2, 0, whole.width - width), y: clamp(middle.y - height / 2, 0, whole.height - height) });
    announce(`${fields.width.value} × ${fields.height.value}`);
  };
  form.addEventListener("change", (event) => { if (event.target.name === "shape") reshape(); });

  // Typing a number keeps the shape, where there is one, and the part inside the picture.
  const typed = (name) => {
    const box = read(), wanted = ratio();
    if (shape()?.value === "whole") pick("free");
    box.width = clamp(box.width, least, whole.width);
    box.height = clamp(box.height, least, whole.height);
    if (wanted && name === "width") box.height = box.width / wanted;
    if (wanted && name === "height") box.width = box.height * wanted;
    const shrink = Math.min(1, whole.width / box.width, whole.height / box.height);
    box.width *= shrink;
    box.height *= shrink;
    box.x = clamp(box.x, 0, whole.width - box.width);
    box.y = clamp(box.y, 0, whole.height - box.height);
    write(box);
  };
  for (const [name, field] of Object.entries(fields)) field.addEventListener("change", () => typed(name));

  // Dragging: the inside moves it, a corner draws it larger or smaller.
  let held = null;
  const at = (event) => {
    const box = over.getBoundingClientRect();
    return { x: ((event.clientX - box.left) / box.width) * whole.width, y: ((event.clientY - box.top) / box.height) * whole.height };
  };
  over.addEventListener("pointerdown", (event) => {
    const corner = event.target.dataset.corner ?? "";
    if (!corner && event.target !== rect) return;
    held = { corner, from: at(event), box: read() };
    if (shape()?.value === "whole") pick("free");
    over.setPointerCapture(event.pointerId);
    event.preventDefault();
  });
  over.addEventListener("pointermove", (event) => {
    if (!held) return;
    const now = at(event), { box, corner, from } = held;
    if (!corner) {
      write({ ...box, x: clamp(box.x + now.x - from.x, 0, whole.width - box.width), y: clamp(box.y + now.y - from.y, 0, whole.height - box.height) });
      return;
    }
    const east = corner.endsWith("e"), south = corner.startsWith("s"), wanted = ratio();
    const still = { x: east ? box.x : box.x + box.width, y: south ? box.y : box.y + box.height };
    const most = { width: east ? whole.width - still.x : still.x, height: south ? whole.height - still.y : still.y };
    let width = clamp(Math.abs(now.x - still.x), least, most.width), height = clamp(Math.abs(now.y - still.y), least, most.height);
    if (wanted) {
      width = Math.min(Math.max(width, height * wanted), most.width, most.height * wanted);
      height = width / wanted;
    }
    write({ width, height, x: east ? still.x : still.x - width, y: south ? still.y : still.y - height });
  });
  const drop = () => { if (held) announce(`${fields.width.value} × ${fields.height.value}`); held = null; };
  over.addEventListener("pointerup", drop);
  over.addEventListener("pointercancel", drop);

  over.removeAttribute("hidden");
  draw();
  addEventListener("resize", draw);
});
