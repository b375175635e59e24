import assert from "node:assert/strict";
import { test } from "node:test";

import { BOX, layout, neighbour } from "../src/tree.js";

const where = ({ nodes }) => new Map(nodes.map((node) => [node.id, node]));

function apart({ nodes }) {
  for (const a of nodes) {
    for (const b of nodes) {
      const over = a !== b && a.column === b.column && Math.abs(a.y - b.y) < BOX.height;
      assert.ok(!over, `${a.id} lies over ${b.id}`);
    }
  }
}

test("parents stand left of their children, one column for each generation", () => {
  const at = where(layout(["a", "b", "c", "d"], [["a", "b"], ["b", "c"], ["a", "c"], ["d", "c"]]));
  assert.deepEqual(["a", "b", "c"].map((id) => at.get(id).column), [0, 1, 2]);
  assert.equal(at.get("d").column, 1, "a source used late stands beside what it was used for");
});

test("siblings are apart, and a parent is in the middle of its children", () => {
  const family = layout(["p", "a", "b", "c"], [["p", "a"], ["p", "b"], ["p", "c"]]);
  apart(family);
  assert.ok(Math.abs(where(family).get("p").y - where(family).get("b").y) <= 1);
});

test("an edge runs below a picture that stands between its ends, and the sheet is high enough for it", () => {
  const family = layout(["a", "b", "c"], [["a", "b"], ["b", "c"], ["a", "c"]]);
  const { middle } = family.edges.find(({ parent, child }) => parent === "a" && child === "c");
  const b = where(family).get("b");
  assert.ok(middle.y > b.y + BOX.height || Math.abs(b.y - where(family).get("a").y) > BOX.height / 2);
  assert.ok(family.height >= middle.y);
});

test("two families do not cross", () => {
  const at = where(layout(["p", "q", "a", "b"], [["p", "b"], ["q", "a"]]));
  assert.equal(Math.sign(at.get("p").y - at.get("q").y), Math.sign(at.get("b").y - at.get("a").y));
});

test("edges to strangers, to itself and twice are left out; a circle ends", () => {
  const { edges, nodes } = layout(["a", "b", "b"], [["a", "b"], ["a", "b"], ["a", "a"], ["x", "b"], ["b", "a"]]);
  assert.deepEqual(edges.map(({ parent, child }) => `${parent}${child}`).sort(), ["ab", "ba"]);
  assert.equal(nodes.length, 2);
  assert.deepEqual(layout([], []), { nodes: [], edges: [], width: 0, height: 0 });
});

test("three hundred pictures are laid out at once, none over another, all inside", () => {
  const ids = Array.from({ length: 300 }, (_, at) => `n${at}`);
  const edges = ids.slice(1).map((id, at) => [ids[Math.floor(at / 3)], id]);
  const begun = performance.now();
  const family = layout(ids, edges);
  assert.ok(performance.now() - begun < 500);
  apart(family);
  for (const { x, y } of family.nodes) {
    assert.ok(x >= 0 && y >= 0 && x + BOX.width <= family.width && y + BOX.height <= family.height);
  }
});

test("arrows go along the edges and along a column", () => {
  const family = layout(["p", "a", "b"], [["p", "a"], ["p", "b"]]);
  const [upper, lower] = where(family).get("a").y < where(family).get("b").y ? ["a", "b"] : ["b", "a"];
  assert.ok(["a", "b"].includes(neighbour(family, "p", "ArrowRight")));
  assert.equal(neighbour(family, "a", "ArrowLeft"), "p");
  assert.equal(neighbour(family, upper, "ArrowDown"), lower);
  assert.equal(neighbour(family, lower, "ArrowDown"), null);
  assert.equal(neighbour(family, "p", "ArrowLeft"), null);
  assert.equal(neighbour(family, "gone", "ArrowLeft"), null);
  assert.equal(neighbour(family, "b", "Home"), "p");
});
