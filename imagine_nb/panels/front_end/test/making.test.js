import assert from "node:assert/strict";
import { test } from "node:test";
import { effect } from "@preact/signals";

import { makeLink } from "../src/link.js";
import { makeMaking, problemsOf, runningOf } from "../src/making.js";
import { listen } from "../src/events.js";
import { makeSourcing } from "../src/sourcing.js";
import { makeStore } from "../src/store.js";
import { makeActions } from "../src/actions.js";
import { fakeKernel } from "./fake_kernel.js";

/** A view's parts over a made-up kernel, without a page. */
async function view(t, kernel = fakeKernel({ size: 20 })) {
  const link = makeLink(kernel.model, { timer: { setInterval: () => 0, clearInterval() {} } });
  const store = makeStore();
  const panel = { link, store, model: kernel.model, root: null };
  panel.actions = makeActions(panel);
  panel.pages = { refresh() {}, added() {}, changed() {} };
  const stop = listen(panel);
  t.after(() => {
    stop();
    link.close();
  });
  await until(() => store.ready.value);
  return { ...panel, kernel, making: makeMaking(panel), sourcing: makeSourcing(panel) };
}

async function until(isSo) {
  for (let tries = 0; !isSo(); tries += 1) {
    assert.ok(tries < 2000, `never came: ${isSo}`);
    await new Promise((go) => setTimeout(go, 1));
  }
}

const told = (kernel, verb) => kernel.sent.filter((message) => message.do === verb);
const regionOf = ({ mask, region }) => ({ mask, region });
const file = (name) => new File(["abc"], name, { type: "image/png" });

test("the price follows the form, and once for changes that come together", async (t) => {
  const { making, store, kernel } = await view(t);
  t.after(making.watch());
  for (const count of [2, 3, 4]) making.set({ count });
  await until(() => store.price.value.price === "$0.08");
  assert.equal(told(kernel, "form").length, 1);
});

test("a count out of range is told beside it, is not changed, and nothing is sent", async (t) => {
  const { making, store, kernel } = await view(t);
  making.set({ count: "250" });
  assert.equal(await making.submit(), "count");
  assert.equal(store.form.value.count, "250");
  assert.match(problemsOf(store.problems.value, "count")[0].text, /goes to 100/);
  assert.equal(told(kernel, "generate").length, 0);
});

test("a request is under way at once, before the kernel has answered", async (t) => {
  const { making, store, kernel } = await view(t);
  kernel.model.pace = 0;
  making.set({ prompt: "a fox", count: "2" });
  const sent = making.submit();
  assert.equal(making.starting.value, 1);
  assert.equal(await sent, null);
  assert.equal(making.starting.value, 0);
  await until(() => store.groups.value[0]?.ids.length === 2 && runningOf(store.jobs.value, "imagine").length === 0);
  assert.equal(told(kernel, "generate")[0].count, 2);
});

test("what the kernel refuses stands beside its field", async (t) => {
  const { making, store, kernel } = await view(t);
  kernel.verbs.generate = () => ({ ok: false, error: { text: "There is no prompt. Write one.", field: "prompt" } });
  assert.equal(await making.submit(), "prompt");
  assert.deepEqual(store.problems.value, [{ text: "There is no prompt. Write one.", field: "prompt" }]);
});

test("a problem without a place of its own stands with those of the whole form", () => {
  const problems = [{ field: "resolution", text: "a" }, { field: "prompt", text: "b" }, { text: "c" }];
  assert.deepEqual(problemsOf(problems, "").map(({ text }) => text), ["a", "c"]);
  assert.deepEqual(problemsOf(problems, "prompt").map(({ text }) => text), ["b"]);
});

test("all that runs is cancelled, and what came stays", async (t) => {
  const { making, store, kernel } = await view(t);
  kernel.model.pace = 0.02;
  making.set({ prompt: "a fox", count: 50 });
  await making.submit();
  await until(() => store.groups.value[0]?.ids.length >= 1);
  await making.cancel();
  await until(() => store.groups.value[0].state === "cancelled");
  assert.ok(store.groups.value[0].ids.length >= 1);
});

test("sources come by name, picture and file, in their order; a failed upload leaves no slot", async (t) => {
  const { sourcing, store, kernel } = await view(t);
  assert.ok(await sourcing.addText("fox.png"));
  await sourcing.addPictures(["p9"]);
  await sourcing.addFiles([file("mine.png")]);
  assert.deepEqual(store.sources.value.map(({ name }) => name), ["fox.png", "p9", "upload.png"]);
  kernel.verbs.piece = () => ({ ok: false, error: { text: "bad.png is no picture. Upload a PNG.", field: "sources" } });
  await sourcing.addFiles([file("bad.png")]);
  assert.equal(store.sources.value.length, 3);
  assert.deepEqual(sourcing.uploads.value, []);
  assert.match(sourcing.problems.value[0], /bad\.png is no picture/);
  sourcing.move(2, 0);
  assert.equal(store.form.value.sources[0], store.sources.value[0].key);
  assert.equal(store.sources.value[0].name, "upload.png");
});

