import assert from "node:assert/strict";
import { test } from "node:test";

import { guardRepeats } from "../src/repeats.js";

/** A root, and what reaches it: `fire` gives whether an event got through to a button. */
function rooted({ isOnce }) {
  const heard = new Map();
  const root = { addEventListener: (name, hear) => heard.set(name, hear), removeEventListener: (name) => heard.delete(name) };
  const target = { closest: () => (isOnce ? target : null) };
  const fire = (name, fields) => {
    let isThrough = true;
    const stopped = () => (isThrough = false);
    heard.get(name)?.({ target, preventDefault() {}, stopImmediatePropagation: stopped, ...fields });
    return isThrough;
  };
  return { root, fire, heard };
}

test("the second click of a double click, and a key that is held, do nothing where it is paid for", () => {
  const { root, fire, heard } = rooted({ isOnce: true });
  const stop = guardRepeats(root);
  assert.deepEqual([0, 1, 2, 3].map((detail) => fire("click", { detail })), [true, true, false, false]);
  assert.equal(fire("keydown", { key: "Enter", repeat: false }), true);
  assert.equal(fire("keydown", { key: "Enter", repeat: true }), false);
  stop();
  assert.equal(heard.size, 0);
});

test("other buttons take every click", () => {
  const { root, fire } = rooted({ isOnce: false });
  guardRepeats(root);
  assert.equal(fire("click", { detail: 2 }), true);
});
