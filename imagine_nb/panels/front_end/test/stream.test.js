import assert from "node:assert/strict";
import { test } from "node:test";
import { makeStream } from "../src/stream.js";

test("pieces join in the order of their numbers, each once, whatever order they come in", () => {
  const stream = makeStream();
  for (const [number, piece] of [[1, "a"], [3, "c"], [3, "c"], [2, "b"], [1, "a"], [4, "d"]]) stream.add(number, piece);
  assert.equal(stream.text.value, "abcd");
});

test("a view that opens half way is told the text so far, and goes on from there", () => {
  const stream = makeStream();
  stream.add(4, "d");
  stream.set("abc", 3);
  stream.add(5, "e");
  assert.equal(stream.text.value, "abcde");
});

test("a text told late takes nothing back, and the end stands", () => {
  const stream = makeStream();
  stream.add(1, "a");
  stream.add(2, "b");
  stream.set("a", 1);
  assert.equal(stream.text.value, "ab");
  stream.set("ab, at last", Infinity);
  stream.add(3, "c");
  assert.equal(stream.text.value, "ab, at last");
});
