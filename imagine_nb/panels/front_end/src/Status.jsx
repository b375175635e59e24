// What the panel says about itself: the engine, whether the kernel is there, and short messages.

export function Head({ panel }) {
  return (
    <header class="imn-head">
      <strong>Imagine</strong> <span class="imn-engine">{panel.store.engine.value.label}</span>
    </header>
  );
}

const WORDS = {
  busy: "The kernel is busy: the panel answers when it is free.",
  gone: "The kernel is gone: run the panel's cell again.",
};

export function Banner({ panel }) {
  const words = WORDS[panel.store.alive.value];
  return <div role="status">{words && <p class="imn-banner">{words}</p>}</div>;
}

export function Toasts({ panel }) {
  const { store, actions } = panel;
  return (
    <div class="imn-toasts" role="status">
      {store.toasts.value.map(({ id, text, kind, undo }) => (
        <div key={id} class={`imn-toast imn-toast-${kind}`}>
          <span>{text}</span>
          {undo && (
            <button
              type="button"
              onClick={() => {
                actions.undo(undo);
                actions.dismiss(id);
              }}
            >
              Undo
            </button>
          )}
        </div>
      ))}
    </div>
  );
}
