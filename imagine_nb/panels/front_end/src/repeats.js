// What is paid for each time is done once by a double click, and once by a key that is held down.

const ONCE = "[data-once]";

/** Guards the buttons under a root that are marked so, until the function given back is called. */
export function guardRepeats(root) {
  const stop = (event) => {
    event.preventDefault();
    event.stopImmediatePropagation();
  };
  const click = (event) => event.detail > 1 && event.target.closest(ONCE) && stop(event);
  const key = (event) => event.repeat && event.key === "Enter" && event.target.closest(ONCE) && stop(event);
  root.addEventListener("click", click, true);
  root.addEventListener("keydown", key, true);
  return () => {
    root.removeEventListener("click", click, true);
    root.removeEventListener("keydown", key, true);
  };
}
