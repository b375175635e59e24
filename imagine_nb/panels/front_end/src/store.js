// The state of one view of the panel: signals, and how messages of the kernel change them.
import { batch, signal } from "@preact/signals";
import {
  EMPTY_FORM,
  EMPTY_QUERY,
  EMPTY_TABLE_FORM,
  LARGE,
  SMALL,
  groupOf,
  hasEnded,
  isOlder,
  mergedCard,
  thumbOf,
  turnOf,
  upserted,
  without,
  withBlobs,
} from "./model.js";
import { makeStream } from "./stream.js";

export function makeStore() {
  return {
    alive: signal("unknown"), // "unknown" | "live" | "busy" | "gone"
    ready: signal(false), // the first hello was answered
    engine: signal({ name: "", label: "", introduction: "", is_billed: false, needs_key: false }),
    keeps: signal(true), // whether there is a gallery
    models: signal([]),
    chatModels: signal([]),
    limits: signal({ count: 100, piece: 1048576, upload: 20971520, side: 4096, sources: 5 }),
    sorts: signal([]),
    // Create
    form: signal(EMPTY_FORM),
    sources: signal([]), // [{key, name, ..., blob}], in the order of form.sources
    price: signal({ price: "", detail: "", notices: [] }),
    problems: signal([]), // [{field, text, fix?}] of the last check or refusal of the form
    groups: signal([]), // results, newest first: [{job, prompt, created, ids, of, state}]
    jobs: signal(new Map()), // job -> its last event
    // Ask
    about: signal([]), // ids
    turns: signal([]), // [{id, question, pictures: [ids], text, text_html, ...}], oldest first
    streams: new Map(), // turn -> its text as streamed so far
    // Table
    table: signal(null), // {name, columns, n}: the rows, and what they are called
    tableForm: signal(EMPTY_TABLE_FORM), // its settings are Create's
    run: signal(null), // {id, line, n, ended, rows: [{row, id}], failures: [{row, text}], ...}: the newest run
    // what is in sight
    view: signal("create"), // "create" | "ask" | "table" | "lineage" | "compare"
    selected: signal([]), // ids in the order of their choice
    compare: signal([]), // ids
    lineage: signal(""), // id
    region: signal(null), // key of the source being painted
    lightbox: signal(null), // {id, ids, opener}
    menu: signal(null), // {id, opener, at}: the picture whose menu is open
    isNarrow: signal(false), // the panel has too little width for two columns
    isWide: signal(false), // the gallery has the whole panel
    details: signal(null), // {id, opener}
    uncopied: signal(""), // text that the clipboard refused, to be shown selected
    toasts: signal([]), // [{id, text, kind, undo?}]
    focus: signal(null), // {name: "prompt" | "question"}: who should take the focus next
    // pictures
    cards: new Map(), // id -> signal of its card
    gallery: { query: signal(EMPTY_QUERY), total: signal(0), version: signal(0), error: signal("") },
  };
}

/** The signal of a picture's card: one for each picture, empty until a message tells of it. */
export function cardOf(store, id) {
  let card = store.cards.get(id);
  if (!card) {
    card = signal({ id, alt: "", facts: [], blob: null, side: 0, is_known: false });
    store.cards.set(id, card);
  }
  return card;
}

/** Takes in the cards of a message; gives their ids. */
export function takeCards(store, cards, buffers, side) {
  batch(() => {
    for (const card of cards) {
      const known = cardOf(store, card.id);
      known.value = { ...mergedCard(known.value, card, thumbOf(card, buffers), side), is_known: true };
    }
  });
  return cards.map((card) => card.id);
}

export function takeGroup(store, group, buffers) {
  takeCards(store, group.cards, buffers, LARGE);
  const before = store.groups.value.find((each) => each.job === group.job);
  if (!isOlder(group, before)) store.groups.value = upserted(store.groups.value, groupOf(group), "job");
}

export function takeTurn(store, turn, buffers) {
  takeCards(store, turn.pictures, buffers, SMALL);
  const before = store.turns.value.find((each) => each.id === turn.id);
  if (hasEnded(before) && !hasEnded(turn)) return;
  store.turns.value = upserted(store.turns.value, turnOf(turn), "id", "end");
  streamOf(store, turn.id).set(turn.text, hasEnded(turn) ? Infinity : turn.pieces);
}

/** A turn's text while it streams. */
export function streamOf(store, turn) {
  let stream = store.streams.get(turn);
  if (!stream) store.streams.set(turn, (stream = makeStream()));
  return stream;
}

