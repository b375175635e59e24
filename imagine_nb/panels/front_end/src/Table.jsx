// The view in which a prompt is filled in for each row of a table: rows, plan, the run with its figures, and what failed.
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { Braced } from "./Braced.jsx";
import { Card } from "./Card.jsx";
import { Settings } from "./Settings.jsx";
import { besideOf, makeTabling } from "./tabling.js";
import { filesIn } from "./uploads.js";
import { FileWay, TextWay } from "./Ways.jsx";

const SPOKEN = 10000; // ms between two readings of the figures by a screen reader
const CHIPS = 24; // columns that are shown

export function Table({ panel, isShown }) {
  const tabling = useMemo(() => makeTabling(panel), [panel]);
  const insertion = useRef(null);
  useEffect(() => tabling.watch(), [tabling]);
  panel.takeTable = tabling.upload; // of a file that is dropped elsewhere in the panel
  const table = panel.store.table.value;
  const shared = { panel, tabling, insertion, isShown };
  return (
    <div class="imn-create imn-table">
      <div class="imn-form">
        <Rows {...shared} />
        <Template {...shared} />
        <Settings panel={panel} making={{ set: (fields) => (panel.store.form.value = { ...panel.store.form.value, ...fields }) }} of="table" isEdit={panel.store.tableForm.value.source !== ""} />
        <Start {...shared} isReady={table !== null} />
      </div>
      <Run {...shared} />
    </div>
  );
}

/** What is wrong with a field, of the last click or of the form as it stands. */
function Refusals({ tabling, field }) {
  const clicked = besideOf(tabling.problems.value, field);
  const found = clicked.length ? clicked : besideOf(tabling.plan.value.problems, field);
  return (
    <div role="alert" class="imn-problems">
      {found.map(({ text }) => (
        <p key={text} class="imn-error">
          {text}
        </p>
      ))}
    </div>
  );
}

/** Whether a file is held over the rows, and what its drop does. */
function useDrop(tabling) {
  const [isOver, setOver] = useState(false);
  const take = (event, over) => {
    event.preventDefault();
    event.stopPropagation();
    setOver(over);
  };
  return {
    isOver,
    onDragOver: (event) => take(event, true),
    onDragLeave: () => setOver(false),
    onDrop(event) {
      take(event, false);
      const [file] = filesIn(event.dataTransfer);
      if (file) tabling.upload(file);
    },
  };
}

function Rows({ panel, tabling, insertion }) {
  const table = panel.store.table.value;
  const { isOver, ...drop } = useDrop(tabling);
  return (
    <section class={`imn-sources ${isOver ? "imn-is-over" : ""}`} aria-label="Rows" {...drop}>
      <div class="imn-label-row">
        <span class="imn-label">Rows</span>
        <span class="imn-hint" role="status">
          {table ? `${table.name}: ${table.n.toLocaleString("en")} ${table.n === 1 ? "row" : "rows"}` : "Name a table of the notebook, or drop a CSV file here."}
        </span>
      </div>
      <Ways panel={panel} tabling={tabling} />
      {table && <Columns columns={table.columns} insertion={insertion} />}
      <Refusals tabling={tabling} field="table" />
    </section>
  );
}

function Ways({ panel, tabling }) {
  const isBusy = tabling.isTaking.value;
  const placeholder = panel.store.table.value ? "Another table" : "df, or prompts.csv";
  return (
    <div class="imn-ways">
      <TextWay label="Name or path of a table" placeholder={placeholder} verb="Use" isBusy={isBusy} take={tabling.named} />
      <FileWay label="A table to upload" verb="Upload CSV" accept=".csv,.tsv,text/csv" isBusy={isBusy} take={([file]) => file && tabling.upload(file)} />
    </div>
  );
}

/** The columns, each a button that puts its name into the prompt. */
function Columns({ columns, insertion }) {
  return (
    <ul class="imn-columns" role="list" aria-label="Columns">
      {columns.slice(0, CHIPS).map((name) => (
        <li key={name}>
          <button type="button" class="imn-button imn-button-small" title={`Put {${name}} into the prompt`} onClick={() => insertion.current(`{${name}}`)}>
            {name}
          </button>
        </li>
      ))}
      {columns.length > CHIPS && <li class="imn-hint">{`and ${columns.length - CHIPS} more`}</li>}
    </ul>
  );
}

