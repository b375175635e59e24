import assert from "node:assert/strict";
import { test } from "node:test";

import { comparedSize, difference, dividerAfter, pair, sameShape, sizeNotice } from "../src/difference.js";

const opaque = (...levels) => new Uint8ClampedArray(levels.flatMap((level) => [level, level, level, 255]));

test("a difference is amplified, and noise is shown without being counted", () => {
  const { pixels, changed } = difference(opaque(100, 100, 100, 0), opaque(100, 105, 130, 255));
  assert.equal(changed, 0.5);
  assert.deepEqual([...pixels].filter((_, at) => at % 4 === 0), [0, 20, 120, 255]);
  assert.ok([...pixels].every((value, at) => at % 4 !== 3 || value === 255));
});

test("the same picture differs nowhere, an empty one neither", () => {
  assert.equal(difference(opaque(1, 2), opaque(1, 2)).changed, 0);
  assert.equal(difference(new Uint8ClampedArray(0), new Uint8ClampedArray(0)).changed, 0);
});

test("colour under what is transparent is no difference", () => {
  const hidden = new Uint8ClampedArray([250, 0, 0, 0]);
  const other = new Uint8ClampedArray([0, 250, 0, 0]);
  assert.equal(difference(hidden, other).changed, 0);
});

test("pictures of two sizes are compared in the first one's shape, and it is said in words", () => {
  assert.deepEqual(comparedSize({ width: 1024, height: 512 }, { width: 512, height: 512 }), { width: 512, height: 256 });
  assert.deepEqual(comparedSize({ width: 4096, height: 4096 }, { width: 4096, height: 4096 }), { width: 1024, height: 1024 });
  assert.equal(sizeNotice({ width: 8, height: 8 }, { width: 8, height: 8 }), "");
  assert.match(sizeNotice({ width: 8, height: 8 }, { width: 4, height: 4 }), /one size/);
  assert.match(sizeNotice({ width: 8, height: 8 }, { width: 4, height: 8 }), /stretched/);
  assert.ok(sameShape({ width: 1000, height: 667 }, { width: 500, height: 333 }));
});

test("A and B are two of the chosen pictures, the first two where nothing else is said", () => {
  assert.deepEqual(pair(["a", "b", "c"]), ["a", "b"]);
  assert.deepEqual(pair(["a", "b", "c"], ["c", "a"]), ["c", "a"]);
  assert.deepEqual(pair(["a", "b"], ["b", "gone"]), ["b", "a"]);
  assert.deepEqual(pair(["a", "b"], ["a", "a"]), ["a", "b"]);
  assert.deepEqual(pair(["a"]), ["a", ""]);
  assert.deepEqual(pair([]), ["", ""]);
});

test("the divider moves by keys and stops at the ends", () => {
  assert.equal(dividerAfter(50, "ArrowRight"), 52);
  assert.equal(dividerAfter(1, "ArrowLeft"), 0);
  assert.equal(dividerAfter(95, "PageUp"), 100);
  assert.equal(dividerAfter(95, "Home"), 0);
  assert.equal(dividerAfter(95, "x"), null);
});
