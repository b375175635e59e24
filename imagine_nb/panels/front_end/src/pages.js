// The gallery's pictures as the page knows them: asked for page by page as they come into sight, and let go again.
import { EMPTY_QUERY, SMALL, isPlain } from "./model.js";
import { takeCards } from "./store.js";

export const PAGE = 60; // pictures asked for at once
const KEPT = 12; // pages kept
const REST = 80; // ms that the list must be at rest before pages are asked for

/** Which id stands at which place of the list, as far as it is known. No signals, no messages. */
export class Places {
  ids = new Map(); // place -> id
  fresh = new Set(); // pages that are as the kernel last said

  /** The pages that cover [first, last] and are not fresh. */
  wanted(first, last) {
    const pages = [];
    for (let page = Math.floor(first / PAGE); page <= Math.floor(last / PAGE); page++) {
      if (!this.fresh.has(page)) pages.push(page);
    }
    return pages;
  }
  put(page, ids) {
    for (let i = 0; i < PAGE; i++) {
      if (i < ids.length) this.ids.set(page * PAGE + i, ids[i]);
      else this.ids.delete(page * PAGE + i);
    }
    this.fresh.add(page);
  }
  /** New pictures in front: all others move up. */
  insert(ids) {
    const known = new Set(this.ids.values());
    const added = ids.filter((id) => !known.has(id));
    const moved = new Map(added.map((id, place) => [place, id]));
    for (const [place, id] of this.ids) moved.set(place + added.length, id);
    this.ids = moved;
    this.fresh.clear();
  }
  /** Pictures that are gone: those after them close up. */
  remove(gone) {
    const away = new Set(gone);
    const places = [...this.ids.keys()].sort((a, b) => a - b);
    const left = new Map();
    let shift = 0;
    for (const place of places) {
      if (away.has(this.ids.get(place))) shift += 1;
      else left.set(place - shift, this.ids.get(place));
    }
    this.ids = left;
    this.fresh.clear();
  }
  /** Forgets the pages farthest from the one given, down to those kept; gives the ids forgotten. */
  evict(page) {
    const held = [...new Set([...this.ids.keys()].map((place) => Math.floor(place / PAGE)))];
    const far = held.sort((a, b) => Math.abs(a - page) - Math.abs(b - page)).slice(KEPT);
    const forgotten = [];
    for (const each of far) {
      this.fresh.delete(each);
      for (let place = each * PAGE; place < (each + 1) * PAGE; place++) {
        if (this.ids.has(place)) forgotten.push(this.ids.get(place));
        this.ids.delete(place);
      }
    }
    return forgotten;
  }
}

/** The ids that some list of the page still shows, besides the gallery. */
function pinned(store) {
  const { groups, turns, about, selected, compare, lightbox, details, lineage } = store;
  return new Set([
    ...groups.value.flatMap((group) => group.ids),
    ...turns.value.flatMap((turn) => turn.pictures),
    ...about.value,
    ...selected.value,
    ...compare.value,
    ...(lightbox.value?.ids ?? []),
    details.value?.id,
    lineage.value,
  ]);
}

export function makePages({ link, store }) {
  const { gallery } = store;
  let places = new Places();
  let sight = [0, PAGE - 1]; // the places last said to be in sight
  let resting = null;
  let series = 0; // counts the queries, so that replies of an earlier one are let go
  let isOther = false; // another query was made, and nothing of its list has come yet

  const changed = () => (gallery.version.value += 1);
  const letGo = (ids) => {
    const keep = pinned(store);
    for (const id of ids) if (!keep.has(id)) store.cards.delete(id);
  };
  const renew = () => {
    isOther = false;
    const old = [...places.ids.values()];
    const { fresh } = places;
    places = new Places();
    places.fresh = fresh; // what was asked for of the new list
    letGo(old);
  };
  const fetchPage = async (page) => {
    const mine = series;
    const fields = { query: gallery.query.value, offset: page * PAGE, limit: PAGE };
    const reply = await link.ask("page", fields);
    if (mine !== series) return;
    if (isOther) renew();
    places.put(page, takeCards(store, reply.cards, reply.buffers, SMALL));
    gallery.total.value = reply.total;
    letGo(places.evict(Math.floor(sight[0] / PAGE)));
    changed();
  };
  const fetchSight = () => {
    resting = null;
    const wanted = places.wanted(...sight);
    for (const page of wanted) {
      places.fresh.add(page); // asked for: not twice
      fetchPage(page).then(
        () => (gallery.error.value = ""),
        (error) => {
          places.fresh.delete(page);
          gallery.error.value = error.message;
        },
      );
    }
  };
  const rest = (ms) => {
    clearTimeout(resting);
    resting = setTimeout(fetchSight, ms);
  };
  const stale = () => {
    places.fresh.clear();
    series += 1;
    rest(0);
  };

  return {
    /** The id at a place of the list, or undefined while it is not known. */
    at: (place) => places.ids.get(place),
    /** The place of a picture, or -1 where it is not known. */
    placeOf(id) {
      for (const [place, each] of places.ids) if (each === id) return place;
      return -1;
    },
    /** Says which places are in sight; their pages are asked for after a moment of rest. */
    look(first, last) {
      sight = [first, last];
      if (places.wanted(first, last).length) rest(places.ids.size ? REST : 0);
    },
    /** Asks anew for what is in sight; what is shown stays until the answer. */
    refresh: stale,
    /** Another query: the old list stays in sight until the first of the new one comes. */
    search(query) {
      gallery.query.value = { ...EMPTY_QUERY, ...query };
      sight = [0, PAGE - 1];
      isOther = true;
      stale();
    },
    added(ids, total) {
      if (!isPlain(gallery.query.value)) return stale();
      places.insert(ids);
      gallery.total.value = total;
      changed();
      stale();
    },
    changed(ids, gone, total) {
      places.remove(gone);
      if (isPlain(gallery.query.value) && Number.isInteger(total)) gallery.total.value = total;
      changed();
      stale();
    },
    /** The ids from one place to another, asked for where they are not known. */
    async between(from, to) {
      const [first, last] = from < to ? [from, to] : [to, from];
      const missing = [];
      for (let place = first; place <= last; place++) {
        const page = Math.floor(place / PAGE);
        if (!places.ids.has(place) && !missing.includes(page)) missing.push(page);
      }
      await Promise.all(missing.map(fetchPage));
      const ids = [];
      for (let place = first; place <= last; place++) if (places.ids.has(place)) ids.push(places.ids.get(place));
      return from < to ? ids : ids.reverse();
    },
    close: () => clearTimeout(resting),
  };
}
