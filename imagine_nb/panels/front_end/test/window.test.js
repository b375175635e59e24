import assert from "node:assert/strict";
import { test } from "node:test";
import { layoutOf, moved, revealing, sightOf, spotOf } from "../src/window.js";

const grid = (total) => layoutOf({ across: 336, total, least: 108, gap: 6, isStrip: false });
const strip = (total) => layoutOf({ across: 100, total, least: 108, gap: 6, isStrip: true });

test("as many columns as fit, which fill the room", () => {
  const { columns, tile, length } = grid(20000);
  assert.deepEqual([columns, tile], [3, 108]);
  assert.equal(length, 6667 * 114 - 6);
  assert.equal(layoutOf({ across: 50, total: 1, least: 108, gap: 6 }).columns, 1);
});

test("what is drawn is what is in sight and half a box around it, whatever the total", () => {
  const sight = sightOf(grid(20000), { offset: 114 * 100, extent: 600, total: 20000 });
  assert.deepEqual([sight.first, sight.last], [300, 317]);
  assert.ok(sight.to - sight.from < 45);
  assert.deepEqual(sightOf(grid(0), { offset: 0, extent: 600, total: 0 }).to, -1);
});

test("the end of the list is drawn and not passed", () => {
  const layout = grid(20000);
  const sight = sightOf(layout, { offset: layout.length - 600, extent: 600, total: 20000 });
  assert.deepEqual([sight.last, sight.to], [19999, 19999]);
});

test("places stand row by row in a grid, one after another in a strip", () => {
  assert.deepEqual(spotOf(grid(9), 4), { x: 114, y: 114 });
  assert.deepEqual(spotOf(strip(9), 4), { x: 424, y: 0 });
});

test("keys move within the list and stop at its ends", () => {
  const [layout, box] = [grid(20), { total: 20, extent: 342 }];
  const go = (place, key) => moved(layout, place, key, box);
  assert.deepEqual([go(4, "ArrowRight"), go(4, "ArrowLeft"), go(4, "ArrowDown"), go(4, "ArrowUp")], [5, 3, 7, 1]);
  assert.deepEqual([go(1, "ArrowUp"), go(19, "ArrowDown"), go(0, "ArrowLeft"), go(19, "ArrowRight")], [1, 19, 0, 19]);
  assert.deepEqual([go(4, "PageDown"), go(18, "PageDown"), go(4, "PageUp"), go(4, "Home"), go(4, "End")], [13, 19, 0, 0, 19]);
  assert.equal(go(4, "x"), null);
  assert.equal(moved(strip(20), 4, "ArrowDown", box), 5);
});

test("the list scrolls no more than it must", () => {
  const layout = grid(200);
  assert.equal(revealing(layout, 0, { offset: 500, extent: 342 }), 0);
  assert.equal(revealing(layout, 15, { offset: 500, extent: 342 }), 500);
  assert.equal(revealing(layout, 30, { offset: 500, extent: 342 }), 114 * 10 + 108 - 342);
});
