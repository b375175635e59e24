// The panel's layout: the head with the engine, the views as tabs, the gallery beside them, and what lies over all.
import { useRef } from "preact/hooks";
import { Ask } from "./Ask.jsx";
import { Compare } from "./Compare.jsx";
import { Create } from "./Create.jsx";
import { Details } from "./Details.jsx";
import { Gallery } from "./Gallery.jsx";
import { Lightbox } from "./Lightbox.jsx";
import { Lineage } from "./Lineage.jsx";
import { Region } from "./Region.jsx";
import { Banner, Head, Toasts } from "./Status.jsx";

const VIEWS = [
  { name: "create", label: "Create", View: Create },
  { name: "ask", label: "Ask", View: Ask },
  { name: "lineage", label: "Lineage", View: Lineage },
  { name: "compare", label: "Compare", View: Compare },
];

export function App({ panel }) {
  const { store } = panel;
  const isGone = store.alive.value === "gone";
  return (
    <section class={`imn-panel ${isGone ? "imn-is-gone" : ""}`} aria-label="Imagine panel">
      <Head panel={panel} />
      <Banner panel={panel} />
      <div class="imn-body" inert={isGone}>
        <div class="imn-work">
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
      <Region panel={panel} />
      <Lightbox panel={panel} />
      <Details panel={panel} />
      <Toasts panel={panel} />
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
