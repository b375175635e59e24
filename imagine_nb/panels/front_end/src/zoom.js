// Zooming and panning a picture in a box: plain arithmetic. A state is {scale, x, y}: scale 1 is fitted, x and y move its middle.

export const FITTED = { scale: 1, x: 0, y: 0 };
const MOST = 12;

/** The size of a picture fitted into a box, never enlarged. */
export function fitted({ width, height }, box) {
  const factor = Math.min(1, box.width / width, box.height / height);
  return { width: width * factor, height: height * factor };
}

/** The state whose picture stays over its box: not panned farther than its edge, and fitted at the least. */
export function bounded(state, shown, box) {
  const scale = Math.max(1, Math.min(MOST, state.scale));
  const room = (size, extent) => Math.max(0, (size * scale - extent) / 2);
  const clamp = (value, most) => Math.max(-most, Math.min(most, value)) || 0; // never -0
  return { scale, x: clamp(state.x, room(shown.width, box.width)), y: clamp(state.y, room(shown.height, box.height)) };
}

/** Zoomed by a factor about a point (from the box's middle), which stays where it is. */
export function zoomed(state, factor, point, shown, box) {
  const scale = Math.max(1, Math.min(MOST, state.scale * factor));
  const ratio = scale / state.scale;
  return bounded({ scale, x: point.x - (point.x - state.x) * ratio, y: point.y - (point.y - state.y) * ratio }, shown, box);
}

export function panned(state, dx, dy, shown, box) {
  return bounded({ ...state, x: state.x + dx, y: state.y + dy }, shown, box);
}
