import assert from "node:assert/strict";
import { cardOf } from "../src/store.js";
import { makeWanted } from "../src/wanted.js";
import { until, withPanel } from "./panel.js";

const withWanted = (name, run) =>
  withPanel(
    name,
    (panel) => run(panel, makeWanted(panel), () => panel.kernel.sent.filter((message) => message.do === "cards")),
    { size: 300 },
  );

withWanted("what is wanted in one turn is asked for together, a dozen in a message", async ({ store }, want, asked) => {
  for (let number = 0; number < 150; number++) want(`p${number}`);
  want("p0");
  await until(() => cardOf(store, "p149").value.is_known);
  assert.deepEqual(asked().map(({ ids }) => ids.length), [...Array(12).fill(12), 6]);
});

withWanted("a larger thumbnail is asked for beside the smaller", async ({ store }, want, asked) => {
  want("p1", 256);
  want("p1", 512);
  await until(() => cardOf(store, "p1").value.side === 512);
  assert.deepEqual(asked().map(({ side }) => side), [256, 512]);
});

withWanted("one that is gone keeps none of the others away", async ({ store, kernel }, want) => {
  kernel.state.gone.add("p2");
  for (const id of ["p1", "p2", "p3"]) want(id);
  await until(() => cardOf(store, "p3").value.is_known && cardOf(store, "p1").value.is_known);
  assert.equal(cardOf(store, "p2").value.is_known, false);
});