test("no more sources are taken than the model takes, and it is said which was left out", async (t) => {
  const { sourcing, store, making } = await view(t);
  making.set({ model: "grok-imagine-image-pro" });
  for (const name of ["a", "b", "c", "d"]) await sourcing.addText(name);
  assert.equal(store.sources.value.length, 3);
  assert.deepEqual(sourcing.problems.value, ["grok-imagine-image-pro takes 3 sources: d was left out."]);
});

test("of many files as many are taken as fit, in their order, and every other one is named", async (t) => {
  const { sourcing, store, making, kernel } = await view(t);
  making.set({ model: "grok-imagine-image-pro" });
  const refused = { ok: false, error: { text: "notes.txt is no picture.", field: "sources" } };
  const { upload } = kernel.verbs;
  kernel.verbs.upload = (message) => (message.name === "notes.txt" ? refused : upload(message));
  await sourcing.addFiles(["notes.txt", "b.png", "c.png", "d.png", "e.png", "f.png"].map(file));
  assert.equal(store.sources.value.length, 3);
  assert.deepEqual(sourcing.problems.value, [
    "notes.txt is no picture.",
    "grok-imagine-image-pro takes 3 sources: e.png and f.png were left out.",
  ]);
});

test("a region goes with its source", async (t) => {
  const { sourcing, store } = await view(t);
  for (const said of [{ mask: "m1", region: null }, { mask: null, region: "1,2,3,4" }]) {
    await sourcing.addText("fox.png");
    const [{ key }] = store.sources.value;
    sourcing.setRegion(said, { source: key, steps: [], blob: null });
    assert.deepEqual(regionOf(store.form.value), said);
    sourcing.remove(key);
    assert.deepEqual(regionOf(store.form.value), { mask: null, region: null });
    assert.equal(sourcing.region.value, null);
  }
});

test("the region of a picture that is varied comes with its source, whatever was there before", async (t) => {
  const { sourcing, store, kernel, actions } = await view(t);
  t.after(effect(() => sourcing.keepRegion()));
  const form = { ...kernel.verbs.hello().state.form, prompt: "a hat", sources: ["s9"], region: "40,30,200,100" };
  kernel.verbs.vary = () => ({ form, sources: [{ key: "s9", name: "fox", thumb: -1, width: 640, height: 640 }] });
  await sourcing.addText("cat.png");
  sourcing.setRegion({ mask: "m1", region: null }, { source: store.sources.value[0].key, steps: [], blob: null });
  for (let time = 0; time < 2; time += 1) {
    await actions.run("vary", ["p2"]);
    const sent = told(kernel, "generate").at(-1);
    assert.deepEqual([regionOf(sent), sent.sources], [{ mask: null, region: "40,30,200,100" }, ["s9"]]);
    sourcing.remove("s9");
    assert.equal(store.form.value.region, null);
  }
});

test("a drop of several kinds is taken by what it holds first", async (t) => {
  const { sourcing, store } = await view(t);
  const transfer = (files, data) => ({ files, getData: (type) => data[type] ?? "" });
  await sourcing.take(transfer([file("a.png")], { "text/plain": "x.png" }));
  await sourcing.take(transfer([], { "application/x-imagine-picture": "p8", "text/plain": "x.png" }));
  await sourcing.take(transfer([], { "text/uri-list": "https://a.test/x.png" }));
  assert.deepEqual(store.sources.value.map(({ name }) => name), ["upload.png", "p8", "https://a.test/x.png"]);
});

test("the mask that the kernel kept for a form is none of its sources", async (t) => {
  const kernel = fakeKernel({ size: 20 });
  const { hello } = kernel.verbs;
  const source = (key) => ({ key, name: key, width: 8, height: 8, bytes: 9, picture: "", url: "", notice: "", thumb: -1 });
  kernel.verbs.hello = () => {
    const reply = hello();
    const form = { ...reply.state.form, sources: ["s1"], mask: "m1" };
    return { ...reply, state: { ...reply.state, form, sources: [source("s1"), source("m1")] } };
  };
  const { store } = await view(t, kernel);
  assert.deepEqual(store.form.value.sources, ["s1"]);
  assert.deepEqual(store.sources.value.map(({ key }) => key), ["s1"]);
  assert.equal(store.form.value.mask, "m1");
});
