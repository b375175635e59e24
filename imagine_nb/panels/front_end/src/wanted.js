// Gathers the pictures whose cards are asked for in one turn of the page into few messages.
import { SMALL } from "./model.js";
import { takeCards } from "./store.js";

const MOST = 12; // asked for at once: thumbnails that nobody has made yet take a while

/** `want(id, side)` sees to it that a picture's card, with a thumbnail of that side, comes. */
export function makeWanted({ link, store }) {
  let sides = new Map(); // side -> Set of ids
  const asked = new Set(); // "side id" of what is asked for and not yet answered

  const flush = () => {
    const all = sides;
    sides = new Map();
    for (const [side, set] of all) {
      const ids = [...set];
      for (let at = 0; at < ids.length; at += MOST) fetchSome(ids.slice(at, at + MOST), side);
    }
  };
  const fetchSome = async (ids, side) => {
    try {
      const reply = await link.ask("cards", { ids, side });
      takeCards(store, reply.cards, reply.buffers, side);
    } catch {
      // One that is gone is refused with all that were asked for beside it.
      if (ids.length > 1) await Promise.all(ids.map((id) => fetchSome([id], side)));
    }
    for (const id of ids) asked.delete(`${side} ${id}`);
  };

  return (id, side = SMALL) => {
    if (!id || asked.has(`${side} ${id}`)) return;
    asked.add(`${side} ${id}`);
    if (sides.size === 0) queueMicrotask(flush);
    sides.set(side, (sides.get(side) ?? new Set()).add(id));
  };
}
