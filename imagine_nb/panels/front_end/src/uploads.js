/** Files sent to the kernel: in pieces, each acknowledged, as one large message is lost without a word. */

import { within } from "./shrink.js";

/** The type of what is dragged where that is a picture of the panel: its id. */
export const PICTURE = "application/x-imagine-picture";

export const AT_ONCE = 4; // pieces on their way, not acknowledged

/** How many pieces of `piece` bytes a file takes; an empty one takes one, so that it is answered. */
export const piecesOf = (size, piece) => Math.max(1, Math.ceil(size / piece));

/**
 * Sends a blob and returns the last reply, which names what it became. `told(share)` hears how much of
 * it has arrived, from 0 to 1. Rejects with what the kernel refused, or with an AbortError.
 */
export async function sent(link, blob, { name, kind = "picture", was = "", limits, told = () => {}, signal }) {
  const about = { name, size: blob.size, kind, shrunk: was };
  const { upload } = await link.ask("upload", about);
  const total = piecesOf(blob.size, limits.piece);
  let last = null;
  let next = 0;
  let arrived = 0;
  const carry = async () => {
    while (next < total) {
      signal?.throwIfAborted();
      const index = next++;
      const bytes = await blob.slice(index * limits.piece, (index + 1) * limits.piece).arrayBuffer();
      const reply = await link.ask("piece", { upload, index }, [bytes]);
      if (reply.source || reply.table) last = reply;
      told(++arrived / total);
    }
  };
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, total) }, carry)).catch((error) => {
    next = total; // of a refused file no more is sent
    throw error;
  });
  if (!last) throw new Error(`${name} did not arrive whole. Upload it again.`);
  return last;
}

/** Sends a file, made smaller in the page where it is over the limit; see `sent`. */
export async function upload(link, file, options) {
  const { blob, name, was } = await within(file, options.limits);
  return sent(link, blob, { ...options, name, was });
}

/** The files of a drop or a paste that may be pictures. */
export function filesIn(transfer) {
  return [...(transfer?.files ?? [])];
}

/** Whether a file is a table, by its name. */
export const isTable = ({ name = "" }) => /\.(csv|tsv)$/i.test(name);

/** The pictures of the gallery, or the paths and URLs, that a drop names: `{pictures: [ids], texts: [text]}`. */
export function namedIn(transfer) {
  const read = (type) => transfer?.getData?.(type) ?? "";
  const lines = (text) => text.split(/\r?\n/).map((line) => line.trim()).filter((line) => line && !line.startsWith("#"));
  const pictures = read(PICTURE).split(/[\s,]+/).filter(Boolean);
  if (pictures.length) return { pictures, texts: [] };
  return { pictures, texts: lines(read("text/uri-list") || read("text/plain")).slice(0, 20) };
}
