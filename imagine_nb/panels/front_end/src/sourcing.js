// How pictures become sources of the form: files that are dropped, pasted or chosen, pictures of the gallery, addresses.
import { batch, signal } from "@preact/signals";
import { reordered } from "./choices.js";
import { overlay, stampOf } from "./masks.js";
import { errorOf, withBlobs } from "./model.js";
<<<<<<< HEAD
import { cardOf, setSources } from "./store.js";
=======
import { boxIn } from "./painting.js";
import { modelOf, putSource, setSources } from "./store.js";
>>>>>>> review
import { filesIn, namedIn, upload } from "./uploads.js";

const nameOf = (file) => file.name || "The pasted picture";

/** Names in a sentence: "a", "a and b", "a, b and c". */
const listed = (names) => [names.slice(0, -1).join(", "), names.at(-1)].filter(Boolean).join(" and ");

/** The sources of one form: `uploads` on their way, the `problems` of those refused, and what adds and moves them. */
export function makeSourcing({ link, store, actions }) {
  const uploads = signal([]); // [{id, name, share, stop}]
<<<<<<< HEAD
  const problems = signal([]); // sentences, of one drop, paste or choice
  const region = signal(null); // {key, source, steps, blob}: the mask in the form, its painting and a picture of it
  const recalled = { key: "" };
  const chosen = new Map(); // source -> the number of its upload
  let count = 0;

  const model = () => store.models.value.find(({ name }) => name === store.form.value.model);
  const most = () => model()?.max_sources ?? store.limits.value.sources;
  const tell = (text) => (problems.value = [...problems.value, text]);
  /** Whether one more fits beside those that are and those on their way. */
  const fits = () => store.sources.value.length + uploads.value.length < most();
  const leaveOut = (names) => {
    if (!names.length) return;
    const takes = most() === 1 ? "1 source" : `${most()} sources`;
    const left = `${listed(names)} ${names.length === 1 ? "was" : "were"} left out`;
    tell(`${model()?.label ?? "The model"} takes ${takes}: ${left}.`);
  };
  /** An upload takes its place before those that were chosen after it, whichever is there first. */
  const put = (source, id) => {
    const others = store.sources.value.filter(({ key }) => key !== source.key);
    const after = others.findIndex(({ key }) => chosen.get(key) > id);
    chosen.set(source.key, id);
    const at = after < 0 ? others.length : after;
    setSources(store, [...others.slice(0, at), source, ...others.slice(at)]);
    keepRegion();
  };
=======
  const problem = signal("");
  const region = signal(null); // {of, source, steps, blob}: the region in the form, its painting and a picture of it
  let recalled = ""; // the region that was asked for again last
  let count = 0;

  const most = () => modelOf(store)?.max_sources ?? store.limits.value.sources;
  /** Whether one more fits beside those that are and those on their way; says so where not. */
  const fits = (name) => {
    if (store.sources.value.length + uploads.value.length < most()) return true;
    const takes = most() === 1 ? "1 source" : `${most()} sources`;
    problem.value = `${modelOf(store)?.label ?? "The model"} takes ${takes}: ${name} was left out.`;
    return false;
  };
  /** What the form says of a region: the key of a mask or a rectangle's numbers; null where it has none. */
  const said = () => store.form.value.mask ?? store.form.value.region;
>>>>>>> review
  /** A region is of the one source; it goes with it. */
  const keepRegion = () => {
    if (region.value && region.value.of !== said()) region.value = null; // the form has another one, or none
    if (said() && !store.sources.value.length) dropRegion();
    if (region.value && !store.sources.value.some(({ key }) => key === region.value.source)) dropRegion();
  };
  const dropRegion = () =>
    batch(() => {
      region.value = null;
      recalled = "";
      store.form.value = { ...store.form.value, mask: null, region: null };
    });
  const stamped = async (key) => {
    const { mime, width, height, buffers } = await link.ask("source_image", { key });
    return { steps: [await stampOf(new Blob([buffers[0]], { type: mime }))], size: { width, height } };
  };
  const boxed = (text, { width, height }) => {
    const box = boxIn(text);
    return { steps: box && width ? [{ tool: "rectangle", box }] : [], size: { width, height } };
  };
  const change = (id, fields) => (uploads.value = uploads.value.map((each) => (each.id === id ? { ...each, ...fields } : each)));

  const addFile = async (file) => {
    const name = nameOf(file);
    const id = ++count;
    const controller = new AbortController();
    uploads.value = [...uploads.value, { id, name, share: 0, stop: () => controller.abort() }];
    try {
      const options = { limits: store.limits.value, signal: controller.signal, told: (share) => change(id, { share }) };
      const reply = await upload(link, file, options);
<<<<<<< HEAD
      put(withBlobs([reply.source], reply.buffers)[0], id);
=======
      putSource(store, withBlobs([reply.source], reply.buffers)[0]);
>>>>>>> review
    } catch (error) {
      if (error.name !== "AbortError") tell(errorOf(error).text);
    } finally {
      uploads.value = uploads.value.filter((each) => each.id !== id);
    }
  };
  const add = async (from) => {
    try {
      await actions.addSource(from);
      return true;
    } catch (error) {
      tell(errorOf(error).text);
      return false;
    }
  };

  const addNamed = (text) => {
    if (fits()) return add({ text });
    leaveOut([text]);
    return false;
  };

  return {
    uploads,
    problems,
    region,
    dropRegion,
    /** As many as fit, in their order; the place of one that is refused is the next one's. */
    async addFiles(files) {
      problems.value = [];
      const going = new Set();
      const out = [];
      for (const file of files) {
        while (!fits() && going.size) await Promise.race(going);
        if (!fits()) {
          out.push(nameOf(file));
          continue;
        }
        const sending = addFile(file).finally(() => going.delete(sending));
        going.add(sending);
      }
      leaveOut(out);
      await Promise.all(going);
    },
    async addPictures(ids) {
      problems.value = [];
      const known = new Set(store.sources.value.map(({ picture }) => picture));
      const out = [];
      for (const id of ids.filter((each) => !known.has(each))) {
        if (fits()) await add({ picture: id });
        else out.push(cardOf(store, id).value.alt || "a picture");
      }
      leaveOut(out);
    },
    /** A path, a URL or a variable's name; true where it became a source. */
    async addText(text) {
      problems.value = [];
      return addNamed(text);
    },
    /** What a drop or a paste brings. */
    async take(transfer) {
      const files = filesIn(transfer);
      if (files.length) return this.addFiles(files);
      const { pictures, texts } = namedIn(transfer);
      if (pictures.length) return this.addPictures(pictures);
      problems.value = [];
      for (const text of texts) await addNamed(text);
      return undefined;
    },
    remove(key) {
      problems.value = [];
      setSources(store, store.sources.value.filter((source) => source.key !== key));
      keepRegion();
    },
    move(from, to) {
      setSources(store, reordered(store.sources.value, from, to));
    },
    /** The region of the form from now on: `mask` a source's key or `region` "x,y,w,h"; and how it was painted. */
    setRegion({ mask, region: box }, painted) {
      batch(() => {
        region.value = { of: mask ?? box, ...painted };
        store.form.value = { ...store.form.value, mask, region: box };
      });
    },
    keepRegion,
    /** Brings back the region of a form that the kernel kept: its rectangle, or its mask's own picture. */
    async recallRegion() {
      const { mask, region: box } = store.form.value;
      const of = said();
      const [source] = store.sources.value;
      if (!of || !source || of === region.value?.of || of === recalled) return;
      recalled = of;
      const { steps, size } = await (mask ? stamped(mask) : boxed(box, source));
      const blob = steps.length ? await overlay(steps, size) : null;
      if (said() === of) region.value = { of, source: source.key, steps, blob };
    },
  };
}
