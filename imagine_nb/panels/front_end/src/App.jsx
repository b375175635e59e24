// The panel's layout: the head with the engine, the views as tabs, the gallery beside them, and what lies over all.
import { useLayoutEffect, useRef } from "preact/hooks";
import { Ask } from "./Ask.jsx";
import { Compare } from "./Compare.jsx";
import { Create } from "./Create.jsx";
import { Details } from "./Details.jsx";
import { Gallery } from "./Gallery.jsx";
import { Lightbox } from "./Lightbox.jsx";
import { Lineage } from "./Lineage.jsx";
import { Menu } from "./Menu.jsx";
import { Banner, Head } from "./Status.jsx";
import { Table } from "./Table.jsx";
import { Toasts } from "./Toasts.jsx";
import { Uncopied } from "./Uncopied.jsx";

const VIEWS = [
  { name: "create", label: "Create", View: Create },
  { name: "ask", label: "Ask", View: Ask },
  { name: "table", label: "Table", View: Table },
  { name: "lineage", label: "Lineage", View: Lineage },
  { name: "compare", label: "Compare", View: Compare },
];

const NARROW = 700; // px of the panel's width under which the gallery is a strip

/** Keeps `store.isNarrow` as the panel's width says. */
function useNarrow({ root, store }) {
  useLayoutEffect(() => {
    const measure = () => {
      if (root.clientWidth) store.isNarrow.value = root.clientWidth < NARROW;
    };
    measure();
    const watch = new ResizeObserver(measure);
    watch.observe(root);
    return () => watch.disconnect();
  }, [root, store]);
}

export function App({ panel }) {
  const { store } = panel;
  useNarrow(panel);
  const isGone = store.alive.value === "gone";
  const isOver = store.lightbox.value || store.details.value; // a dialog, which shows the messages itself
  const layout = store.isWide.value ? "imn-is-wide" : store.isNarrow.value ? "imn-is-narrow" : "";
  return (
    <section class={`imn-panel ${layout} ${isGone ? "imn-is-gone" : ""}`} aria-label="Imagine panel">
      <Head panel={panel} />
      <Banner panel={panel} />
      <div class="imn-body" inert={isGone}>
        <div class="imn-work" hidden={store.isWide.value}>
          <Tabs panel={panel} />
          {VIEWS.map(({ name, View }) => (
            <div
              key={name}
              class="imn-view"
              role="tabpanel"
              id={`${panel.link.view}-${name}`}
              aria-labelledby={`${panel.link.view}-${name}-tab`}
              hidden={store.view.value !== name}
            >
              <View panel={panel} isShown={store.view.value === name} />
            </div>
          ))}
        </div>
        <Gallery panel={panel} />
      </div>
      <Lightbox panel={panel} />
      <Details panel={panel} />
      <Menu panel={panel} />
      <Uncopied panel={panel} />
      {!isOver && <Toasts panel={panel} />}
    </section>
  );
}

function Tabs({ panel }) {
  const { store, actions, link } = panel;
  const list = useRef(null);
  const at = VIEWS.findIndex(({ name }) => name === store.view.value);
  const move = (event) => {
    const steps = { ArrowRight: at + 1, ArrowLeft: at - 1 + VIEWS.length, Home: 0, End: VIEWS.length - 1 };
    if (!(event.key in steps)) return;
    event.preventDefault();
    const next = steps[event.key] % VIEWS.length;
    actions.show(VIEWS[next].name);
    list.current.children[next].focus();
  };
  return (
    <div class="imn-tabs" role="tablist" aria-label="Views" ref={list} onKeyDown={move}>
      {VIEWS.map(({ name, label }, index) => (
        <button
          key={name}
          type="button"
          class="imn-tab"
          role="tab"
          id={`${link.view}-${name}-tab`}
          aria-selected={index === at}
          aria-controls={`${link.view}-${name}`}
          tabIndex={index === at ? 0 : -1}
          onClick={() => actions.show(name)}
        >
          {label}
        </button>
      ))}
    </div>
  );
}
