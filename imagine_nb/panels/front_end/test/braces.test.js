import assert from "node:assert/strict";
import { test } from "node:test";

import { completed, imageTag, inserted, moved, openBrace } from "../src/braces.js";

test("a name being typed is found at the caret", () => {
  assert.deepEqual(openBrace("a {fo", 5), { start: 2, typed: "fo" });
  assert.deepEqual(openBrace("a {", 3), { start: 2, typed: "" });
  assert.deepEqual(openBrace("{größe.alt", 10), { start: 0, typed: "größe.alt" });
});

test("no name is found where none is being typed", () => {
  for (const text of ["", "a fox", "a {fox} b", "a {{fo", "a {two words", "a {1x"]) {
    assert.equal(openBrace(text, text.length), null, text);
  }
  assert.equal(openBrace("a {fox", 1), null, "the caret is before the brace");
});

test("a completion replaces what was typed, and the rest of the name after the caret", () => {
  assert.deepEqual(completed("a {fo in snow", { start: 2, caret: 5, name: "fox" }), { text: "a {fox} in snow", caret: 7 });
  assert.deepEqual(completed("a {fx} in", { start: 2, caret: 4, name: "fox" }), { text: "a {fox} in", caret: 7 });
});

test("a source's tag is set in with spaces where words would touch", () => {
  assert.deepEqual(inserted("make red", { start: 4, end: 4, piece: imageTag(0) }), { text: "make <IMAGE_0> red", caret: 14 });
  assert.equal(inserted("", { start: 0, end: 0, piece: imageTag(1) }).text, "<IMAGE_1>");
  assert.equal(inserted("make it, red", { start: 5, end: 7, piece: "X" }).text, "make X, red");
});

test("the arrows go round the choices", () => {
  assert.equal(moved(2, "ArrowDown", 3), 0);
  assert.equal(moved(0, "ArrowUp", 3), 2);
  assert.equal(moved(1, "Home", 3), 0);
  assert.equal(moved(1, "End", 3), 2);
  assert.equal(moved(0, "ArrowDown", 0), -1);
});
