// A painting made into pictures: the mask that is sent, what is laid over a thumbnail, and how much is painted.
import { draw, painted, shownSize } from "./painting.js";

const SMALL = { width: 256, height: 256 };

function canvasOf({ width, height }) {
  const canvas = Object.assign(document.createElement("canvas"), { width, height });
  return { canvas, context: canvas.getContext("2d", { willReadFrequently: true }) };
}

const png = (canvas) =>
  new Promise((done, failed) => {
    canvas.toBlob((blob) => (blob ? done(blob) : failed(new Error("The browser could not make the region's picture. Close other pages and try again."))), "image/png");
  });

/** The mask of a painting as a PNG of the source's size: white where it is painted, black elsewhere. */
export function exported(steps, size) {
  const { canvas, context } = canvasOf(size);
  draw(context, steps, size);
  context.setTransform(1, 0, 0, 1, 0, 0);
  context.globalCompositeOperation = "destination-over";
  context.fillStyle = "#000";
  context.fillRect(0, 0, size.width, size.height);
  return png(canvas);
}

/** A small PNG of a painting to lay over a thumbnail: transparent where nothing is painted. */
export function overlay(steps, size) {
  const { canvas, context } = canvasOf(shownSize(size, SMALL, 1));
  draw(context, steps, size, "#ff2d78");
  return png(canvas);
}

/** A mask's picture as a stamp to paint with: opaque where it is light. */
export async function stampOf(blob) {
  const bitmap = await createImageBitmap(blob);
  const { canvas, context } = canvasOf(bitmap);
  context.drawImage(bitmap, 0, 0);
  bitmap.close();
  const pixels = context.getImageData(0, 0, canvas.width, canvas.height);
  const { data } = pixels;
  for (let at = 0; at < data.length; at += 4) {
    data[at + 3] = data[at];
    data[at] = data[at + 1] = data[at + 2] = 255;
  }
  context.putImageData(pixels, 0, 0);
  return { tool: "stamp", image: canvas };
}

/** The share of a picture that is painted, from 0 to 1, told from a small drawing of it; never 0 where something is. */
export function paintedShare(steps, size) {
  if (!steps.length) return 0;
  const { canvas, context } = canvasOf(shownSize(size, SMALL, 1));
  draw(context, steps, size);
  const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
  return painted(data) || (data.some((value, at) => at % 4 === 3 && value > 0) ? 0.001 : 0);
}
