// What the messages of the kernel make of the page's state: pure functions from the old to the new.

export const EMPTY_FORM = {
  prompt: "",
  sources: [],
  count: 1,
  aspect_ratio: null,
  resolution: null,
  quality: null,
  model: "",
  mask: null,
  region: null,
};

export const EMPTY_TABLE_FORM = { prompt: "", source: "", max_usd: "" };

export const EMPTY_QUERY = {
  text: "",
  engine: "",
  model: "",
  since: null,
  until: null,
  favourites: false,
  edited: null,
  sort: "newest",
};

/** Whether a query shows every picture, the newest first: the one list in which a new picture's place is known. */
export function isPlain(query) {
  return Object.keys(EMPTY_QUERY).every((key) => (query[key] ?? null) === EMPTY_QUERY[key]);
}

/** The bytes that a thing's `thumb` points to among a message's buffers, or null. */
export function thumbOf(thing, buffers) {
  const view = thing.thumb >= 0 ? buffers?.[thing.thumb] : undefined;
  return view ? new Blob([view], { type: "image/jpeg" }) : null;
}

/** Each source of a message with its `blob`: the new bytes, or those it had. */
export function withBlobs(sources, buffers, before = []) {
  const had = new Map(before.map((source) => [source.key, source.blob]));
  return sources.map((source) => ({ ...source, blob: thumbOf(source, buffers) ?? had.get(source.key) ?? null }));
}

/** The sides of thumbnails, in pixels: of the gallery's tiles, and of results. */
export const [SMALL, LARGE] = [256, 512];

/** What a picture is called. */
export const altOf = (card) => card.alt || "Picture";

/** A card as it is now: what a message says of it, and the larger of the thumbnails known. */
export function mergedCard(before, card, blob, side) {
  const keep = before?.blob && (!blob || side < before.side);
  return { ...before, ...card, blob: keep ? before.blob : blob, side: keep ? before.side : blob ? side : 0 };
}

/** The list with one thing replaced by its newer self (told by `key`), or put in front or at the end. */
export function upserted(things, thing, key, place = "front") {
  const at = things.findIndex((each) => each[key] === thing[key]);
  if (at < 0) return place === "front" ? [thing, ...things] : [...things, thing];
  return things.map((each, index) => (index === at ? { ...each, ...thing } : each));
}

/** A selection after a click: the id goes in at the end, or out. */
export function toggled(ids, id) {
  return ids.includes(id) ? ids.filter((each) => each !== id) : [...ids, id];
}

/** Those of a list that are not gone. */
export function without(ids, gone) {
  const away = new Set(gone);
  return ids.some((id) => away.has(id)) ? ids.filter((id) => !away.has(id)) : ids;
}

/** Groups of results whose pictures still are: cards (of a message) become ids. */
export function groupOf(group) {
  const { cards, ...rest } = group;
  return { ...rest, ids: cards.map((card) => card.id) };
}

/** Whether a job, a group of results or a turn has come to its end; what is told later of it as running is old. */
export const hasEnded = (thing) => thing !== undefined && thing.state !== "running";

/** Whether a group, as a message tells it, is older than what is known of it: messages may come in any order. */
export function isOlder(group, before) {
  if (!before || hasEnded(group)) return false;
  return hasEnded(before) || group.cards.length < before.ids.length;
}

/** A turn of the conversation with its pictures as ids. */
export function turnOf(turn) {
  return { ...turn, pictures: turn.pictures.map((card) => card.id) };
}

/** The error of a failed ask as {text, field, fix}, whatever was thrown. */
export function errorOf(error) {
  const text = error?.message || "That did not work. Try again.";
  return { text, field: error?.field ?? "", ...(error?.fix && { fix: error.fix }) };
}
