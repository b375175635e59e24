// What the kernel says unasked, brought into the store.
import { batch } from "@preact/signals";
import { GONE, logBug } from "./link.js";
import { SMALL } from "./model.js";
import {
  forget,
  streamOf,
  takeCards,
  takeGroup,
  takeHello,
  takeJob,
  takeState,
  takeTabled,
  takeTurn,
  unchoose,
} from "./store.js";

/** Hears the link's events for one view, and says hello whenever the kernel comes (back); gives a function that stops. */
export function listen({ link, store, pages, actions }) {
  const hello = () =>
    link
      .ask("hello")
      .then((reply) => takeHello(store, reply))
      .catch((error) => error.message !== GONE && actions.toast(error.message, { kind: "error" })); // of a kernel that is gone the banner tells
  const heard = {
    alive(state) {
      const before = store.alive.value;
      store.alive.value = state;
      if (state === "live" && before === "gone") hello().then(() => pages.refresh());
    },
    job(event) {
      const { v, event: _, buffers, ...job } = event;
      logBug(job.error);
      takeJob(store, job);
    },
    result: ({ group, buffers }) => takeGroup(store, group, buffers),
    text: ({ turn, pieces: number, piece }) => streamOf(store, turn).add(number, piece),
    turn: ({ turn, buffers }) => takeTurn(store, turn, buffers),
    table: ({ table, run, cards, buffers }) => takeTabled(store, { table, run, cards }, buffers),
    added({ cards, total, buffers }) {
      batch(() => pages.added(takeCards(store, cards, buffers, SMALL), total));
    },
    changed({ cards = [], gone = [], total, buffers }) {
      batch(() => {
        takeCards(store, cards, buffers, SMALL);
        pages.changed(cards.map((card) => card.id), gone, total);
        unchoose(store, cards.filter((card) => card.is_deleted).map((card) => card.id));
        forget(store, gone);
      });
    },
    /** `by` is the message of a view that has it so already, and may be further by now. */
    state({ buffers, by = "", ...state }) {
      if (!by.startsWith(`${link.view}-`)) takeState(store, state, buffers);
    },
    reset({ total }) {
      store.gallery.total.value = total;
      pages.refresh();
    },
    engine: ({ engine }) => (store.engine.value = engine),
  };
  const offs = Object.entries(heard).map(([event, hear]) => link.on(event, hear));
  hello();
  return () => offs.forEach((off) => off());
}
