// The widget: mounts one view of the panel in a notebook's output and takes it away again.
import { effect } from "@preact/signals";
import { h, render as mount } from "preact";
import { makeActions } from "./actions.js";
import { App } from "./App.jsx";
import { listen } from "./events.js";
import { guardFocus } from "./focus.js";
import { makeImages } from "./images.js";
import { makeLink } from "./link.js";
import { makePages } from "./pages.js";
import { guardRepeats } from "./repeats.js";
import { hideStill } from "./still.js";
import { makeStore } from "./store.js";
import { followTheme } from "./theme.js";
import { makeWanted } from "./wanted.js";
import "./panel.css";

// Notebooks take single keys (d d deletes a cell) unless what has the focus says that it takes them itself.
const keepKeys = (event) => event.target.setAttribute("data-lm-suppress-shortcuts", "true");

function render({ model, el }) {
  const root = el.ownerDocument.createElement("div");
  root.className = "imn-root";
  root.addEventListener("focusin", keepKeys);
  el.append(root);

  const link = makeLink(model);
  const store = makeStore();
  const panel = { link, store, root, model };
  panel.actions = makeActions(panel);
  panel.images = makeImages(panel);
  panel.want = makeWanted(panel);
  panel.pages = makePages(panel);
  const stopListening = listen(panel);
  const stopHiding = effect(() => {
    if (store.alive.value !== "gone") return hideStill(root.ownerDocument, model.get("panel_id"));
  });
  const stopFollowing = followTheme(root);
  const stopGuarding = guardFocus(root);
  const stopRepeats = guardRepeats(root);
  mount(h(App, { panel }), root);

  return () => {
    stopGuarding();
    stopRepeats();
    stopFollowing();
    mount(null, root);
    stopHiding();
    stopListening();
    panel.pages.close();
    panel.actions.close();
    link.close();
    root.remove();
  };
}

export default { render };
