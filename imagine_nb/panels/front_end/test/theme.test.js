import assert from "node:assert/strict";
import { test } from "node:test";
import { luminance } from "../src/theme.js";

test("a colour is light or dark, and a see-through one neither", () => {
  assert.ok(luminance("rgb(255, 255, 255)") > 0.99);
  assert.ok(luminance("rgb(17, 17, 17)") < 0.1);
  assert.ok(luminance("rgba(30, 30, 30, 0.9)") < 0.2);
  assert.ok(luminance("color(srgb 0.95 0.95 0.95)") > 0.9);
  assert.equal(luminance("rgba(0, 0, 0, 0)"), null);
  assert.equal(luminance("transparent"), null);
});
