import assert from "node:assert/strict";
import { test } from "node:test";

import { pannedBy, transformOf, zoomedAt } from "../src/panning.js";
import { FITTED } from "../src/zoom.js";

test("what is under the pointer stays there while it is zoomed, in shares of the frame", () => {
  const at = zoomedAt(FITTED, 2, { x: 0.25, y: 0.5 });
  assert.deepEqual(at, { scale: 2, x: 0.25, y: 0 });
  assert.deepEqual(zoomedAt(at, 0.5, { x: 0.25, y: 0.5 }), { scale: 1, x: 0, y: 0 });
});

test("a view never leaves its picture", () => {
  assert.deepEqual(pannedBy({ scale: 2, x: 0, y: 0 }, 3, -3), { scale: 2, x: 0.5, y: -0.5 });
  assert.deepEqual(pannedBy(FITTED, 0.5, 0.5), { scale: 1, x: 0, y: 0 });
  assert.equal(transformOf({ scale: 2, x: -0.25, y: 0 }), "translate(-25%, 0%) scale(2)");
});
