import assert from "node:assert/strict";
import { test } from "node:test";
import { makeLink } from "../src/link.js";
import { fakeKernel } from "./fake_kernel.js";

/** A link whose clock and timer the test turns by hand. */
function handLink(kernel) {
  const clock = { now: 0, tick: null };
  const timer = { setInterval: (tick) => ((clock.tick = tick), 1), clearInterval: () => (clock.tick = null) };
  const link = makeLink(kernel.model, { now: () => clock.now, timer });
  const states = [];
  link.on("alive", (state) => states.push(state));
  const after = (ms) => {
    clock.now += ms;
    clock.tick();
  };
  return { link, states, after, clock };
}

test("an ask resolves with its own reply and the buffers that came along", async () => {
  const kernel = fakeKernel({ size: 10 });
  const { link } = handLink(kernel);
  const reply = await link.ask("image", { id: "p3" });
  assert.equal(reply.name, "p3.bmp");
  assert.equal(reply.buffers.length, 1);
  assert.equal(kernel.sent[0].id, "p3", "a verb's own id is no part of the envelope");
});

test("a reply to another view's ask is let go", async () => {
  const kernel = fakeKernel();
  const [one, two] = [handLink(kernel).link, handLink(kernel).link];
  const replies = [];
  await Promise.all([one.ask("facets").then(() => replies.push("one")), two.ask("facets").then(() => replies.push("two"))]);
  assert.deepEqual(replies, ["one", "two"]);
});

test("a refusal rejects with its sentence and its field", async () => {
  const kernel = fakeKernel();
  const { link } = handLink(kernel);
  await assert.rejects(link.ask("source", { text: "nothing.png" }), { message: /There is no nothing.png/, field: "sources" });
});

test("events reach those who hear them, until they stop", () => {
  const kernel = fakeKernel();
  const { link } = handLink(kernel);
  const heard = [];
  const stop = link.on("added", ({ total }) => heard.push(total));
  kernel.emit("added", { total: 1 });
  stop();
  kernel.emit("added", { total: 2 });
  assert.deepEqual(heard, [1]);
});

test("a message of another version is let go", () => {
  const kernel = fakeKernel();
  const { link } = handLink(kernel);
  link.on("added", () => assert.fail("heard"));
  kernel.fire("msg:custom", { v: 2, event: "added" });
  kernel.fire("msg:custom", "nonsense");
  assert.equal(link.alive, "unknown");
});

test("a kernel that does not answer is busy, never gone, and live again with its answer", () => {
  const kernel = fakeKernel();
  kernel.state.silent = true;
  const { states, after } = handLink(kernel);
  for (let i = 0; i < 20; i++) after(1000);
  assert.deepEqual(states, ["busy"]);
  kernel.fire("msg:custom", { v: 1, re: "x", ok: true });
  assert.deepEqual(states, ["busy", "live"]);
});

test("a kernel to which nothing can be sent is gone, and what was asked is refused", async () => {
  const kernel = fakeKernel();
  kernel.state.silent = true;
  const { link, states, after } = handLink(kernel);
  const asked = assert.rejects(link.ask("facets"), /The kernel is gone/);
  kernel.state.dead = true;
  after(1000);
  await asked;
  assert.deepEqual(states, ["gone"]);
  await assert.rejects(link.ask("facets"), /The kernel is gone/);
});

test("after a sign that the kernel went, a message that cannot be sent means that it is gone at once", () => {
  const kernel = fakeKernel();
  const { states } = handLink(kernel);
  kernel.fire("msg:custom", { v: 1, re: "x", ok: true });
  kernel.state.dead = true;
  kernel.fire("comm_live_update");
  assert.deepEqual(states, ["live", "gone"]);
});

test("a sign that the kernel went, and three seconds of silence, mean that it is gone", () => {
  const kernel = fakeKernel();
  const { states, after } = handLink(kernel);
  kernel.fire("msg:custom", { v: 1, re: "x", ok: true });
  kernel.state.silent = true;
  kernel.fire("comm_live_update");
  after(1000);
  after(1000);
  after(1000);
  assert.equal(states.at(-1), "gone");
});

test("a closed comm and a closed panel are gone at once; an answer brings the link back", () => {
  for (const close of [(kernel) => kernel.fire("comm:close"), (kernel) => kernel.emit("gone")]) {
    const kernel = fakeKernel();
    const { states } = handLink(kernel);
    close(kernel);
    kernel.fire("msg:custom", { v: 1, re: "x", ok: true });
    assert.deepEqual(states, ["gone", "live"]);
  }
});

test("a closed link beats no more and hears nothing", () => {
  const kernel = fakeKernel();
  const { link, clock } = handLink(kernel);
  link.on("added", () => assert.fail("heard"));
  link.close();
  kernel.emit("added");
  assert.equal(clock.tick, null);
});
