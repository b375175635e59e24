// How pictures become sources of the form: files that are dropped, pasted or chosen, pictures of the gallery, addresses.
import { signal } from "@preact/signals";
import { reordered } from "./choices.js";
import { altOf, errorOf, withBlobs } from "./model.js";
import { makeRegions } from "./regions.js";
import { cardOf, modelOf, putSource, setSources } from "./store.js";
import { filesIn, namedIn, upload } from "./uploads.js";

const nameOf = (file) => file.name || "The pasted picture";

/** Names in a sentence: "a", "a and b", "a, b and c". */
const listed = (names) => [names.slice(0, -1).join(", "), names.at(-1)].filter(Boolean).join(" and ");

/** The sources of one form: `uploads` on their way, the `problems` of those refused, what adds and moves them, and their region. */
export function makeSourcing({ link, store, actions }) {
  const uploads = signal([]); // [{id, name, share, stop}]
  const problems = signal([]); // sentences, of one drop, paste or choice
  const regions = makeRegions({ link, store });
  const chosen = new Map(); // source -> the number of its upload
  let count = 0;

  const most = () => modelOf(store)?.max_sources ?? store.limits.value.sources;
  const tell = (text) => (problems.value = [...problems.value, text]);
  /** Whether one more fits beside those that are and those on their way. */
  const fits = () => store.sources.value.length + uploads.value.length < most();
  const leaveOut = (names) => {
    if (!names.length) return;
    const takes = most() === 1 ? "1 source" : `${most()} sources`;
    const left = `${listed(names)} ${names.length === 1 ? "was" : "were"} left out`;
    tell(`${modelOf(store)?.label ?? "The model"} takes ${takes}: ${left}.`);
  };
  /** An upload takes its place before those that were chosen after it, whichever is there first. */
  const put = (source, id) => {
    putSource(store, source, ({ key }) => chosen.get(key) > id);
    chosen.set(source.key, id);
    regions.keepRegion();
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
      put(withBlobs([reply.source], reply.buffers)[0], id);
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
    ...regions,
    uploads,
    problems,
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
        else out.push(altOf(cardOf(store, id).value));
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
      regions.keepRegion();
    },
    move(from, to) {
      setSources(store, reordered(store.sources.value, from, to));
    },
  };
}
