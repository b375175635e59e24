// Whole pictures, asked for when they are looked at, and the last few of them kept.
import { useEffect, useState } from "preact/hooks";

const KEPT = 64 * 2 ** 20; // bytes

export function makeImages({ link }) {
  const kept = new Map(); // id -> {blob, name}, the last used at the end
  let size = 0;

  const keep = (id, image) => {
    kept.set(id, image);
    size += image.blob.size;
    for (const [old, { blob }] of kept) {
      if (size <= KEPT || old === id) break;
      kept.delete(old);
      size -= blob.size;
    }
    return image;
  };
  return {
    /** {blob, name} of a picture's file as it is. */
    async get(id) {
      const known = kept.get(id);
      if (known) {
        kept.delete(id);
        kept.set(id, known);
        return known;
      }
      const { mime, name, buffers } = await link.ask("image", { id });
      return keep(id, { blob: new Blob([buffers[0]], { type: mime }), name });
    },
  };
}

/** The object URL of a blob while the component is mounted, or "". */
export function useUrl(blob) {
  const [url, setUrl] = useState({ blob: null, url: "" });
  useEffect(() => {
    if (!blob) return undefined;
    const made = URL.createObjectURL(blob);
    setUrl({ blob, url: made });
    return () => URL.revokeObjectURL(made);
  }, [blob]);
  return url.blob === blob ? url.url : "";
}

/** {blob, url, error} of a whole picture while the component is mounted. */
export function useImage(panel, id) {
  const [state, setState] = useState({ id: "", blob: null, error: "" });
  useEffect(() => {
    let isWanted = Boolean(id);
    if (!isWanted) return undefined;
    panel.images.get(id).then(
      ({ blob }) => isWanted && setState({ id, blob, error: "" }),
      (error) => isWanted && setState({ id, blob: null, error: error.message }),
    );
    return () => (isWanted = false);
  }, [panel, id]);
  const mine = state.id === id ? state : { blob: null, error: "" };
  return { ...mine, url: useUrl(mine.blob) };
}
