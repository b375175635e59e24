/** Names in braces of a prompt: where one is being typed, and the prompt with it completed. No DOM. */

const NAME = /^[\p{L}_][\p{L}\p{N}_.[\]]{0,79}$/u;

/**
 * The name being typed at `caret`: `{start, typed}`, `start` the place of its brace; null where there is none.
 * Double braces stand for themselves, so nothing is completed after them.
 */
export function openBrace(text, caret) {
  const start = text.lastIndexOf("{", caret - 1);
  if (start < 0 || caret <= start || text[start - 1] === "{") return null;
  const typed = text.slice(start + 1, caret);
  return typed === "" || NAME.test(typed) ? { start, typed } : null;
}

/** The prompt with `name` in the braces that begin at `start`, and where the caret then stands. */
export function completed(text, { start, caret, name }) {
  const rest = text.slice(caret).replace(/^[\p{L}\p{N}_.[\]]*\}/u, "");
  const piece = `{${name}}`;
  return { text: text.slice(0, start) + piece + rest, caret: start + piece.length };
}

/** How a prompt names the source at place `k`, counted from 0. */
export function imageTag(k) {
  return `<IMAGE_${k}>`;
}

/** The text with `piece` in place of what is selected, with a space where it would touch a word. */
export function inserted(text, { start, end, piece }) {
  const before = text.slice(0, start);
  const after = text.slice(end);
  const left = before && !/\s$/.test(before) ? " " : "";
  const right = after && !/^[\s.,;:!?]/.test(after) ? " " : "";
  const whole = `${left}${piece}${right}`;
  return { text: before + whole + after, caret: start + whole.length };
}

/** The choice that the arrows move to, from `index` among `count`; it goes round. */
export function moved(index, key, count) {
  if (count === 0) return -1;
  if (key === "Home") return 0;
  if (key === "End") return count - 1;
  const step = key === "ArrowDown" ? 1 : -1;
  return (index + step + count) % count;
}
