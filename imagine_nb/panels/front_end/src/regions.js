// The region of the form's one source: a mask that was painted, or a rectangle; kept with its source, and brought back.
import { batch, signal } from "@preact/signals";
import { overlay, stampOf } from "./masks.js";
import { boxIn } from "./painting.js";

/** The region of one form: `region` is its painting and a picture of that, and the rest sets it, drops it and brings it back. */
export function makeRegions({ link, store }) {
  const region = signal(null); // {of, source, steps, blob}: `of` is what the form says of it
  let recalled = ""; // what was brought back last

  /** What the form says of a region: the key of a mask or a rectangle's numbers; null where it has none. */
  const said = () => store.form.value.mask ?? store.form.value.region;
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

  return {
    region,
    dropRegion,
    /** The region from now on: `mask` a source's key or `region` "x,y,w,h"; and {source, steps, blob}, how it was painted. */
    setRegion({ mask, region: box }, painted) {
      batch(() => {
        region.value = { of: mask ?? box, ...painted };
        store.form.value = { ...store.form.value, mask, region: box };
      });
    },
    /** A region is of the one source; it goes with it. */
    keepRegion() {
      if (region.value && region.value.of !== said()) region.value = null; // the form has another one, or none
      if (said() && !store.sources.value.length) dropRegion();
      if (region.value && !store.sources.value.some(({ key }) => key === region.value.source)) dropRegion();
    },
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