function Template({ panel, tabling, insertion, isShown }) {
  const { store, link } = panel;
  const { prompt, source } = store.tableForm.value;
  const columns = store.table.value?.columns ?? [];
  const id = `${link.view}-template`;
  return (
    <div class="imn-prompt">
      <Braced
        panel={panel}
        id={id}
        label="Prompt of each row"
        placeholder="a {colour} {animal}; empty for the column prompt"
        text={prompt}
        set={(next) => tabling.set({ prompt: next })}
        go={tabling.start}
        offer={(text) => link.ask("complete", { text, in_table: true })}
        insertion={insertion}
        focus="template"
        isShown={isShown}
      />
      <Refusals tabling={tabling} field="template" />
      <div class="imn-settings">
        <div class="imn-setting imn-setting-model">
          <label class="imn-label" for={`${id}-source`}>
            Pictures from column
          </label>
          <select id={`${id}-source`} class="imn-field" value={source} onChange={(event) => tabling.set({ source: event.currentTarget.value })}>
            <option value="">None: new pictures</option>
            {columns.map((name) => (
              <option key={name} value={name}>
                {name}
              </option>
            ))}
          </select>
        </div>
      </div>
    </div>
  );
}

function Start({ panel, tabling, isReady }) {
  const { store, link } = panel;
  const run = store.run.value;
  const isRunning = tabling.isStarting.value || (run !== null && !run.is_over);
  const { line, troubles } = tabling.plan.value;
  const id = `${link.view}-most`;
  return (
    <div class="imn-generate">
      <div class="imn-price" role="status" aria-label="Plan">
        {isReady && !isRunning && <b class="imn-plan">{line}</b>}
      </div>
      {!isRunning && <Failures failures={troubles} count={tabling.plan.value.n_troubles} label="Rows that cannot be asked" isOpen={false} />}
      <div class="imn-buttons">
        <button type="button" class="imn-button imn-button-primary" data-once disabled={!isReady || isRunning} title="Ctrl+Enter or ⌘+Enter in the prompt" onClick={tabling.start}>
          Start
        </button>
        <button type="button" class="imn-button" aria-disabled={!isRunning} title="Asks for nothing more; what is on its way is finished" onClick={() => isRunning && tabling.stop()}>
          Stop
        </button>
        <button type="button" class="imn-button" disabled={!isReady} onClick={tabling.copy}>
          Copy as cell
        </button>
        <label class="imn-most" for={id}>
          Stop at $
          <input id={id} class="imn-field" inputMode="decimal" size={6} aria-label="Most to spend, in dollars" placeholder="no limit" value={store.tableForm.value.max_usd} onInput={(event) => tabling.set({ max_usd: event.currentTarget.value })} />
        </label>
      </div>
      <Refusals tabling={tabling} field="max_usd" />
      <Refusals tabling={tabling} field="" />
    </div>
  );
}

/** The figures in words, as often as they can be listened to: at first, every ten seconds, and at the end. */
function useSpoken(run) {
  const [words, setWords] = useState("");
  const latest = useRef(null);
  latest.current = run;
  const id = run?.id;
  const isOver = run?.is_over ?? true;
  useEffect(() => {
    const say = () => latest.current && setWords(latest.current.line);
    say();
    if (isOver) return undefined;
    const timer = setInterval(say, SPOKEN);
    return () => clearInterval(timer);
  }, [id, isOver]);
  return words;
}

function Run({ panel }) {
  const run = panel.store.run.value;
  const spoken = useSpoken(run);
  return (
    <section class="imn-results" aria-label="Run">
      <span class="imn-label">Run</span>
      <div role="status" aria-label="Figures" class="imn-visually-hidden">
        {spoken}
      </div>
      {run === null && <p class="imn-hint">Each row is a request. What the gallery holds already costs nothing; a run that was stopped goes on where it was.</p>}
      {run && (
        <>
          <div class="imn-bar">
            <p class="imn-figures" aria-hidden="true">
              {run.line}
            </p>
            <progress aria-label="Rows" max={Math.max(run.n, 1)} value={run.ended} />
          </div>
          {run.text && <p class={run.rows.length ? "imn-hint" : "imn-error"}>{run.text}</p>}
          <Sheet panel={panel} run={run} />
          <Failures failures={run.failures} count={run.n_failures} label="Rows that failed" />
        </>
      )}
    </section>
  );
}

/** The newest pictures; all of them are in the gallery. */
function Sheet({ panel, run }) {
  const ids = run.rows.map(({ id }) => id);
  if (!ids.length) return null;
  return (
    <div class="imn-tiles" role="list" aria-label="Newest pictures of the table">
      {run.rows.map(({ row, id }) => (
        <Card key={`${row} ${id}`} panel={panel} id={id} ids={ids} size="tile">
          <span class="imn-row-number" aria-hidden="true">
            {row}
          </span>
        </Card>
      ))}
    </div>
  );
}

function Failures({ failures, count, label, isOpen = failures.length <= 5 }) {
  if (!failures.length) return null;
  return (
    <details class="imn-failures" open={isOpen}>
      <summary>{`${label}: ${count}`}</summary>
      <ul role="list" aria-label={label}>
        {failures.map(({ row, text }) => (
          <li key={row}>
            <b>{`Row ${row}`}</b> {text}
          </li>
        ))}
        {count > failures.length && <li class="imn-hint">{`${failures.length} of ${count} are told here.`}</li>}
      </ul>
    </details>
  );
}
