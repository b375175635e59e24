// The view in which pictures are asked about: a conversation, with what was sent beside each question.
import { useEffect, useRef, useState } from "preact/hooks";
import { Thumb } from "./Card.jsx";
import { IconButton } from "./icons.jsx";
import { altOf, errorOf } from "./model.js";
import { cardOf } from "./store.js";
import { Turn } from "./Turn.jsx";
import { namedIn } from "./uploads.js";

/** What the conversation's buttons do, and whether an answer is on its way. */
function useConversation(panel) {
  const { store, link, actions } = panel;
  const [isSending, setSending] = useState(false);
  const [problem, setProblem] = useState("");
  const isNew = useRef(false);
  const isRunning = store.turns.value.some(({ state }) => state === "running");
  const ask = async (question, model) => {
    if (isSending || isRunning) return false;
    if (!question.trim()) {
      setProblem("Type a question first.");
      return false;
    }
    setProblem("");
    setSending(true);
    try {
      const pictures = store.about.value;
      await link.ask("ask", { question, pictures, model: model || null, new: isNew.current });
      isNew.current = false;
      return true;
    } catch (error) {
      setProblem(errorOf(error).text);
      return false;
    } finally {
      setSending(false);
    }
  };
  const begin = () => {
    isNew.current = true;
    store.turns.value = [];
    setProblem("");
    link.ask("forget", { what: "turns" }).catch(() => {});
    actions.focus("question");
  };
  return { ask, begin, problem, isBusy: isSending || isRunning };
}

export function Ask({ panel, isShown }) {
  const talk = useConversation(panel);
  const { about, selected } = panel.store;
  useEffect(() => {
    if (isShown && about.value.length === 0 && selected.value.length > 0) panel.actions.setAbout(selected.value);
  }, [isShown, selected.value]);
  return (
    <div class="imn-ask">
      <Turns panel={panel} isShown={isShown} />
      <About panel={panel} />
      <Question panel={panel} talk={talk} />
    </div>
  );
}

/** The pictures of a conversation up to a turn: an answer may be of those sent with an earlier question. */
function sentUpTo(turns, turn) {
  const before = turns.slice(0, turns.indexOf(turn) + 1);
  return turn.pictures.length ? turn.pictures : [...new Set(before.flatMap(({ pictures }) => pictures))];
}

/** The turns; they stay scrolled to the end while it is in sight, and where the reader is otherwise. */
function Turns({ panel, isShown }) {
  const list = useRef(null);
  const isAtEnd = useRef(true);
  const turns = panel.store.turns.value;
  useEffect(() => {
    const element = list.current;
    const watcher = new MutationObserver(() => isAtEnd.current && (element.scrollTop = element.scrollHeight));
    watcher.observe(element, { subtree: true, childList: true, characterData: true });
    if (isShown && isAtEnd.current) element.scrollTop = element.scrollHeight;
    return () => watcher.disconnect();
  }, [isShown]);
  const scrolled = ({ currentTarget: { scrollTop, scrollHeight, clientHeight } }) => {
    isAtEnd.current = scrollHeight - scrollTop - clientHeight < 40;
  };
  return (
    <div class="imn-turns" role="log" aria-label="Conversation" tabIndex={0} ref={list} onScroll={scrolled}>
      {turns.length === 0 && <p class="imn-hint">Choose pictures, ask about them, and go on asking: what was said before is sent along.</p>}
      {turns.map((turn) => (
        <Turn key={turn.id} panel={panel} turn={turn} about={sentUpTo(turns, turn)} />
      ))}
    </div>
  );
}

/** The pictures that the next question is about. */
function About({ panel }) {
  const { store } = panel;
  const [isOver, setOver] = useState(false);
  const ids = store.about.value;
  const more = store.selected.value.filter((id) => !ids.includes(id));
  const drop = (event) => {
    setOver(false);
    const { pictures } = namedIn(event.dataTransfer);
    if (!pictures.length) return;
    event.preventDefault();
    event.stopPropagation();
    panel.actions.setAbout([...new Set([...ids, ...pictures])]);
  };
  return (
    <div
      class={`imn-about ${isOver ? "imn-is-over" : ""}`}
      onDragOver={(event) => (event.preventDefault(), setOver(true))}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
    >
      <ul class="imn-about-list" role="list" aria-label="Asked about">
        {ids.map((id) => (
          <AboutPicture key={id} panel={panel} id={id} remove={() => panel.actions.setAbout(ids.filter((each) => each !== id))} />
        ))}
      </ul>
      {ids.length === 0 && (
        <span class="imn-hint">{store.turns.value.length ? "The pictures before are still meant." : "No picture is chosen yet. Select some in the gallery."}</span>
      )}
      <button type="button" class="imn-button" aria-disabled={!more.length} onClick={() => more.length && panel.actions.setAbout([...ids, ...more])}>
        {more.length ? `Add the ${more.length} selected` : "Add the selected"}
      </button>
    </div>
  );
}

function AboutPicture({ panel, id, remove }) {
  const alt = altOf(cardOf(panel.store, id).value);
  return (
    <li class="imn-about-picture" aria-label={alt} title={alt}>
      <Thumb panel={panel} id={id} />
      <IconButton class="imn-remove" icon="close" label={`Leave out ${alt}`} onClick={remove} />
    </li>
  );
}

function Question({ panel, talk }) {
  const { store, link } = panel;
  const area = useRef(null);
  const [text, setText] = useState("");
  const [model, setModel] = useState("");
  const id = `${link.view}-question`;
  const wanted = store.focus.value;
  useEffect(() => {
    if (wanted?.name === "question") area.current.focus();
  }, [wanted]);
  const submit = async () => {
    if (await talk.ask(text, model)) setText("");
    area.current?.focus();
  };
  return (
    <div class="imn-question">
      <label class="imn-label" for={id}>
        Question
      </label>
      <textarea
        id={id}
        ref={area}
        class="imn-field"
        rows={2}
        placeholder="What is in the picture?"
        value={text}
        onInput={(event) => setText(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
          event.preventDefault();
          if (!event.repeat) submit();
        }}
      />
      <div role="alert">{talk.problem && <p class="imn-error">{talk.problem}</p>}</div>
      <div class="imn-buttons">
        <button type="button" class="imn-button imn-button-primary" data-once aria-disabled={talk.isBusy} title="Ctrl+Enter or ⌘+Enter" onClick={submit}>
          Ask
        </button>
        <button type="button" class="imn-button" aria-disabled={talk.isBusy} onClick={() => talk.isBusy || talk.begin()}>
          Begin anew
        </button>
        <ChatModel panel={panel} model={model} choose={setModel} />
        <span class="imn-hint" role="status">
          {talk.isBusy ? "Waiting for the answer" : ""}
        </span>
      </div>
    </div>
  );
}

function ChatModel({ panel, model, choose }) {
  const models = panel.store.chatModels.value;
  if (models.length < 2) return null;
  return (
    <select class="imn-field imn-chat-model" aria-label="Model of the answer" value={model} onChange={(event) => choose(event.currentTarget.value)}>
      <option value="">The usual model</option>
      {models.map((each) => (
        <option key={each} value={each}>
          {each}
        </option>
      ))}
    </select>
  );
}
