// The form's conversation with the kernel: what a request would cost, and sending it.
import { computed, effect, signal } from "@preact/signals";
import { countProblem, settingsOf } from "./choices.js";
import { errorOf } from "./model.js";

const UNPRICED = { price: "", detail: "", notices: [] };
const REST = 120; // ms without a change after which the form is checked

/** The running requests of a kind, the newest first. */
export const runningOf = (jobs, kind) => [...jobs.values()].filter((job) => job.kind === kind && job.state === "running").reverse();

/** The request for pictures that ended last. */
export const endedOf = (jobs) => [...jobs.values()].filter(({ kind, state }) => kind === "imagine" && state !== "running").at(-1);

const BESIDE = ["prompt", "sources", "region", "count"]; // fields that have a place for their problems

/** The problems of a field; those of "" are all that have no place of their own. */
export const problemsOf = (problems, field) =>
  problems.filter((problem) => (field ? problem.field === field : !BESIDE.includes(problem.field)));

/** A form as it is set, its price and problems kept true, and what its buttons do. */
export function makeMaking({ link, store, actions }) {
  const starting = signal(0); // requests sent of which the kernel said nothing yet
  const running = computed(() => runningOf(store.jobs.value, "imagine"));
  const seen = signal(""); // the request that had ended last at the last click: its ending is told no more
  let check = 0;

  const set = (fields) => (store.form.value = { ...store.form.value, ...fields });
  const own = () => {
    const text = countProblem(store.form.value.count, store.limits.value.count);
    return text ? [{ field: "count", text }] : [];
  };
  /** Asks for the price of the form as it is; a later answer wins over an earlier one. */
  const price = async () => {
    const mine = ++check;
    try {
      const reply = await link.ask("form", settingsOf(store.form.value));
      if (mine !== check) return;
      const problems = (reply.problems ?? []).filter(({ field }) => field !== "count" || own().length === 0);
      store.price.value = own().length ? UNPRICED : { price: reply.price ?? "", detail: reply.detail ?? "", notices: reply.notices ?? [] };
      store.problems.value = [...own(), ...problems];
    } catch (error) {
      if (mine === check && store.alive.value !== "gone") store.problems.value = [...own(), errorOf(error)];
    }
  };
  /** Watches the form, with a rest after each change; gives a function that stops. */
  const watch = () => {
    let timer = 0;
    const stop = effect(() => {
      const isReady = store.ready.value && store.form.value && store.engine.value && store.alive.value !== "gone";
      clearTimeout(timer);
      if (isReady) timer = setTimeout(price, REST);
    });
    return () => {
      stop();
      clearTimeout(timer);
    };
  };
  const submit = async () => {
    seen.value = endedOf(store.jobs.value)?.job ?? "";
    const problems = own();
    store.problems.value = problems;
    if (problems.length) return problems[0].field;
    starting.value += 1;
    check += 1; // an answer on its way is of the form before this click
    try {
      await actions.generate();
    } catch (error) {
      store.problems.value = [errorOf(error)];
      return store.problems.value[0].field;
    } finally {
      starting.value -= 1;
    }
    return null;
  };
  const cancel = () => Promise.all(running.value.map(({ job }) => actions.cancel(job)));

  return { starting, running, seen, set, watch, submit, cancel };
}
