// The still of the panel, an output of its own in the notebook, stands in when no kernel runs; a live panel hides it.

/** Hides the stills of this panel, redrawn ones too, until the function given back is called. */
export function hideStill(page, id) {
  if (!/^[\w-]+$/.test(id ?? "")) return () => {};
  const still = `[data-imagine-still="${id}"]`;
  const style = page.createElement("style");
  style.textContent = `${still}, .jp-OutputArea-child:has(${still}) { display: none !important }`;
  page.head.append(style);
  return () => style.remove();
}
