// How pictures become sources of the form: files that are dropped, pasted or chosen, pictures of the gallery, addresses.
import { batch, signal } from "@preact/signals";
import { reordered } from "./choices.js";
import { overlay, stampOf } from "./masks.js";
import { errorOf, withBlobs } from "./model.js";
import { boxIn } from "./painting.js";
import { modelOf, putSource, setSources } from "./store.js";
import { filesIn, namedIn, upload } from "./uploads.js";

/** The sources of one form: `uploads` on their way, the `problem` of the last one refused, and what adds and moves them. */
export function makeSourcing({ link, store, actions }) {
  const uploads = signal([]); // [{id, name, share, stop}]
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
    const name = file.name || "The pasted picture";
    if (!fits(name)) return;
    const id = ++count;
    const controller = new AbortController();
    uploads.value = [...uploads.value, { id, name, share: 0, stop: () => controller.abort() }];
    try {
      const options = { limits: store.limits.value, signal: controller.signal, told: (share) => change(id, { share }) };
      const reply = await upload(link, file, options);
      putSource(store, withBlobs([reply.source], reply.buffers)[0]);
    } catch (error) {
      if (error.name !== "AbortError") problem.value = errorOf(error).text;
    } finally {
      uploads.value = uploads.value.filter((each) => each.id !== id);
    }
  };
  const add = async (from, name) => {
    if (!fits(name)) return false;
    try {
      await actions.addSource(from);
      return true;
    } catch (error) {
      problem.value = errorOf(error).text;
      return false;
    }
  };

  return {
    uploads,
    problem,
    region,
    dropRegion,
    addFiles(files) {
      problem.value = "";
      return Promise.all(files.map(addFile));
    },
    async addPictures(ids) {
      problem.value = "";
      const known = new Set(store.sources.value.map(({ picture }) => picture));
      for (const id of ids) if (!known.has(id)) await add({ picture: id }, "a picture");
    },
    /** A path, a URL or a variable's name; true where it became a source. */
    addText(text) {
      problem.value = "";
      return add({ text }, text);
    },
    /** What a drop or a paste brings. */
    async take(transfer) {
      const files = filesIn(transfer);
      if (files.length) return this.addFiles(files);
      const { pictures, texts } = namedIn(transfer);
      if (pictures.length) return this.addPictures(pictures);
      for (const text of texts) await this.addText(text);
      return undefined;
    },
    remove(key) {
      problem.value = "";
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
