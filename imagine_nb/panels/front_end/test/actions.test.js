import assert from "node:assert/strict";
import { test } from "node:test";
import { ACTIONS, isFitting } from "../src/actions.js";
import { cardOf } from "../src/store.js";
import { until, withPanel } from "./panel.js";

test("every action has its own name, label, icon and key", () => {
  for (const part of ["name", "label", "icon", "key"]) {
    assert.equal(new Set(ACTIONS.map((action) => action[part])).size, ACTIONS.length, part);
  }
});

test("what was not made by a request cannot be varied, and nothing is done to what is deleted", () => {
  assert.equal(isFitting("vary", { request: "" }), false);
  assert.equal(isFitting("vary", { request: "r1" }), true);
  assert.equal(isFitting("edit", { request: "" }), true);
  assert.equal(isFitting("edit", { request: "r1", is_deleted: true }), false);
});

withPanel("Edit makes the picture the only source, and the prompt takes the focus", async ({ store, actions }) => {
  await actions.addSource({ picture: "p1" });
  store.view.value = "ask";
  await actions.run("edit", ["p2"]);
  assert.deepEqual(store.sources.value.map((source) => source.picture), ["p2"]);
  assert.deepEqual(store.form.value.sources, ["s2"]);
  assert.equal(store.view.value, "create");
  assert.equal(store.focus.value.name, "prompt");
});

withPanel("Combine takes the picture and the others that are selected, in the order of their choice", async ({ store, actions }) => {
  actions.select(["p3", "p1"]);
  assert.deepEqual(actions.meant("combine", "p2"), ["p3", "p1", "p2"]);
  assert.deepEqual(actions.meant("combine", "p1"), ["p3", "p1"]);
  assert.deepEqual(actions.meant("delete", "p2"), ["p2"]);
  await actions.run("combine", ["p3", "p1", "p2"]);
  assert.deepEqual(store.sources.value.map((source) => source.picture), ["p3", "p1", "p2"]);
});

withPanel("Vary sends the request of the picture again", async ({ store, kernel, actions }) => {
  await actions.run("vary", ["p2"]);
  const { prompt, count } = kernel.sent.find((message) => message.do === "generate");
  assert.deepEqual([prompt, count], ["a paper crane", 4]);
  await until(() => store.groups.value[0]?.state === "done");
  assert.equal(store.groups.value[0].ids.length, 4);
});

withPanel("Favourite turns the mark on for all, and off where all have it", async ({ store, actions, pages }) => {
  pages.look(0, 29);
  await until(() => cardOf(store, "p1").value.is_known);
  await actions.run("favourite", ["p1"]);
  await actions.run("favourite", ["p1", "p2"]);
  assert.deepEqual([cardOf(store, "p1").value.favourite, cardOf(store, "p2").value.favourite], [true, true]);
  await actions.run("favourite", ["p1", "p2"]);
  assert.equal(cardOf(store, "p1").value.favourite, false);
  pages.close();
});

withPanel("what is refused is said, and stays said", async ({ store, actions }) => {
  assert.equal(await actions.attempt("source", { text: "none.png" }), null);
  assert.match(store.toasts.value[0].text, /There is no none.png/);
  assert.equal(store.toasts.value[0].kind, "error");
});

withPanel("the selection is told to the kernel", async ({ kernel, actions }) => {
  actions.toggle("p1");
  actions.toggle("p2");
  actions.toggle("p1");
  assert.deepEqual(kernel.sent.filter((message) => message.do === "select").map(({ ids }) => ids), [["p1"], ["p1", "p2"], ["p2"]]);
});
