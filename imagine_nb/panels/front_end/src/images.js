// Whole pictures, asked for when they are looked at, and the last few of them kept; and object URLs that end with their component.
import { useEffect, useRef, useState } from "preact/hooks";

const KEPT = 64 * 2 ** 20; // bytes

/** Keeps the blobs last used, up to `most` bytes; at least the newest. */
export function makeShelf(most = KEPT) {
  const kept = new Map(); // id -> {blob, name}, the last used at the end
  return {
    get(id) {
      const image = kept.get(id);
      if (image) {
        kept.delete(id);
        kept.set(id, image);
      }
      return image;
    },
    put(id, image) {
      kept.delete(id);
      kept.set(id, image);
      let size = [...kept.values()].reduce((sum, { blob }) => sum + blob.size, 0);
      for (const [old, { blob }] of kept) {
        if (size <= most || old === id) break;
        kept.delete(old);
        size -= blob.size;
      }
      return image;
    },
  };
}

export function makeImages({ link }) {
  const shelf = makeShelf();
  return {
    /** {blob, name} of a picture's file as it is. */
    async get(id) {
      const known = shelf.get(id);
      if (known) return known;
      const { mime, name, buffers } = await link.ask("image", { id });
      return shelf.put(id, { blob: new Blob([buffers[0]], { type: mime }), name });
    },
  };
}

/** The object URL of a blob while the component is mounted, or "". */
export function useUrl(blob) {
  const held = useRef({ blob: null, url: "" });
  if (held.current.blob !== blob) {
    if (held.current.url) URL.revokeObjectURL(held.current.url);
    held.current = { blob, url: blob ? URL.createObjectURL(blob) : "" };
  }
  useEffect(() => () => URL.revokeObjectURL(held.current.url), []);
  return held.current.url;
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
