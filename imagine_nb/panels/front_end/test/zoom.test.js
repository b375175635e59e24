import assert from "node:assert/strict";
import { test } from "node:test";
import { FITTED, bounded, fitted, panned, zoomed } from "../src/zoom.js";

const box = { width: 800, height: 600 };
const shown = fitted({ width: 2000, height: 1000 }, box);

test("a picture is fitted into its box, and a small one is not enlarged", () => {
  assert.deepEqual(shown, { width: 800, height: 400 });
  assert.deepEqual(fitted({ width: 100, height: 50 }, box), { width: 100, height: 50 });
});

test("the point under the pointer stays where it is", () => {
  const state = zoomed(FITTED, 2, { x: 200, y: 50 }, shown, box);
  assert.equal(state.scale, 2);
  assert.equal((200 - state.x) / state.scale, 200);
});

test("zoom ends at fitted and at twelve times, and fitted is in the middle", () => {
  assert.deepEqual(zoomed({ scale: 2, x: 300, y: 0 }, 0.1, { x: 0, y: 0 }, shown, box), FITTED);
  assert.equal(zoomed(FITTED, 100, { x: 0, y: 0 }, shown, box).scale, 12);
});

test("a picture is not panned out of its box", () => {
  assert.deepEqual(panned({ scale: 2, x: 0, y: 0 }, 9999, -9999, shown, box), { scale: 2, x: 400, y: -100 });
  assert.deepEqual(bounded({ scale: 1, x: 50, y: 50 }, shown, box), FITTED);
});
