// A sheet with all that is known of a picture: its rows, what it was made from, its recipe, and its alt text to be changed.
import { useEffect, useRef, useState } from "preact/hooks";
import { Thumb } from "./Card.jsx";
import { copyText } from "./clipboard.js";
import { useDialog } from "./dialog.js";
import { Icon, IconButton } from "./icons.jsx";
import { LARGE, errorOf } from "./model.js";
import { cardOf } from "./store.js";
import { Toasts } from "./Toasts.jsx";

export function Details({ panel }) {
  const asked = panel.store.details.value;
  return asked && <Sheet key={asked.id} panel={panel} {...asked} />;
}

function useDetails(panel, id) {
  const [found, setFound] = useState({ rows: [], recipe: "", sources: [], error: "", isIn: false });
  useEffect(() => {
    let isWanted = true;
    panel.link.ask("details", { id }).then(
      ({ rows, recipe, sources }) => {
        if (isWanted) setFound({ rows, recipe, sources, error: "", isIn: true });
      },
      (error) => isWanted && setFound((old) => ({ ...old, error: errorOf(error).text, isIn: true })),
    );
    return () => (isWanted = false);
  }, [panel, id]);
  return found;
}

function Sheet({ panel, id, opener }) {
  const { store } = panel;
  const card = cardOf(store, id).value;
  const { rows, recipe, sources, error, isIn } = useDetails(panel, id);
  const close = () => (store.details.value = null);
  const dialog = useDialog(close, opener);
  const outside = (event) => event.target === dialog.ref.current && close();
  return (
    <dialog class="imn-sheet" aria-label="Details" onClick={outside} {...dialog}>
      <div class="imn-sheet-inner" aria-busy={!isIn}>
        <header class="imn-sheet-head">
          <h2>Details</h2>
          <IconButton icon="close" label="Close" onClick={close} autofocus />
        </header>
        <div class="imn-sheet-picture">
          <Thumb panel={panel} id={id} side={LARGE} />
        </div>
        {error && <p class="imn-error">{error}</p>}
        <AltText key={`${card.alt_by} ${card.alt}`} panel={panel} card={card} />
        <dl class="imn-rows">
          {rows.map(([label, text]) => (
            <div key={label}>
              <dt>{label}</dt>
              <dd>{text}</dd>
            </div>
          ))}
        </dl>
        {sources.length > 0 && <Sources panel={panel} sources={sources} />}
        {recipe && <Recipe panel={panel} recipe={recipe} />}
        <Toasts panel={panel} />
      </div>
    </dialog>
  );
}

/** The alt text, to be changed by hand or asked for; one by hand is never asked for over it. */
function AltText({ panel, card }) {
  const [text, setText] = useState(card.alt);
  const job = [...panel.store.jobs.value.values()].findLast(({ kind, id }) => kind === "describe" && id === card.id);
  const save = async (event) => {
    event.preventDefault();
    if (await panel.actions.attempt("alt", { id: card.id, text })) panel.actions.toast("The alt text is saved.");
  };
  return (
    <form class="imn-alt" onSubmit={save}>
      <label class="imn-label">
        Alt text
        <textarea class="imn-field" rows={2} value={text} onInput={(event) => setText(event.currentTarget.value)} />
      </label>
      {card.alt_by && <p class="imn-hint">By {card.alt_by}</p>}
      {job?.state === "failed" && <p class="imn-error">{job.error?.text ?? job.text}</p>}
      {text !== card.alt && (
        <button type="submit" class="imn-button">
          Save alt text
        </button>
      )}
      {card.alt_by !== "hand" && (
        <button type="button" class="imn-button" title="Ask the chat model for it" disabled={job?.state === "running"} onClick={() => panel.actions.attempt("describe", { id: card.id })}>
          {card.alt_by ? "Describe again" : "Describe"}
        </button>
      )}
    </form>
  );
}

function Sources({ panel, sources }) {
  return (
    <section aria-label="Made from">
      <h3>Made from</h3>
      <ul class="imn-made-from">
        {sources.map((source) => (
          <SourceLine key={source.picture || source.name} panel={panel} source={source} />
        ))}
      </ul>
    </section>
  );
}

function SourceLine({ panel, source }) {
  const { store } = panel;
  if (!source.picture) return <li>{source.name}</li>;
  const open = () => (store.details.value = { ...store.details.value, id: source.picture });
  return (
    <li>
      <button type="button" class="imn-made-from-open" onClick={open}>
        <Thumb panel={panel} id={source.picture} /> <span>{source.name}</span>
      </button>
    </li>
  );
}

function Recipe({ panel, recipe }) {
  const code = useRef(null);
  const copy = async () => {
    if (await copyText(recipe)) return panel.actions.toast("The recipe is on the clipboard.");
    code.current.ownerDocument.getSelection().selectAllChildren(code.current);
    return panel.actions.toast("Copy the selected text.");
  };
  return (
    <section aria-label="Recipe">
      <h3>
        Recipe
        <button type="button" class="imn-button" onClick={copy}>
          <Icon name="copy" /> Copy
        </button>
      </h3>
      <pre class="imn-recipe" ref={code} tabIndex={0}>
        {recipe}
      </pre>
    </section>
  );
}
