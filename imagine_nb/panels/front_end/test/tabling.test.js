import assert from "node:assert/strict";
import { test } from "node:test";

import { takeTabled, makeStore } from "../src/store.js";
import { besideOf, makeTabling } from "../src/tabling.js";
import { isTable } from "../src/uploads.js";
import { until, withPanel } from "./panel.js";

const TABLE = { name: "df", columns: ["colour", "animal"], n: 3 };
const run = (fields) => ({ id: "r1", line: "1 of 3 rows", n: 3, ended: 1, is_over: false, rows: [], failures: [], n_failures: 0, text: "", ...fields });
const told = (kernel, verb) => kernel.sent.filter((message) => message.do === verb);

withPanel("the plan follows the form, once for changes that come together", async ({ link, store, actions, kernel }) => {
  const tabling = makeTabling({ link, store, actions });
  takeTabled(store, { table: TABLE });
  store.view.value = "table";
  const stop = tabling.watch();
  for (const prompt of ["a", "a {", "a {colour}"]) tabling.set({ prompt });
  await until(() => tabling.plan.value.line !== "");
  assert.equal(told(kernel, "table_plan").length, 1);
  assert.equal(told(kernel, "table_plan")[0].prompt, "a {colour}");
  assert.equal(told(kernel, "table_plan")[0].settings.count, 1);
  stop();
});

withPanel("a view that is not shown plans nothing", async ({ link, store, actions, kernel }) => {
  const tabling = makeTabling({ link, store, actions });
  takeTabled(store, { table: TABLE });
  const stop = tabling.watch();
  tabling.set({ prompt: "a {colour}" });
  await new Promise((go) => setTimeout(go, 450));
  assert.equal(told(kernel, "table_plan").length, 0);
  stop();
});

withPanel("a refused start stands beside its field, and the next change takes it away", async ({ link, store, actions }) => {
  const tabling = makeTabling({ link, store, actions });
  tabling.set({ prompt: "no table" });
  await tabling.start();
  assert.equal(besideOf(tabling.problems.value, "template").length, 1);
  assert.equal(besideOf(tabling.problems.value, "").length, 0);
  tabling.set({ prompt: "a {colour}" });
  assert.equal(tabling.problems.value.length, 0);
});

withPanel("a table that there is not is told beside the rows", async ({ link, store, actions }) => {
  const tabling = makeTabling({ link, store, actions });
  assert.equal(await tabling.named("nobody"), false);
  assert.match(besideOf(tabling.problems.value, "table")[0].text, /no table/);
  assert.equal(await tabling.named("df"), true);
  assert.equal(store.table.value.n, 3);
});

test("what is told late of a run that is over changes nothing, and another run takes its place", () => {
  const store = makeStore();
  takeTabled(store, { run: run({ is_over: true, line: "3 of 3 rows" }) });
  takeTabled(store, { run: run() });
  assert.equal(store.run.value.line, "3 of 3 rows");
  takeTabled(store, { run: run({ id: "r2" }) });
  assert.equal(store.run.value.id, "r2");
});

test("a column that another table lacks is no source any more", () => {
  const store = makeStore();
  store.tableForm.value = { ...store.tableForm.value, source: "file" };
  takeTabled(store, { table: { ...TABLE, columns: ["file"] } });
  assert.equal(store.tableForm.value.source, "file");
  takeTabled(store, { table: TABLE });
  assert.equal(store.tableForm.value.source, "");
});

test("a table is told by its file's name", () => {
  assert.deepEqual(["a.csv", "A.TSV", "a.png", undefined].map((name) => isTable({ name })), [true, true, false, false]);
});
