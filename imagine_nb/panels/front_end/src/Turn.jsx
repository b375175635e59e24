// One question with its answer: what was sent, the text as it streams, and what can be done with it.
import { useState } from "preact/hooks";
import { Thumb } from "./Card.jsx";
import { altOf } from "./model.js";
import { cardOf, textOf } from "./store.js";

export function Turn({ panel, turn, about }) {
  const isRunning = turn.state === "running";
  return (
    <article class="imn-turn" aria-label={turn.question}>
      <div class="imn-turn-question">
        <Sent panel={panel} ids={turn.pictures} />
        <p>{turn.question}</p>
      </div>
      <div class="imn-turn-answer" aria-busy={isRunning}>
        {turn.text_html && !isRunning ? (
          <div class="imn-turn-text imn-turn-html" dangerouslySetInnerHTML={{ __html: turn.text_html }} />
        ) : (
          // a signal as a child: while text streams this text node alone changes
          <div class="imn-turn-text">{textOf(panel.store, turn.id)}</div>
        )}
        {isRunning && <Running stop={() => panel.actions.cancel(turn.id)} />}
        {turn.error && <p class={turn.state === "cancelled" ? "imn-hint" : "imn-error"}>{turn.error}</p>}
        {turn.notice && <p class="imn-note">{turn.notice}</p>}
        {turn.facts?.length > 0 && <p class="imn-hint">{turn.facts.join(" · ")}</p>}
        {!isRunning && turn.text && <Uses panel={panel} turn={turn} about={about} />}
      </div>
    </article>
  );
}

function Sent({ panel, ids }) {
  if (!ids.length) return null;
  return (
    <ul class="imn-turn-pictures" role="list" aria-label="Sent with the question">
      {ids.map((id) => (
        <SentPicture key={id} panel={panel} id={id} ids={ids} />
      ))}
    </ul>
  );
}

function SentPicture({ panel, id, ids }) {
  const alt = altOf(cardOf(panel.store, id).value);
  const open = (event) => (panel.store.lightbox.value = { id, ids, opener: event.currentTarget });
  return (
    <li aria-label={alt}>
      <button type="button" class="imn-turn-picture" aria-label={`Open ${alt}`} title={alt} onClick={open}>
        <Thumb panel={panel} id={id} />
      </button>
    </li>
  );
}

function Running({ stop }) {
  return (
    <div class="imn-turn-running">
      <span class="imn-dots" aria-hidden="true" />
      <button type="button" class="imn-button imn-button-small" onClick={stop}>
        Stop
      </button>
    </div>
  );
}

/** An answer's uses: as alt text of a picture that was sent, as a prompt, as a cell. */
function Uses({ panel, turn, about }) {
  const { store, actions } = panel;
  const [isChoosing, setChoosing] = useState(false);
  const alt = async (id) => {
    setChoosing(false);
    const text = turn.text.replace(/\s+/g, " ").trim();
    if (await actions.attempt("alt", { id, text })) actions.toast("The answer is the picture's alt text now.");
  };
  const prompt = () => {
    store.form.value = { ...store.form.value, prompt: turn.text.trim() };
    actions.show("create");
    actions.focus("prompt");
  };
  const one = about.length === 1;
  return (
    <div class="imn-buttons">
      {about.length > 0 && (
        <button
          type="button"
          class="imn-button imn-button-small"
          aria-expanded={one ? undefined : isChoosing}
          onClick={() => (one ? alt(about[0]) : setChoosing(!isChoosing))}
        >
          Use as alt text
        </button>
      )}
      <button type="button" class="imn-button imn-button-small" onClick={prompt}>
        Use as prompt
      </button>
      <button
        type="button"
        class="imn-button imn-button-small"
        onClick={() => actions.copyCell({ of: "question", question: turn.question, pictures: about })}
      >
        Copy as cell
      </button>
      {isChoosing && <Choose panel={panel} ids={about} choose={alt} />}
    </div>
  );
}

function Choose({ panel, ids, choose }) {
  return (
    <div class="imn-turn-choose" role="group" aria-label="Alt text of which picture?">
      <span class="imn-hint">Of which picture?</span>
      {ids.map((id) => {
        const alt = altOf(cardOf(panel.store, id).value);
        return (
          <button key={id} type="button" class="imn-turn-picture" aria-label={`Alt text of ${alt}`} title={alt} onClick={() => choose(id)}>
            <Thumb panel={panel} id={id} />
          </button>
        );
      })}
    </div>
  );
}
