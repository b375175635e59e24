import assert from "node:assert/strict";
import { test } from "node:test";

import { countProblem, offered, ratioBox, reordered, secondsText, settingsOf } from "../src/choices.js";

test("a count is refused with a reason and never changed", () => {
  assert.equal(countProblem("4", 100), "");
  assert.equal(countProblem(100, 100), "");
  assert.match(countProblem("101", 100), /goes to 100/);
  assert.match(countProblem("0", 100), /begins at 1/);
  assert.match(countProblem("", 100), /whole number/);
  assert.match(countProblem("1.5", 100), /whole number/);
  assert.equal(settingsOf({ count: "250" }).count, 250);
});

test("a ratio is drawn in its shape; what is none has no shape", () => {
  assert.deepEqual(ratioBox("2:1"), { width: 22, height: 11 });
  assert.deepEqual(ratioBox("9:19.5"), { width: 10, height: 22 });
  assert.equal(ratioBox("auto"), null);
  assert.equal(ratioBox("0:1"), null);
  assert.equal(ratioBox(null), null);
});

test("sources are moved, and stay where a place is outside", () => {
  assert.deepEqual(reordered(["a", "b", "c"], 0, 2), ["b", "c", "a"]);
  assert.deepEqual(reordered(["a", "b", "c"], 2, 0), ["c", "a", "b"]);
  const list = ["a"];
  assert.equal(reordered(list, 0, 1), list);
});

test("what is not set is sent as null, and a choice the model lacks is shown as none", () => {
  const settings = settingsOf({ prompt: "a", count: "x", aspect_ratio: "", resolution: "2k", mask: "m1" });
  assert.deepEqual(settings, { prompt: "a", count: 0, aspect_ratio: null, resolution: "2k", quality: null, mask: "m1", region: null });
  assert.equal(offered("2k", ["1k"]), "");
  assert.equal(offered("2k", ["1k", "2k"]), "2k");
});

test("seconds are told as people say them", () => {
  assert.deepEqual([0.42, 12.4, 125, -1, NaN].map(secondsText), ["0.4 s", "12 s", "2 min 5 s", "", ""]);
});
