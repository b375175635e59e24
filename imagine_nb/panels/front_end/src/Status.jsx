// What the panel says about itself: who draws, whether the kernel is there, and the field for a key.
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { Icon } from "./icons.jsx";
import { GONE } from "./link.js";
import { errorOf } from "./model.js";

export function Head({ panel }) {
  const { store } = panel;
  const [isOpen, setOpen] = useState(false);
  const toggle = useRef(null);
  const { label, introduction, is_billed: isBilled } = store.engine.value;
  const close = () => {
    setOpen(false);
    toggle.current.focus();
  };
  return (
    <header class="imn-head">
      <h1 class="imn-title">Imagine</h1>
      <span class={`imn-engine ${isBilled ? "imn-is-billed" : ""}`} title={introduction}>
        {label}
      </span>
      <button
        type="button"
        class="imn-button imn-key-button"
        aria-expanded={isOpen}
        disabled={store.alive.value === "gone"}
        ref={toggle}
        onClick={() => setOpen(!isOpen)}
      >
        <Icon name="key" /> Key
      </button>
      {isOpen && <KeyField panel={panel} introduction={introduction} close={close} />}
    </header>
  );
}

/** A masked field whose value goes to the kernel's memory and is cleared at once. */
function KeyField({ panel, introduction, close }) {
  const field = useRef(null);
  const [error, setError] = useState("");
  useEffect(() => field.current.focus(), []);
  const send = async (event) => {
    event.preventDefault();
    const { value } = field.current;
    field.current.value = "";
    try {
      const { engine } = await panel.link.ask("key", { value });
      panel.store.engine.value = engine;
      const stays = engine.is_billed ? "" : ` The engine stays ${engine.label}, as the settings say.`;
      panel.actions.toast(`The key is in this kernel's memory, and nowhere else.${stays}`);
      close();
    } catch (refused) {
      setError(errorOf(refused).text);
      field.current?.focus();
    }
  };
  return (
    <form class="imn-key" onSubmit={send} onKeyDown={(event) => event.key === "Escape" && close()}>
      {introduction && <p class="imn-note">{introduction}</p>}
      <label class="imn-label">
        xAI key
        <input type="password" class="imn-field" autocomplete="off" spellcheck={false} ref={field} />
      </label>
      <button type="submit" class="imn-button imn-button-primary">
        Use this key
      </button>
      <p class="imn-note">It stays in the kernel's memory until the kernel ends. It is not saved in the notebook.</p>
      {error && (
        <p class="imn-error" role="alert">
          {error}
        </p>
      )}
    </form>
  );
}

const WORDS = {
  busy: "The kernel is busy: the panel answers as soon as it is free.",
  gone: GONE,
};

/** Says that the kernel is busy or gone; what was focused in a panel that is gone gives its focus to these words. */
export function Banner({ panel }) {
  const alive = panel.store.alive.value;
  const words = WORDS[alive];
  const line = useRef(null);
  useLayoutEffect(() => {
    if (alive !== "gone") return;
    const { activeElement } = panel.root.getRootNode();
    if (panel.root.contains(activeElement)) line.current.focus();
  }, [alive]);
  return (
    <div role="status" aria-label="Kernel">
      {words && (
        <p class={`imn-banner imn-banner-${alive}`} tabIndex={-1} ref={line}>
          {words}
        </p>
      )}
    </div>
  );
}
