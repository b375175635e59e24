import assert from "node:assert/strict";
import { test } from "node:test";

import { NOTHING, added, boxBetween, boxIn, boxOf, boxProblem, boxText, brushSizes, clamped, draw, nextSize, painted, percent, placeOf, redone, shownSize, undone } from "../src/painting.js";

const PICTURE = { width: 400, height: 200 };
const step = (tool) => ({ tool });

/** A context that writes down what is drawn on it. */
function paper(width, height) {
  const told = [];
  const note = (name) => (...given) => told.push([name, ...given]);
  const context = { canvas: { width, height }, told };
  for (const name of ["save", "restore", "clearRect", "fillRect", "beginPath", "moveTo", "lineTo", "stroke", "setTransform"]) context[name] = note(name);
  return context;
}

test("one rectangle alone is told by its numbers", () => {
  const box = { x: 40, y: 30, w: 200, h: 100 };
  const rectangle = { tool: "rectangle", box };
  assert.equal(boxOf([step("brush"), step("clear"), rectangle]), box);
  for (const steps of [[], [rectangle, rectangle], [rectangle, step("invert")], [rectangle, step("clear")], [step("brush")]]) assert.equal(boxOf(steps), null);
  assert.equal(boxText(box), "40,30,200,100");
  assert.deepEqual(boxIn("40,30,200,100"), box);
  for (const text of ["", null, undefined, "1,2,3", "10%,20%,30%,40%", "1,2,3,x"]) assert.equal(boxIn(text), null);
});

test("steps are undone and redone, and a new one forgets what was undone", () => {
  let now = added(added(NOTHING, step("brush")), step("invert"));
  now = undone(now);
  assert.deepEqual(now.steps, [step("brush")]);
  assert.deepEqual(redone(now).steps, [step("brush"), step("invert")]);
  assert.deepEqual(added(now, step("clear")).undone, []);
  assert.deepEqual(undone(NOTHING).steps, []);
  assert.deepEqual(redone(NOTHING).steps, []);
});

test("a rectangle is whole pixels inside the picture, whichever corner came first", () => {
  assert.deepEqual(boxBetween({ x: 50.2, y: 20.9 }, { x: 10.7, y: 5.1 }, PICTURE), { x: 10, y: 5, w: 41, h: 16 });
  assert.deepEqual(boxBetween({ x: -50, y: -9 }, { x: 900, y: 900 }, PICTURE), { x: 0, y: 0, w: 400, h: 200 });
  assert.deepEqual(boxBetween({ x: 900, y: 900 }, { x: 900, y: 900 }, PICTURE), { x: 399, y: 199, w: 1, h: 1 });
});

test("a typed rectangle that cannot be set is told why", () => {
  assert.equal(boxProblem({ x: 0, y: 0, w: 400, h: 200 }, PICTURE), "");
  assert.match(boxProblem({ x: 1, y: 0, w: 400, h: 200 }, PICTURE), /400 × 200/);
  assert.match(boxProblem({ x: -1, y: 0, w: 4, h: 2 }, PICTURE), /lie in it/);
  assert.match(boxProblem({ x: 0, y: 0, w: 0, h: 2 }, PICTURE), /begin at 1/);
  assert.match(boxProblem({ x: "", y: 0, w: 1, h: 2 }, PICTURE), /whole numbers/);
  assert.match(boxProblem({ x: "1.5", y: 0, w: 1, h: 2 }, PICTURE), /whole numbers/);
});

test("a pointer's place is in the source's pixels", () => {
  const frame = { left: 10, top: 20, width: 200, height: 100 };
  assert.deepEqual(placeOf({ clientX: 110, clientY: 45 }, frame, PICTURE), { x: 200, y: 50 });
});

test("a source is shown as large as fits, a small one not over four times", () => {
  assert.deepEqual(shownSize({ width: 4096, height: 2048 }, { width: 512, height: 900 }), { width: 512, height: 256 });
  assert.deepEqual(shownSize({ width: 10, height: 10 }, { width: 512, height: 900 }), { width: 40, height: 40 });
  assert.deepEqual(shownSize({ width: 4096, height: 1 }, { width: 512, height: 900 }), { width: 512, height: 1 });
});

test("a painting is drawn at its canvas's scale, erasing and inverting what is there", () => {
  const context = paper(100, 50);
  const points = [{ x: 1, y: 2 }];
  draw(context, [{ tool: "rectangle", box: { x: 1, y: 2, w: 3, h: 4 } }, { tool: "eraser", size: 9, points }, step("invert"), step("clear")], PICTURE);
  const names = context.told.map(([name]) => name);
  assert.deepEqual(context.told.find(([name, ...rest]) => name === "setTransform" && rest[0] === 0.25), ["setTransform", 0.25, 0, 0, 0.25, 0, 0]);
  assert.deepEqual(context.told.filter(([name]) => name === "fillRect"), [["fillRect", 1, 2, 3, 4], ["fillRect", 0, 0, 400, 200]]);
  assert.ok(names.includes("stroke") && names.includes("lineTo"), "a dot is a stroke of no length");
});

test("what is painted is counted by its opaque pixels", () => {
  assert.equal(painted(new Uint8ClampedArray([0, 0, 0, 255, 0, 0, 0, 0])), 0.5);
  assert.equal(painted(new Uint8ClampedArray([])), 0);
  assert.deepEqual([0, 0.001, 0.123, 0.999, 1].map(percent), ["0%", "under 1%", "12%", "over 99%", "100%"]);
});

test("the brush grows and shrinks within bounds", () => {
  const sizes = brushSizes({ width: 1000, height: 500 });
  assert.deepEqual(sizes, { least: 5, most: 333, first: 71 });
  assert.equal(nextSize(5, -1, sizes), 5);
  assert.equal(nextSize(333, 1, sizes), 333);
  assert.equal(nextSize(20, 1, sizes), 23);
  assert.equal(nextSize(20, -1, sizes), 17);
  assert.equal(clamped("x", 3, 9), 3);
});
