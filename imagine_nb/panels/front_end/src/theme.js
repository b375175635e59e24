// Whether the page around the panel is light or dark, by the colour behind it, whatever front end painted it.

/** The luminance (0 dark to 1 light) of a computed colour such as "rgb(17, 17, 17)", or null where it is see-through. */
export function luminance(colour) {
  const [red, green, blue, alpha = 1] = (colour.match(/[\d.]+/g) ?? []).map(Number);
  if (blue === undefined || alpha < 0.5) return null;
  const share = /^color\(/.test(colour) ? 1 : 255;
  return (0.2126 * red + 0.7152 * green + 0.0722 * blue) / share;
}

function behind(element) {
  for (let at = element; at; at = at.parentElement ?? at.getRootNode().host) {
    const light = luminance(getComputedStyle(at).backgroundColor);
    if (light !== null) return light;
  }
  return null;
}

/** Keeps `data-theme` of the root "light" or "dark" as the page's theme changes; gives a function that stops. */
export function followTheme(root) {
  const page = root.ownerDocument;
  const preference = page.defaultView.matchMedia("(prefers-color-scheme: dark)");
  const look = () => {
    const light = behind(root.parentElement ?? root) ?? (preference.matches ? 0 : 1);
    const theme = light < 0.5 ? "dark" : "light";
    if (root.dataset.theme !== theme) root.dataset.theme = theme;
  };
  const watch = new MutationObserver(() => requestAnimationFrame(look));
  for (const element of [page.documentElement, page.body]) watch.observe(element, { attributes: true });
  preference.addEventListener("change", look);
  const again = setTimeout(look, 300); // a theme's style sheet may come after the panel
  look();
  return () => {
    watch.disconnect();
    clearTimeout(again);
    preference.removeEventListener("change", look);
  };
}
