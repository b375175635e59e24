/** What differs between two pictures, by their pixels. No DOM. */

/** Differences of up to this many of 255 levels are left out: JPEG and scaling make them everywhere. */
export const NOISE = 12;
export const GAIN = 4;
const SIDE = 1024; // a canvas of more pixels shows no more on a screen and takes seconds

/** Whether two pictures have the same shape, within what rounding to whole pixels does to it. */
export function sameShape(a, b) {
  return Math.abs(a.width * b.height - b.width * a.height) <= Math.max(a.width, b.width, a.height, b.height);
}

/** The size at which two pictures are compared: the first one's shape, neither enlarged more than it must be. */
export function comparedSize(a, b) {
  const width = Math.min(Math.max(a.width, 1), Math.max(b.width, 1));
  const scale = Math.min(1, SIDE / width, (SIDE * a.width) / (width * a.height || 1));
  const fitted = Math.max(1, Math.round(width * scale));
  return { width: fitted, height: Math.max(1, Math.round((fitted * a.height) / (a.width || 1))) };
}

/** How pictures of two sizes are laid over each other, in a sentence; "" for two of one size. */
export function sizeNotice(a, b) {
  if (a.width === b.width && a.height === b.height) return "";
  const sizes = `A is ${a.width} × ${a.height}, B is ${b.width} × ${b.height}`;
  return sameShape(a, b) ? `${sizes}: both are shown at one size.` : `${sizes}: B is stretched to A's shape.`;
}

/**
 * How two pictures of one size differ: `{pixels, changed}`. `pixels` is a picture of the differences,
 * amplified, on black; `changed` the share of pixels that differ by more than noise, from 0 to 1.
 */
export function difference(one, other, { gain = GAIN, noise = NOISE } = {}) {
  const pixels = new Uint8ClampedArray(one.length);
  let changed = 0;
  for (let at = 0; at < one.length; at += 4) {
    let most = 0;
    for (let channel = 0; channel < 3; channel += 1) {
      const apart = Math.abs(shown(one, at, channel) - shown(other, at, channel));
      pixels[at + channel] = apart * gain;
      if (apart > most) most = apart;
    }
    pixels[at + 3] = 255;
    if (most > noise) changed += 1;
  }
  return { pixels, changed: one.length ? changed / (one.length / 4) : 0 };
}

// what is transparent looks like the page behind it, here black, whatever colour is kept under it
const shown = (pixels, at, channel) => (pixels[at + channel] * pixels[at + 3]) / 255;

/** The places of A and B among the pictures chosen; the first two, where nothing else was said. */
export function pair(ids, [a, b] = []) {
  const first = ids.includes(a) ? a : ids.find((id) => id !== b);
  const second = ids.includes(b) && b !== first ? b : ids.find((id) => id !== first);
  return [first ?? "", second ?? ""];
}

/** The divider after a key, in percent of the width; null for a key that does not move it. */
export function dividerAfter(value, key) {
  const steps = { ArrowLeft: -2, ArrowDown: -2, ArrowRight: 2, ArrowUp: 2, PageDown: -10, PageUp: 10 };
  if (key === "Home") return 0;
  if (key === "End") return 100;
  return key in steps ? Math.min(100, Math.max(0, value + steps[key])) : null;
}
