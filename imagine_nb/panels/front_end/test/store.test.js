import assert from "node:assert/strict";
import { cardOf, textOf } from "../src/store.js";
import { cardOf as made, picture } from "./fake_kernel.js";
import { until, withPanel } from "./panel.js";

withPanel("hello brings the engine, what can be set, and the form", async ({ store }) => {
  assert.equal(store.engine.value.label, "Print shop, not Grok");
  assert.equal(store.models.value.length, 2);
  assert.equal(store.form.value.model, "grok-imagine-image");
  assert.equal(store.alive.value, "live");
});

withPanel("what hello is refused with is said", async ({ store, kernel }) => {
  kernel.verbs.hello = () => ({ ok: false, error: { text: "The gallery cannot be used.", field: "" } });
  kernel.emit("gone");
  kernel.emit("engine", { engine: store.engine.value });
  await until(() => store.toasts.value.length);
  assert.deepEqual(store.toasts.value.map(({ text, kind }) => [text, kind]), [["The gallery cannot be used.", "error"]]);
});

withPanel("results come as groups of ids, the newest first, and their cards have the thumbnails", async ({ store, kernel }) => {
  kernel.emit("result", { group: { job: "a", prompt: "one", of: 1, state: "done", cards: [{ ...made(1), thumb: 0 }] } }, [picture(1)]);
  kernel.emit("result", { group: { job: "b", prompt: "two", of: 2, state: "running", cards: [] } });
  kernel.emit("result", { group: { job: "b", prompt: "two", of: 2, state: "running", cards: [{ ...made(2), thumb: 0 }] } }, [picture(2)]);
  assert.deepEqual(store.groups.value.map(({ job, ids }) => [job, ids]), [["b", ["p2"]], ["a", ["p1"]]]);
  assert.equal(cardOf(store, "p1").value.blob.size, picture(1).byteLength);
});

withPanel("a smaller thumbnail, or none, never replaces a larger", async ({ store, kernel }) => {
  kernel.emit("result", { group: { job: "a", prompt: "", of: 1, state: "done", cards: [{ ...made(1), thumb: 0 }] } }, [picture(1)]);
  const { blob } = cardOf(store, "p1").value;
  kernel.emit("changed", { cards: [{ ...made(1), favourite: true, thumb: -1 }], gone: [], total: 30 });
  kernel.emit("added", { cards: [{ ...made(1), favourite: true, thumb: 0 }], total: 30 }, [picture(5)]);
  const card = cardOf(store, "p1").value;
  assert.equal(card.blob, blob);
  assert.equal(card.side, 512);
  assert.equal(card.favourite, true);
});

withPanel("pictures that are gone leave every list", async ({ store, kernel }) => {
  kernel.emit("result", { group: { job: "a", prompt: "", of: 2, state: "done", cards: [made(1), made(2)] } });
  store.selected.value = ["p1", "p2"];
  store.about.value = ["p2"];
  store.lineage.value = "p2";
  kernel.emit("changed", { cards: [], gone: ["p2"], total: 29 });
  assert.deepEqual([store.selected.value, store.about.value, store.lineage.value], [["p1"], [], ""]);
  assert.deepEqual(store.groups.value[0].ids, ["p1"]);
  kernel.emit("changed", { cards: [], gone: ["p1"], total: 28 });
  assert.deepEqual(store.groups.value, []);
});

withPanel("a deletion can be taken back: the picture is no longer chosen, but its result stays", async ({ store, kernel, actions }) => {
  kernel.emit("result", { group: { job: "a", prompt: "", of: 1, state: "done", cards: [made(1)] } });
  store.selected.value = ["p1"];
  await actions.run("delete", ["p1"]);
  assert.deepEqual(store.selected.value, []);
  assert.equal(cardOf(store, "p1").value.is_deleted, true);
  const [toast] = store.toasts.value;
  await actions.undo(toast.undo);
  actions.dismiss(toast.id);
  assert.equal(cardOf(store, "p1").value.is_deleted, false);
  assert.deepEqual(store.groups.value[0].ids, ["p1"]);
});

withPanel("an answer's text grows by its pieces and ends as the turn says", async ({ store, link }) => {
  const { turn } = await link.ask("ask", { question: "What is it?", pictures: ["p1"] });
  await until(() => store.turns.value[0]?.state === "done");
  assert.match(textOf(store, turn).value, /^The disc stands .* from above\.$/);
  assert.deepEqual(store.turns.value[0].pictures, ["p1"]);
});

withPanel("what is told late takes nothing back", async ({ store, kernel }) => {
  const group = (state, ...numbers) => ({ group: { job: "a", prompt: "", of: 2, state, cards: numbers.map((number) => made(number)) } });
  for (const message of [group("running", 1), group("running"), group("done", 1, 2), group("running", 1)]) kernel.emit("result", message);
  assert.deepEqual([store.groups.value[0].state, store.groups.value[0].ids], ["done", ["p1", "p2"]]);
  kernel.emit("job", { job: "a", state: "done" });
  kernel.emit("job", { job: "a", state: "running" });
  assert.equal(store.jobs.value.get("a").state, "done");
});

withPanel("what a cell sets is followed, and only that", async ({ store, kernel }) => {
  store.form.value = { ...store.form.value, count: 7 };
  kernel.emit("state", { prompt: "a hat", view: "ask", selected: ["p4"] });
  assert.equal(store.form.value.prompt, "a hat");
  assert.equal(store.form.value.count, 7);
  assert.deepEqual([store.view.value, store.selected.value], ["ask", ["p4"]]);
});

withPanel("a kernel that comes back is greeted anew", async ({ store, kernel }) => {
  const hellos = () => kernel.sent.filter((message) => message.do === "hello").length;
  kernel.fire("comm:close");
  assert.equal(store.alive.value, "gone");
  kernel.fire("msg:custom", { v: 1, re: "x", ok: true });
  assert.equal(store.alive.value, "live");
  assert.equal(hellos(), 2);
});

withPanel("what another view of the panel chose is chosen here; what this one did is not told to it again", async ({ store, kernel, link }) => {
  kernel.emit("state", { selected: ["p2"], by: "other-4" });
  assert.deepEqual(store.selected.value, ["p2"]);
  store.selected.value = ["p2", "p3"];
  kernel.emit("state", { selected: ["p2"], by: `${link.view}-9` });
  assert.deepEqual(store.selected.value, ["p2", "p3"]);
});
