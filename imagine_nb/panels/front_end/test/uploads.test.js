import assert from "node:assert/strict";
import { test } from "node:test";

import { bytesText, fitted, renamed, wasText, within } from "../src/shrink.js";
import { AT_ONCE, namedIn, piecesOf, sent } from "../src/uploads.js";

const limits = { piece: 4, upload: 100, side: 64 };

/** A kernel that takes pieces; it notes how many were on their way at once. */
function kernel({ refuse = -1, total }) {
  const seen = { upload: null, pieces: new Map(), most: 0 };
  let onTheirWay = 0;
  const ask = async (verb, fields, buffers) => {
    if (verb === "upload") {
      seen.upload = fields;
      return { upload: "u1" };
    }
    seen.most = Math.max(seen.most, ++onTheirWay);
    await new Promise((done) => setTimeout(done, 1));
    onTheirWay -= 1;
    if (fields.index === refuse) throw new Error("That is no picture. Upload a PNG or a JPEG.");
    seen.pieces.set(fields.index, Buffer.from(buffers[0]).toString());
    return seen.pieces.size === total ? { received: seen.pieces.size, source: { key: "s1" } } : { received: seen.pieces.size };
  };
  return { seen, ask };
}

test("a file goes in pieces, a few at a time, and the last reply is its source", async () => {
  const link = kernel({ total: 7 });
  const shares = [];
  const blob = new Blob(["abcdefghijklmnopqrstuvwxyz"], { type: "image/png" });
  const { source } = await sent(link, blob, { name: "a.png", limits, told: (share) => shares.push(share) });
  assert.equal(source.key, "s1");
  assert.deepEqual(link.seen.upload, { name: "a.png", size: 26, kind: "picture", shrunk: "" });
  assert.equal([...link.seen.pieces].sort(([a], [b]) => a - b).map(([, text]) => text).join(""), "abcdefghijklmnopqrstuvwxyz");
  assert.equal(link.seen.most, AT_ONCE);
  assert.equal(shares.at(-1), 1);
});

test("what the kernel refuses ends the upload with its sentence", async () => {
  await assert.rejects(sent(kernel({ refuse: 2, total: 7 }), new Blob(["x".repeat(26)]), { name: "a", limits }), /no picture/);
});

test("a file that never became a source is said to be missing", async () => {
  await assert.rejects(sent(kernel({ total: 99 }), new Blob(["abc"]), { name: "a.png", limits }), /a\.png did not arrive whole/);
});

test("a stopped upload sends no more", async () => {
  const link = kernel({ total: 7 });
  const signal = AbortSignal.abort();
  await assert.rejects(sent(link, new Blob(["x".repeat(26)]), { name: "a", limits, signal }), { name: "AbortError" });
  assert.equal(link.seen.pieces.size, 0);
});

test("an empty file is sent too, so that it is answered", () => {
  assert.equal(piecesOf(0, 4), 1);
  assert.equal(piecesOf(8, 4), 2);
  assert.equal(piecesOf(9, 4), 3);
});

test("a file within the limit goes as it is", async () => {
  const file = new File(["abc"], "a.gif");
  assert.deepEqual(await within(file, limits), { blob: file, name: "a.gif", was: "" });
});

test("sizes are told in words, and a shrunk picture keeps its shape", () => {
  assert.deepEqual(fitted({ width: 6000, height: 4000 }, 4096), { width: 4096, height: 2731 });
  assert.deepEqual(fitted({ width: 60, height: 40 }, 4096), { width: 60, height: 40 });
  assert.equal(wasText(30_000_000, { width: 6000, height: 4000 }), "from 30.0 MB, 6000 x 4000");
  assert.deepEqual([7, 812_000, 1_500_000].map(bytesText), ["7 bytes", "812 kB", "1.5 MB"]);
  assert.equal(renamed("my.photo.HEIC", "image/jpeg"), "my.photo.jpg");
  assert.equal(renamed("", "image/png"), "pasted.png");
});

test("a drop names pictures of the gallery before any text, and addresses line by line", () => {
  const transfer = (data) => ({ getData: (type) => data[type] ?? "" });
  assert.deepEqual(namedIn(transfer({ "application/x-imagine-picture": "a,b c", "text/plain": "x" })), { pictures: ["a", "b", "c"], texts: [] });
  assert.deepEqual(namedIn(transfer({ "text/uri-list": "# a comment\r\nhttps://a.test/x.png\r\n" })).texts, ["https://a.test/x.png"]);
  assert.deepEqual(namedIn(transfer({ "text/plain": " fox.png " })).texts, ["fox.png"]);
  assert.deepEqual(namedIn(undefined), { pictures: [], texts: [] });
});
