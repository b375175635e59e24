import assert from "node:assert/strict";
import { test } from "node:test";
import { PAGE, Places } from "../src/pages.js";
import { until, withPanel } from "./panel.js";

const ids = (from, count) => Array.from({ length: count }, (_, i) => `p${from + i}`);

test("the pages that cover what is in sight are wanted, each once", () => {
  const places = new Places();
  assert.deepEqual(places.wanted(50, 130), [0, 1, 2]);
  places.put(1, ids(60, PAGE));
  assert.deepEqual(places.wanted(50, 130), [0, 2]);
});

test("new pictures move the others up, and what is known already is not added again", () => {
  const places = new Places();
  places.put(0, ids(0, PAGE));
  places.insert(["new", "p3"]);
  assert.equal(places.ids.get(0), "new");
  assert.equal(places.ids.get(1), "p0");
  assert.equal(places.ids.get(PAGE), "p59");
  assert.deepEqual(places.wanted(0, 1), [0], "they are asked for again");
});

test("where pictures are gone the later ones close up", () => {
  const places = new Places();
  places.put(0, ids(0, PAGE));
  places.put(3, ids(180, PAGE));
  places.remove(["p1", "p2", "elsewhere"]);
  assert.equal(places.ids.get(1), "p3");
  assert.equal(places.ids.get(178), "p180");
});

test("a shorter page ends the list", () => {
  const places = new Places();
  places.put(0, ids(0, PAGE));
  places.put(0, ids(0, 2));
  assert.equal(places.ids.size, 2);
});

test("twelve pages are kept, those nearest to what is in sight", () => {
  const places = new Places();
  for (let page = 0; page < 20; page++) places.put(page, ids(page * PAGE, PAGE));
  const forgotten = places.evict(19);
  assert.equal(forgotten.length, 8 * PAGE);
  assert.deepEqual(places.wanted(0, PAGE * 20 - 1), [0, 1, 2, 3, 4, 5, 6, 7]);
});

const withPictures = (name, size, run) => withPanel(name, run, { size });
const asked = (kernel) => kernel.sent.filter((message) => message.do === "page").map(({ offset }) => offset);

withPictures("only pages at rest are asked for", 5000, async ({ kernel, pages, store }) => {
  pages.look(0, 20);
  await until(() => store.gallery.total.value === 5000);
  for (let first = 0; first < 3000; first += 50) pages.look(first, first + 20);
  await until(() => pages.at(2960) !== undefined);
  assert.deepEqual(asked(kernel), [0, 2940]);
});

withPictures("after a scroll through all, few cards are kept, and what is chosen stays", 5000, async ({ pages, store }) => {
  store.selected.value = ["p4990"];
  for (let first = 0; first < 5000; first += PAGE) {
    pages.look(first, first + PAGE - 1);
    await until(() => pages.at(first) !== undefined);
  }
  assert.ok(store.cards.size <= 13 * PAGE, `${store.cards.size}`);
  assert.ok(store.cards.has("p4990"));
  assert.ok(!store.cards.has("p4980"));
});

withPictures("a search shows the old list until the first of the new one comes", 300, async ({ pages, store }) => {
  pages.look(0, 20);
  await until(() => pages.at(0) === "p299");
  pages.search({ text: "old map" });
  assert.equal(pages.at(0), "p299");
  await until(() => pages.at(0) === "p293");
  assert.equal(store.gallery.total.value, 42);
});

withPictures("the reply to an earlier search is let go", 300, async ({ pages, store, kernel }) => {
  pages.search({ text: "old map" });
  await until(() => asked(kernel).length === 1);
  pages.search({ text: "red fox" });
  await until(() => store.gallery.total.value > 0);
  assert.equal(store.gallery.total.value, 43);
});

withPictures("a new picture stands first at once, and in a search only if it fits", 30, async ({ pages, store, kernel }) => {
  pages.look(0, 20);
  await until(() => pages.at(0) === "p29");
  kernel.state.size = 31;
  kernel.emit("added", { cards: [{ id: "p30", alt: "a paper crane", thumb: -1 }], total: 31 });
  assert.equal(pages.at(0), "p30");
  assert.equal(pages.at(1), "p29");
  assert.equal(store.gallery.total.value, 31);
  assert.equal(pages.placeOf("p29"), 1);
});

withPictures("a range is fetched where it is not known", 500, async ({ pages }) => {
  pages.look(0, 20);
  await until(() => pages.at(0) !== undefined);
  const range = await pages.between(130, 10);
  assert.equal(range.length, 121);
  assert.deepEqual([range[0], range.at(-1)], ["p369", "p489"]);
});
