// Which pictures of a long list are in sight, and where each stands: plain arithmetic, in pixels and places.

const BEYOND = 0.5; // of the box, drawn before and after what is in sight

/** How a list of square tiles is laid out in the room `across` it: as many columns as fit, or (a strip) one row that goes on to the right. */
export function layoutOf({ across, total, least, gap, isStrip }) {
  if (isStrip) {
    const tile = Math.max(1, across);
    return { columns: Infinity, tile, step: tile + gap, length: Math.max(0, total * (tile + gap) - gap), gap, isStrip };
  }
  const columns = Math.max(1, Math.floor((across + gap) / (least + gap)));
  const tile = Math.max(1, (across - gap * (columns - 1)) / columns);
  const rows = Math.ceil(total / columns);
  return { columns, tile, step: tile + gap, length: Math.max(0, rows * (tile + gap) - gap), gap, isStrip };
}

/** The first and last place in sight, and of what is drawn around it, when the list is scrolled by `offset`. */
export function sightOf({ columns, step, isStrip }, { offset, extent, total }) {
  const row = isStrip ? 1 : columns;
  const place = (pixels) => Math.floor(pixels / step) * row;
  const clamp = (value) => Math.max(0, Math.min(total - 1, value));
  const beyond = extent * BEYOND;
  return {
    first: clamp(place(offset)),
    last: clamp(place(offset + extent) + row - 1),
    from: clamp(place(offset - beyond)),
    to: total ? clamp(place(offset + extent + beyond) + row - 1) : -1,
  };
}

/** The left and top edge of a place. */
export function spotOf({ columns, step, isStrip }, place) {
  if (isStrip) return { x: place * step, y: 0 };
  return { x: (place % columns) * step, y: Math.floor(place / columns) * step };
}

/** The offset nearest to the one now at which a place is wholly in sight. */
export function revealing(layout, place, { offset, extent }) {
  const { x, y } = spotOf(layout, place);
  const start = layout.isStrip ? x : y;
  if (start < offset) return start;
  return Math.max(offset, start + layout.tile - extent);
}

/** The place that a key moves to, or null for a key that does not move. */
export function moved(layout, place, key, { total, extent }) {
  const row = layout.isStrip ? 1 : layout.columns;
  const page = row * Math.max(1, Math.floor(extent / layout.step));
  const steps = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -row, ArrowDown: row, PageUp: -page, PageDown: page };
  if (key === "Home") return 0;
  if (key === "End") return total - 1;
  if (!(key in steps)) return null;
  const next = place + steps[key];
  const isOut = next < 0 || next >= total;
  if (isOut && !key.startsWith("Page")) return place;
  return Math.max(0, Math.min(total - 1, next));
}
