/** The family tree of a picture, laid out: parents left of their children, in columns, with few crossings. No DOM. */

export const BOX = { width: 112, height: 132, across: 72, down: 20 };
const SMALL = { width: 60, height: 60, across: 56, down: 10 };

/** The box of each picture, in px: a small one, without its name, in a large family. */
export const boxFor = (count) => (count > 40 ? SMALL : BOX);

function linked(ids, edges) {
  const known = new Set(ids);
  const children = new Map(ids.map((id) => [id, []]));
  const parents = new Map(ids.map((id) => [id, []]));
  for (const [parent, child] of edges) {
    if (!known.has(parent) || !known.has(child) || parent === child || children.get(parent).includes(child)) continue;
    children.get(parent).push(child);
    parents.get(child).push(parent);
  }
  return { children, parents };
}

/** Each picture's column: one right of its last parent. Pictures of a circle, which nothing true holds, come last. */
function columnsOf(ids, { children, parents }) {
  const column = new Map();
  const waiting = new Map(ids.map((id) => [id, parents.get(id).length]));
  const ready = ids.filter((id) => waiting.get(id) === 0);
  for (const id of ready) column.set(id, 0);
  for (let at = 0; at < ready.length; at += 1) {
    for (const child of children.get(ready[at])) {
      column.set(child, Math.max(column.get(child) ?? 0, column.get(ready[at]) + 1));
      waiting.set(child, waiting.get(child) - 1);
      if (waiting.get(child) === 0) ready.push(child);
    }
  }
  const done = new Set(ready);
  const last = Math.max(-1, ...ready.map((id) => column.get(id)));
  for (const id of ids) if (!done.has(id)) column.set(id, last + 1);
  return pulled(ready, column, { children, parents });
}

/** A picture without parents stands just left of its first child: a late source is not at the far left. */
function pulled(order, column, { children, parents }) {
  for (const id of order) {
    const own = children.get(id);
    if (parents.get(id).length === 0 && own.length) column.set(id, Math.min(...own.map((child) => column.get(child))) - 1);
  }
  const least = Math.min(0, ...column.values());
  for (const [id, value] of column) column.set(id, value - least);
  return column;
}

function rowsOf(ids, column) {
  const rows = [];
  for (const id of ids) (rows[column.get(id)] ??= []).push(id);
  return Array.from(rows, (row) => row ?? []);
}

const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;

/** Each column sorted by the middle of its neighbours in the one before, there and back: few lines cross then. */
function uncrossed(rows, { children, parents }) {
  const place = new Map();
  const number = (row) => row.forEach((id, at) => place.set(id, at - row.length / 2));
  rows.forEach(number);
  const sweep = (row, near) => {
    const wish = new Map(row.map((id) => [id, near.get(id).length ? mean(near.get(id).map((other) => place.get(other))) : place.get(id)]));
    row.sort((a, b) => wish.get(a) - wish.get(b));
    number(row);
  };
  for (let round = 0; round < 4; round += 1) {
    for (const row of rows) sweep(row, parents);
    for (const row of [...rows].reverse()) sweep(row, children);
  }
  return rows;
}

/** The heights, in boxes: each picture near the middle of its parents, none over another. */
function heightsOf(rows, { children, parents }) {
  const height = new Map();
  for (const row of rows) row.forEach((id, at) => height.set(id, at - (row.length - 1) / 2));
  for (let round = 0; round < 6; round += 1) {
    const near = round % 2 ? children : parents;
    for (const row of round % 2 ? [...rows].reverse() : rows) spread(row, near, height);
  }
  return height;
}

function spread(row, near, height) {
  const wishes = row.map((id) => (near.get(id).length ? mean(near.get(id).map((other) => height.get(other))) : height.get(id)));
  const places = [];
  wishes.forEach((wish, at) => places.push(at ? Math.max(wish, places[at - 1] + 1) : wish));
  // what was pushed down is shared out, so that a row stays around the middle of its wishes
  const shift = mean(places.map((place, at) => place - wishes[at]));
  row.forEach((id, at) => height.set(id, places[at] - shift));
}

/**
 * The layout of a family: `{nodes: [{id, column, x, y}], edges: [{parent, child, path, middle}], width, height}`, in
 * pixels; x and y are a box's corner. Edges to unknown pictures, or twice, are left out.
 */
export function layout(ids, edges, box = BOX) {
  const unique = [...new Set(ids)];
  const links = linked(unique, edges);
  const rows = uncrossed(rowsOf(unique, columnsOf(unique, links)), links);
  const height = heightsOf(rows, links);
  const top = Math.min(0, ...height.values());
  const nodes = rows.flatMap((row, column) =>
    row.map((id) => ({
      id,
      column,
      x: column * (box.width + box.across),
      y: Math.round((height.get(id) - top) * (box.height + box.down)),
    })),
  );
  const at = new Map(nodes.map((node) => [node.id, node]));
  const lines = unique.flatMap((parent) =>
    links.children.get(parent).map((child) => ({ parent, child, ...curve(at.get(parent), at.get(child), { nodes, box }) })),
  );
  return {
    nodes,
    edges: lines,
    width: Math.max(0, ...nodes.map(({ x }) => x + box.width)),
    height: Math.max(0, ...nodes.map(({ y }) => y + box.height), ...lines.map(({ middle }) => middle.y + box.down / 2)),
  };
}

/** An edge as a curve; below what stands between its ends, where it would else run behind it. */
function curve(from, to, { nodes, box }) {
  const [x1, y1] = [from.x + box.width, from.y + box.height / 2];
  const [x2, y2] = [to.x, to.y + box.height / 2];
  const straight = (y1 + y2) / 2;
  const between = nodes.filter(({ column, y }) => column > from.column && column < to.column && Math.abs(y + box.height / 2 - straight) < box.height * 0.6);
  const low = between.length ? Math.max(...between.map(({ y }) => y)) + box.height + box.down / 2 : straight;
  const bow = ((low - straight) * 4) / 3; // a cubic curve comes three quarters of the way to its handles
  const bend = Math.max(24, (x2 - x1) / (between.length ? 4 : 2));
  const path = `M${x1},${y1} C${x1 + bend},${y1 + bow} ${x2 - bend},${y2 + bow} ${x2},${y2}`;
  return { path, middle: { x: (x1 + x2) / 2, y: low } };
}

/** The picture that an arrow leads to from `id`: along an edge sideways, to the next of the column up and down. */
export function neighbour({ nodes, edges }, id, key) {
  const at = new Map(nodes.map((node) => [node.id, node]));
  const here = at.get(id);
  if (!here) return null;
  if (key === "Home") return nodes[0].id;
  if (key === "End") return nodes.at(-1).id;
  const nearest = (others) =>
    others.map((other) => at.get(other)).sort((a, b) => Math.abs(a.y - here.y) - Math.abs(b.y - here.y))[0]?.id ?? null;
  if (key === "ArrowRight") return nearest(edges.filter((edge) => edge.parent === id).map((edge) => edge.child));
  if (key === "ArrowLeft") return nearest(edges.filter((edge) => edge.child === id).map((edge) => edge.parent));
  const side = key === "ArrowDown" ? 1 : key === "ArrowUp" ? -1 : 0;
  if (!side) return null;
  return nearest(nodes.filter((node) => node.column === here.column && (node.y - here.y) * side > 0).map((node) => node.id));
}