/** The signal of a turn's text, which grows while the answer streams. */
export const textOf = (store, turn) => streamOf(store, turn).text;

export function takeJob(store, job) {
  if (hasEnded(store.jobs.value.get(job.job)) && !hasEnded(job)) return;
  store.jobs.value = new Map(store.jobs.value).set(job.job, job);
}

/** Takes in what `hello` or a `state` event says: only what it names changes. */
export function takeState(store, state, buffers) {
  batch(() => {
    if (state.form) store.form.value = { ...EMPTY_FORM, ...state.form };
    if (typeof state.prompt === "string") store.form.value = { ...store.form.value, prompt: state.prompt };
    if (state.sources) setSources(store, withBlobs(state.sources, buffers, store.sources.value));
    if (state.results) takeResults(store, state.results, buffers);
    if (state.turns) takeTurns(store, state.turns, buffers);
    if (state.about) store.about.value = takeCards(store, state.about, buffers, SMALL);
    if (state.tabled) {
      store.tableForm.value = { ...EMPTY_TABLE_FORM, ...state.tabled.table_form };
      takeTabled(store, state.tabled, buffers);
    }
    if (state.selected) store.selected.value = state.selected;
    if (state.view) store.view.value = state.view;
    if (state.jobs) store.jobs.value = new Map(state.jobs.map((job) => [job.job, job]));
  });
}

/** Takes in what is told of the table: its rows, and its run unless that is known to be further. */
export function takeTabled(store, { table, run, cards = [] }, buffers) {
  batch(() => {
    takeCards(store, cards, buffers, SMALL);
    if (table) store.table.value = table;
    const { source } = store.tableForm.value;
    if (table && source && !table.columns.includes(source)) store.tableForm.value = { ...store.tableForm.value, source: "" };
    const before = store.run.value;
    if (run && !(before?.id === run.id && before.is_over && !run.is_over)) store.run.value = run;
  });
}

function takeResults(store, groups, buffers) {
  const known = new Map(store.groups.value.map((group) => [group.job, group]));
  for (const group of groups) takeCards(store, group.cards, buffers, LARGE);
  store.groups.value = groups.map((group) => (isOlder(group, known.get(group.job)) ? known.get(group.job) : groupOf(group)));
}

function takeTurns(store, turns, buffers) {
  const told = new Set(turns.map((turn) => turn.id));
  store.turns.value = store.turns.value.filter((turn) => told.has(turn.id));
  for (const turn of turns) takeTurn(store, turn, buffers);
}

/** The sources in their order; the form's keys follow. The form's mask, where it is among them, is none of them. */
export function setSources(store, sources) {
  const { mask } = store.form.value;
  const shown = sources.filter((source) => source.key !== mask);
  batch(() => {
    store.sources.value = shown;
    store.form.value = { ...store.form.value, sources: shown.map((source) => source.key) };
  });
}

/** A source more: before the first that `isLater`, else at the end; one that is there already goes there. */
export function putSource(store, source, isLater = () => false) {
  const others = store.sources.value.filter(({ key }) => key !== source.key);
  const later = others.findIndex(isLater);
  const at = later < 0 ? others.length : later;
  setSources(store, [...others.slice(0, at), source, ...others.slice(at)]);
}

/** The model that the form names, as the kernel told of it; undefined for another one. */
export const modelOf = (store) => store.models.value.find(({ name }) => name === store.form.value.model);

/** Takes in what `hello` says beside the state. */
export function takeHello(store, reply) {
  batch(() => {
    store.engine.value = reply.engine;
    store.keeps.value = reply.keeps ?? true;
    store.models.value = reply.models ?? [];
    store.chatModels.value = reply.chat_models ?? [];
    store.limits.value = { ...store.limits.value, ...reply.limits };
    store.sorts.value = reply.sorts ?? [];
    takeState(store, reply.state ?? {}, reply.buffers);
    store.ready.value = true;
  });
}

/** Pictures that are on their way out leave what they were chosen for; their deletion can still be taken back. */
export function unchoose(store, going) {
  batch(() => {
    for (const list of [store.selected, store.about, store.compare]) list.value = without(list.value, going);
  });
}

/** Pictures that are gone leave every list of the page. */
export function forget(store, gone) {
  batch(() => {
    unchoose(store, gone);
    store.groups.value = store.groups.value
      .map((group) => ({ ...group, ids: without(group.ids, gone) }))
      .filter((group) => group.ids.length || group.state === "running");
    if (gone.includes(store.lineage.value)) store.lineage.value = "";
  });
}
