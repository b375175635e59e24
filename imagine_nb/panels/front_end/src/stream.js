// The text of an answer as it streams: pieces are numbered, and may come in any order and twice.
import { signal } from "@preact/signals";

/** A streamed text; its `text` is a signal that only ever grows by the next piece. */
export function makeStream() {
  const text = signal("");
  const early = new Map(); // number -> piece that came before its turn
  let count = 0; // pieces in the text

  const takeEarly = () => {
    while (early.has(count + 1)) {
      count += 1;
      text.value += early.get(count);
      early.delete(count);
    }
  };
  return {
    text,
    /** One piece, the first is number 1. */
    add(number, piece) {
      if (number > count) early.set(number, piece);
      takeEarly();
    },
    /** The whole text up to a piece, as a message tells it. */
    set(whole, number) {
      if (number < count) return;
      count = number;
      text.value = whole;
      for (const each of [...early.keys()]) if (each <= count) early.delete(each);
      takeEarly();
    },
  };
}
