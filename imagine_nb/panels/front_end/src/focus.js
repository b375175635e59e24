// Focus never falls to the page: when what had it goes, or is switched off, its nearest neighbour takes it.

const FOCUSABLE = "button, input, select, textarea, summary, a[href], [tabindex]";
const ROVING = "[role=list], [role=toolbar], [role=tablist], [role=radiogroup], [role=tree]"; // arrows move in there
const HISTORY = 8;

const canKeep = (element) => element.isConnected && !element.disabled && !element.closest("[inert], [hidden]");

/** Whether an element can be given the focus: by Tab too, except where arrows move it. */
function canTake(element) {
  if (!element.matches(FOCUSABLE) || !canKeep(element) || element.getClientRects().length === 0) return false;
  return element.tabIndex >= 0 || Boolean(element.closest(ROVING));
}

function firstIn(element) {
  if (!element) return undefined;
  if (canTake(element)) return element;
  return [...element.querySelectorAll(FOCUSABLE)].find(canTake);
}

/** Where an element stands: its place in each of the elements around it, up to the root. */
function trailOf(element, root) {
  const trail = [];
  for (let at = element; at && at !== root; at = at.parentElement) {
    const around = at.parentElement;
    if (around) trail.push({ around, place: [...around.children].indexOf(at) });
  }
  return trail;
}

/** The nearest element beside the lost one that can take the focus; before the whole panel is searched, what had it earlier. */
function neighbour(trail, root, earlier) {
  for (const { around, place } of trail) {
    if (!root.contains(around)) continue;
    if (around.parentElement === root) {
      const before = earlier.findLast(canTake);
      if (before) return before;
    }
    const { children } = around;
    for (let step = 0; step < children.length; step++) {
      const found = firstIn(children[place + step]) ?? firstIn(children[place - step]);
      if (found) return found;
    }
  }
  return firstIn(root);
}

/** Guards the focus inside a root until the function given back is called. */
export function guardFocus(root) {
  let last = null; // {element, trail} that has the focus, or had it when it went
  let earlier = []; // what had it before

  const gained = ({ target }) => {
    if (last) earlier = [...earlier.slice(1 - HISTORY), last.element];
    last = { element: target, trail: trailOf(target, root) };
  };
  const lost = ({ target }) => {
    queueMicrotask(() => {
      // Left of the user's own will: what had it is still there and could have kept it.
      if (last?.element === target && canKeep(target) && !root.contains(root.getRootNode().activeElement)) last = null;
    });
  };
  const check = () => {
    if (!last || canKeep(last.element)) return;
    const { activeElement } = root.getRootNode();
    const isFallen = !activeElement || activeElement === root.ownerDocument.body || activeElement === last.element;
    const { trail } = last;
    last = null;
    if (isFallen) neighbour(trail, root, earlier)?.focus({ preventScroll: true });
  };
  const watch = new MutationObserver(check);
  watch.observe(root, { childList: true, subtree: true, attributes: true, attributeFilter: ["disabled", "hidden", "inert"] });
  root.addEventListener("focusin", gained);
  root.addEventListener("focusout", lost);
  return () => {
    watch.disconnect();
    root.removeEventListener("focusin", gained);
    root.removeEventListener("focusout", lost);
  };
}
