// A panel without a page: link, store, pages and actions over the made-up kernel.
import { test } from "node:test";
import { makeActions } from "../src/actions.js";
import { listen } from "../src/events.js";
import { makeImages } from "../src/images.js";
import { makeLink } from "../src/link.js";
import { makePages } from "../src/pages.js";
import { makeStore } from "../src/store.js";
import { fakeKernel } from "./fake_kernel.js";

/** A panel that has been greeted; `close` ends it. */
export async function openPanel(options) {
  const kernel = fakeKernel(options);
  kernel.model.pace = 0;
  const link = makeLink(kernel.model);
  const panel = { link, store: makeStore(), model: kernel.model };
  panel.actions = makeActions(panel);
  panel.images = makeImages(panel);
  panel.pages = makePages(panel);
  const stop = listen(panel);
  await until(() => panel.store.ready.value);
  const close = () => {
    stop();
    panel.pages.close();
    panel.actions.close();
    link.close();
  };
  return { ...panel, kernel, close };
}

/** A test over an open panel, which is closed after it. */
export const withPanel = (name, run, options = { size: 30 }) =>
  test(name, async () => {
    const panel = await openPanel(options);
    try {
      await run(panel);
    } finally {
      panel.close();
    }
  });

/** Waits until a condition holds. */
export async function until(holds) {
  while (!holds()) await new Promise((go) => setTimeout(go, 1));
}
