/**
 * A region that is painted: a list of steps in the source's pixels, so that it is undone step by step and
 * drawn at any scale; on a canvas at the screen's, in the mask at the source's.
 */

/** No step yet. A step: {tool: "brush" | "eraser", size, points} | {tool: "rectangle", box} | {tool: "stamp", image} | {tool: "invert" | "clear"}. */
export const NOTHING = Object.freeze({ steps: Object.freeze([]), undone: Object.freeze([]) });

export const added = (painting, step) => ({ steps: [...painting.steps, step], undone: [] });

export function undone({ steps, undone: later }) {
  return steps.length ? { steps: steps.slice(0, -1), undone: [...later, steps.at(-1)] } : { steps, undone: later };
}

export function redone({ steps, undone: later }) {
  return later.length ? { steps: [...steps, later.at(-1)], undone: later.slice(0, -1) } : { steps, undone: later };
}

/** A number between two others; the lower one for what is no number. */
export function clamped(value, least, most) {
  const number = Number(value);
  return Number.isFinite(number) ? Math.min(Math.max(number, least), most) : least;
}

/** The rectangle between two corners, in whole pixels and inside the picture: `{x, y, w, h}`, w and h at least 1. */
export function boxBetween(one, other, { width, height }) {
  const x = clamped(Math.floor(Math.min(one.x, other.x)), 0, width - 1);
  const y = clamped(Math.floor(Math.min(one.y, other.y)), 0, height - 1);
  const right = clamped(Math.ceil(Math.max(one.x, other.x)), x + 1, width);
  const bottom = clamped(Math.ceil(Math.max(one.y, other.y)), y + 1, height);
  return { x, y, w: right - x, h: bottom - y };
}

/** What is wrong with a typed rectangle, in a sentence; "" where it can be set. */
export function boxProblem({ x, y, w, h }, { width, height }) {
  const numbers = [x, y, w, h];
  if (numbers.some((value) => value === "" || !Number.isInteger(Number(value)))) return "Type four whole numbers.";
  if (w <= 0 || h <= 0) return "Width and height begin at 1.";
  if (x < 0 || y < 0 || Number(x) + Number(w) > width || Number(y) + Number(h) > height) {
    return `The picture is ${width} × ${height}; the rectangle has to lie in it.`;
  }
  return "";
}

/** The rectangle that a painting is, or null where it is anything else. */
export function boxOf(steps) {
  const drawn = steps.slice(steps.findLastIndex(({ tool }) => tool === "clear") + 1);
  return drawn.length === 1 && drawn[0].tool === "rectangle" ? drawn[0].box : null;
}

/** A rectangle as the form has it, "x,y,w,h" in the source's pixels; and back, null for what is none. */
export const boxText = ({ x, y, w, h }) => [x, y, w, h].join(",");

export function boxIn(text) {
  const [, x, y, w, h] = /^(\d+),(\d+),(\d+),(\d+)$/.exec(text ?? "") ?? [];
  return x === undefined ? null : { x: Number(x), y: Number(y), w: Number(w), h: Number(h) };
}

/** The place of a pointer in the source's pixels; `frame` is the canvas's box on the page. */
export function placeOf(pointer, frame, { width, height }) {
  return {
    x: ((pointer.clientX - frame.left) / frame.width) * width,
    y: ((pointer.clientY - frame.top) / frame.height) * height,
  };
}

/** The size that a source is shown at: as large as fits, and not enlarged over `most` times. */
export function shownSize({ width, height }, { width: room, height: tall }, most = 4) {
  const scale = Math.min(room / width, tall / height, most);
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
}

/** The brush's sizes for a picture, in its pixels: `{least, most, first}`. */
export function brushSizes({ width, height }) {
  const side = Math.max(width, height);
  return { least: Math.max(1, Math.round(side / 200)), most: Math.max(2, Math.round(side / 3)), first: Math.max(2, Math.round(side / 14)) };
}

/** The brush's next size, for [ and ]; `direction` is -1 or 1. */
export function nextSize(size, direction, { least, most }) {
  const step = Math.max(1, Math.round(size * 0.15));
  return clamped(size + direction * step, least, most);
}

function stroke(context, { tool, size, points }) {
  context.globalCompositeOperation = tool === "eraser" ? "destination-out" : "source-over";
  context.lineWidth = size;
  context.beginPath();
  context.moveTo(points[0].x, points[0].y);
  // a line of no length draws its round cap in every browser only where it has one
  for (const { x, y } of points.length > 1 ? points.slice(1) : points) context.lineTo(x, y);
  context.stroke();
}

/** Draws one more step; `size` is the source's. */
export function drawStep(context, step, { width, height }, colour = "#fff") {
  context.save();
  context.lineCap = context.lineJoin = "round";
  context.fillStyle = context.strokeStyle = colour;
  if (step.tool === "rectangle") context.fillRect(step.box.x, step.box.y, step.box.w, step.box.h);
  else if (step.tool === "stamp") context.drawImage(step.image, 0, 0, width, height);
  else if (step.tool === "clear") context.clearRect(0, 0, width, height);
  else if (step.tool === "invert") {
    context.globalCompositeOperation = "xor";
    context.fillRect(0, 0, width, height);
  } else stroke(context, step);
  context.restore();
}

/** Draws a painting from its first step: opaque where it is painted, in white or a colour; transparent elsewhere. */
export function draw(context, steps, size, colour) {
  const { canvas } = context;
  context.setTransform(1, 0, 0, 1, 0, 0);
  context.clearRect(0, 0, canvas.width, canvas.height);
  context.setTransform(canvas.width / size.width, 0, 0, canvas.height / size.height, 0, 0);
  for (const step of steps) drawStep(context, step, size);
  if (!colour) return;
  context.save();
  context.globalCompositeOperation = "source-in";
  context.fillStyle = colour;
  context.fillRect(0, 0, size.width, size.height);
  context.restore();
}

/** What of a picture is painted, from 0 to 1; `pixels` are RGBA. */
export function painted(pixels) {
  let count = 0;
  for (let at = 3; at < pixels.length; at += 4) if (pixels[at] > 127) count += 1;
  return pixels.length ? count / (pixels.length / 4) : 0;
}

/** A share in words, for people: "12%", "under 1%". */
export function percent(share) {
  if (share <= 0) return "0%";
  if (share < 0.01) return "under 1%";
  return share > 0.99 && share < 1 ? "over 99%" : `${Math.round(share * 100)}%`;
}
