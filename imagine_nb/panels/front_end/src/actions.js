// What can be done with pictures: one table for toolbars, menus, keys and the lightbox; and the doing.
import { settingsOf } from "./choices.js";
import { copyAsCell, saveFile } from "./clipboard.js";
import { errorOf, toggled, withBlobs } from "./model.js";
import { cardOf, putSource, setSources, takeState } from "./store.js";

/** `takes` "one": runs on the first picture given; "several": on all of them. `key`: on a focused picture. `isMade`: only on what a request made. */
export const ACTIONS = [
  { name: "edit", key: "e", label: "Edit", icon: "edit", takes: "one" },
  { name: "vary", key: "v", label: "Vary", icon: "vary", takes: "one", isMade: true },
  { name: "combine", key: "c", label: "Combine", icon: "combine", takes: "several" },
  { name: "ask", key: "a", label: "Ask about it", icon: "ask", takes: "several" },
  { name: "compare", key: "m", label: "Compare", icon: "compare", takes: "several" },
  { name: "region", key: "r", label: "Region", icon: "region", takes: "one" },
  { name: "lineage", key: "l", label: "Lineage", icon: "lineage", takes: "one" },
  { name: "save", key: "s", label: "Save", icon: "save", takes: "several" },
  { name: "favourite", key: "f", label: "Favourite", icon: "star", takes: "several" },
  { name: "cell", key: "y", label: "Copy as cell", icon: "cell", takes: "one" },
  { name: "details", key: "i", label: "Details", icon: "info", takes: "one" },
  { name: "delete", key: "Delete", label: "Delete", icon: "trash", takes: "several" },
];

/** Whether an action can be done on a picture: what was not made by a request cannot be varied. */
export function isFitting(name, card) {
  const action = ACTIONS.find((each) => each.name === name);
  return !card.is_deleted && !(action.isMade && !card.request);
}

/** The actions of one view of the panel: `run(name, ids, opener)` and what the views share. */
export function makeActions({ link, store, root, model }) {
  let toasts = 0;
  const ending = new Map(); // toast -> the timer that ends it

  /** A short message at the panel's foot; `kind` "error" stays until dismissed. */
  const toast = (text, { kind = "note", undo = null, seconds = 6 } = {}) => {
    const id = ++toasts;
    // what is said again takes the place of what was said; a deletion can be taken back by its own words only
    const others = store.toasts.value.filter((each) => each.undo || undo || each.text !== text);
    store.toasts.value = [...others.slice(-3), { id, text, kind, undo }];
    if (kind !== "error") ending.set(id, setTimeout(() => dismiss(id), seconds * 1000));
    return id;
  };
  const fallBack = (text) => (store.uncopied.value = text);
  const dismiss = (id) => {
    clearTimeout(ending.get(id));
    ending.delete(id);
    store.toasts.value = store.toasts.value.filter((each) => each.id !== id);
  };

  /** Asks; what is refused is shown as a toast, and the reply is then null. */
  const attempt = async (verb, fields, buffers) => {
    try {
      return await link.ask(verb, fields, buffers);
    } catch (error) {
      toast(errorOf(error).text, { kind: "error" });
      return null;
    }
  };

  const show = (view) => {
    store.isWide.value = false; // the view must be seen
    if (store.view.value === view) return;
    store.view.value = view;
    link.ask("view", { name: view }).catch(() => {});
  };
  const select = (ids) => {
    store.selected.value = ids;
    link.ask("select", { ids }).catch(() => {});
  };
  const focus = (name) => (store.focus.value = { name });
  const closeOverlays = () => {
    store.lightbox.value = null;
    store.details.value = null;
  };

  /** Makes a picture of the gallery (`{picture}`), or a path, URL or name (`{text}`) a source at the end; gives it, or throws. */
  const addSource = async (from) => {
    const reply = await link.ask("source", from);
    const [source] = withBlobs([reply.source], reply.buffers);
    putSource(store, source);
    return source;
  };
  const useSources = async (ids, { anew }) => {
    if (anew) setSources(store, []);
    for (const id of ids) {
      try {
        await addSource({ picture: id });
      } catch (error) {
        toast(errorOf(error).text, { kind: "error" });
      }
    }
    show("create");
    focus("prompt");
  };

  const setAbout = (ids) => {
    store.about.value = ids;
    link.ask("about", { ids }).catch(() => {});
  };
  const askAbout = (ids) => {
    setAbout(ids);
    show("ask");
    focus("question");
  };
  /** Sends the form as it stands; throws what it is refused with. */
  const generate = () => link.ask("generate", settingsOf(store.form.value));
  const vary = async (id) => {
    const reply = await attempt("vary", { id });
    if (!reply) return;
    takeState(store, { form: reply.form, sources: reply.sources }, reply.buffers);
    show("create");
    await generate().catch((error) => (store.problems.value = [errorOf(error)]));
  };
  const region = async (id) => {
    await useSources([id], { anew: true });
    const [source] = store.sources.value;
    if (source) store.region.value = source.key;
  };
  const favourite = (ids) => attempt("favourite", { ids, on: !ids.every((id) => cardOf(store, id).value.favourite) });
  const save = async (ids) => {
    for (const id of ids) {
      const file = await attempt("file", { id });
      if (file) saveFile(root, file);
    }
  };
  const copyCell = async (fields, verb = "cell") => {
    const cell = await attempt(verb, fields);
    if (cell) toast(await copyAsCell(cell, { root, model, fallBack }), { seconds: 8 });
  };
  const remove = async (ids) => {
    const reply = await attempt("delete", { ids });
    if (reply) toast(reply.text, { undo: reply.undo, seconds: reply.seconds });
  };
  const undo = (token) => attempt("undo", { token });

  const doing = {
    edit: ([id]) => useSources([id], { anew: true }),
    vary: ([id]) => vary(id),
    combine: (ids) => useSources(ids, { anew: true }),
    ask: askAbout,
    compare: (ids) => {
      store.compare.value = ids;
      show("compare");
    },
    region: ([id]) => region(id),
    lineage: ([id]) => {
      store.lineage.value = id;
      show("lineage");
    },
    save,
    favourite,
    cell: ([id]) => copyCell({ of: "picture", id }),
    details: ([id], opener) => (store.details.value = { id, opener }),
    delete: remove,
  };
  const stays = new Set(["save", "favourite", "cell", "details"]); // the lightbox stays open after these

  /** The pictures that an action on one card means: those that are selected too, where it takes several. */
  const meant = (name, id) => {
    const together = name === "combine" || name === "compare" || name === "ask";
    const { value: chosen } = store.selected;
    if (together) return [...new Set([...chosen, id])];
    return [id];
  };

  return {
    run(name, ids, opener = null) {
      if (!stays.has(name)) closeOverlays();
      return doing[name](ids, opener);
    },
    meant,
    toast,
    dismiss,
    close: () => ending.forEach((timer) => clearTimeout(timer)),
    attempt,
    undo,
    show,
    select,
    toggle: (id) => select(toggled(store.selected.value, id)),
    focus,
    setAbout,
    addSource,
    generate,
    copyCell,
    cancel: (job) => attempt("cancel", { job }),
  };
}
