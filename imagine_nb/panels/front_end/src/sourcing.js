// How pictures become sources of the form: files that are dropped, pasted or chosen, pictures of the gallery, addresses.
import { signal } from "@preact/signals";
import { reordered } from "./choices.js";
import { overlay, stampOf } from "./masks.js";
import { errorOf, withBlobs } from "./model.js";
import { setSources } from "./store.js";
import { filesIn, namedIn, upload } from "./uploads.js";

/** The sources of one form: `uploads` on their way, the `problem` of the last one refused, and what adds and moves them. */
export function makeSourcing({ link, store, actions }) {
  const uploads = signal([]); // [{id, name, share, stop}]
  const problem = signal("");
  const region = signal(null); // {key, source, steps, blob}: the mask in the form, its painting and a picture of it
  const recalled = { key: "" };
  let count = 0;

  const model = () => store.models.value.find(({ name }) => name === store.form.value.model);
  const most = () => model()?.max_sources ?? store.limits.value.sources;
  /** Whether one more fits beside those that are and those on their way; says so where not. */
  const fits = (name) => {
    if (store.sources.value.length + uploads.value.length < most()) return true;
    const takes = most() === 1 ? "1 source" : `${most()} sources`;
    problem.value = `${model()?.label ?? "The model"} takes ${takes}: ${name} was left out.`;
    return false;
  };
  const put = (source) => {
    const others = store.sources.value.filter(({ key }) => key !== source.key);
    setSources(store, [...others, source]);
    keepRegion();
  };
  /** A region is of the one source; it goes with it. */
  const keepRegion = () => {
    const { mask } = store.form.value;
    if (mask && !store.sources.value.length) dropRegion();
    if (region.value && !store.sources.value.some(({ key }) => key === region.value.source)) dropRegion();
  };
  const dropRegion = () => {
    region.value = null;
    store.form.value = { ...store.form.value, mask: null };
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
      put(withBlobs([reply.source], reply.buffers)[0]);
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
    setRegion(mine) {
      region.value = mine;
      store.form.value = { ...store.form.value, mask: mine.key };
    },
    keepRegion,
    /** Brings back the region of a form that the kernel kept, from its mask's own picture. */
    async recallRegion() {
      const { mask } = store.form.value;
      const [source] = store.sources.value;
      if (!mask || !source || mask === region.value?.key || mask === recalled.key) return;
      recalled.key = mask;
      const { mime, width, height, buffers } = await link.ask("source_image", { key: mask });
      const steps = [await stampOf(new Blob([buffers[0]], { type: mime }))];
      const blob = await overlay(steps, { width, height });
      if (store.form.value.mask === mask) region.value = { key: mask, source: source.key, steps, blob };
    },
  };
}
