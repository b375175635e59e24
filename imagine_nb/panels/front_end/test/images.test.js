import assert from "node:assert/strict";
import { test } from "node:test";
import { makeShelf } from "../src/images.js";

const image = (size) => ({ blob: new Blob([new Uint8Array(size)]), name: "" });

test("the pictures last looked at are kept, up to so many bytes, and the newest whatever its size", () => {
  const shelf = makeShelf(100);
  shelf.put("a", image(40));
  shelf.put("b", image(40));
  shelf.get("a");
  shelf.put("c", image(40));
  assert.deepEqual([shelf.get("a")?.blob.size, shelf.get("b"), shelf.get("c")?.blob.size], [40, undefined, 40]);
  shelf.put("d", image(500));
  assert.deepEqual([shelf.get("a"), shelf.get("d").blob.size], [undefined, 500]);
});

test("a picture put twice counts once", () => {
  const shelf = makeShelf(100);
  shelf.put("a", image(60));
  shelf.put("a", image(60));
  shelf.put("b", image(40));
  assert.ok(shelf.get("a") && shelf.get("b"));
});
