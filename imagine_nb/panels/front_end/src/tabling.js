// A table's conversation with the kernel: which rows, what they would cost, the run through them and its stop.
import { effect, signal } from "@preact/signals";
import { settingsOf } from "./choices.js";
import { errorOf } from "./model.js";
import { takeTabled } from "./store.js";
import { sent } from "./uploads.js";

const REST = 400; // ms without a change after which the rows are planned anew: that reads the gallery for each
const UNPLANNED = { line: "", problems: [], troubles: [], n_troubles: 0 };

/** The problems of a field; those of "" are all that have no place of their own. */
const PLACES = ["table", "template", "max_usd", "count"];
export const besideOf = (problems, field) => problems.filter((each) => (field ? each.field === field : !PLACES.includes(each.field)));

/** What the page sends of the form over a table: with the settings that Create has, too. */
export const tableFormOf = (store) => ({ ...store.tableForm.value, settings: settingsOf(store.form.value) });

/** The form over a table, its plan and problems kept true while it `isShown`, and what its buttons do. */
export function makeTabling({ link, store, actions }) {
  const plan = signal(UNPLANNED);
  const problems = signal([]); // of the last click or upload
  const isStarting = signal(false);
  const isTaking = signal(false);
  let check = 0;

  const set = (fields) => {
    store.tableForm.value = { ...store.tableForm.value, ...fields };
    problems.value = [];
  };
  const study = async () => {
    const mine = ++check;
    try {
      const { line, problems: found = [], troubles = [], n_troubles = 0 } = await link.ask("table_plan", tableFormOf(store));
      if (mine === check) plan.value = { line, problems: found, troubles, n_troubles };
    } catch (error) {
      if (mine === check && store.alive.value !== "gone") plan.value = { ...UNPLANNED, problems: [errorOf(error)] };
    }
  };
  /** Plans with a rest after each change, and once a run is over; gives a function that stops. */
  const watch = () => {
    let timer = 0;
    const stop = effect(() => {
      const isReady = store.ready.value && store.table.value && store.view.value === "table" && store.alive.value !== "gone";
      const isRunning = store.run.value && !store.run.value.is_over;
      const form = store.tableForm.value && store.form.value && store.engine.value;
      clearTimeout(timer);
      if (isReady && form && !isRunning) timer = setTimeout(study, REST);
    });
    return () => {
      stop();
      clearTimeout(timer);
    };
  };
  /** Asks for a table, by name or as a file; true where there is one. */
  const take = async (asked) => {
    problems.value = [];
    isTaking.value = true;
    try {
      const reply = await asked();
      takeTabled(store, { table: reply.table });
      return true;
    } catch (error) {
      problems.value = [{ field: "table", ...errorOf(error) }];
      return false;
    } finally {
      isTaking.value = false;
    }
  };
  const start = async () => {
    if (isStarting.value) return;
    isStarting.value = true;
    problems.value = [];
    check += 1; // an answer on its way is of the form before this click
    try {
      await link.ask("table_start", tableFormOf(store));
    } catch (error) {
      problems.value = [errorOf(error)];
    } finally {
      isStarting.value = false;
    }
  };

  return {
    plan,
    problems,
    isStarting,
    isTaking,
    set,
    watch,
    start,
    named: (text) => take(() => link.ask("table", { text })),
    upload: (file) => take(() => sent(link, file, { name: file.name || "table.csv", kind: "table", limits: store.limits.value })),
    stop: () => actions.attempt("table_stop", {}),
    copy: () => actions.copyCell(tableFormOf(store), "table_cell"),
  };
}
