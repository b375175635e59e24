// What a request would cost, the buttons that send, stop and copy it, and how far it has come.
import { secondsText, settingsOf } from "./choices.js";
import { endedOf } from "./making.js";
import { Problems } from "./Problems.jsx";

export function Generate({ panel, making }) {
  const { store, actions } = panel;
  const isRunning = making.running.value.length > 0;
  return (
    <div class="imn-generate">
      <Price panel={panel} />
      <div class="imn-buttons">
        <button type="button" class="imn-button imn-button-primary" data-once title="Ctrl+Enter or ⌘+Enter in the prompt" onClick={making.go}>
          Generate
        </button>
        <Cancel isRunning={isRunning} cancel={making.cancel} />
        <button type="button" class="imn-button" onClick={() => actions.copyCell({ of: "form", ...settingsOf(store.form.value) })}>
          Copy as cell
        </button>
      </div>
      <Problems panel={panel} field="" making={making} />
      <Progress panel={panel} making={making} />
    </div>
  );
}

/** Kept in its place when nothing runs, so that the focus does not fall from it and nothing jumps. */
function Cancel({ isRunning, cancel }) {
  return (
    <button type="button" class="imn-button" aria-disabled={!isRunning} title="Stops what is running and keeps what has come" onClick={() => isRunning && cancel()}>
      Cancel
    </button>
  );
}

function Price({ panel }) {
  const { price, detail, notices } = panel.store.price.value;
  return (
    <div class="imn-price" role="status" aria-label="Price">
      <b>{price}</b> <span>{detail}</span>
      {notices.map((text) => (
        <p key={text} class="imn-note">
          {text}
        </p>
      ))}
    </div>
  );
}

function Progress({ panel, making }) {
  const running = making.running.value;
  const isStarting = making.starting.value > 0 && running.length === 0;
  const ended = running.length || isStarting ? null : endedOf(panel.store.jobs.value);
  return (
    <div class="imn-progress" role="status" aria-label="Progress">
      {isStarting && <Bar text="Sending the request" />}
      {running.map((job) => (
        <Bar key={job.job} text={job.doing} value={job.arrived} max={job.of} seconds={job.seconds} />
      ))}
      {ended && ended.job !== making.seen.value && <Ending job={ended} />}
    </div>
  );
}

function Bar({ text, value, max, seconds }) {
  const isCounted = max > 1;
  return (
    <div class="imn-bar">
      <div class="imn-bar-words">
        <span>{text}</span>
        {isCounted && <span>{`${value} of ${max}`}</span>}
        {/* read aloud four times a second it would say nothing else */}
        {seconds !== undefined && <span aria-hidden="true">{secondsText(seconds)}</span>}
      </div>
      <progress aria-label={text} max={isCounted ? max : 1} value={isCounted || value === 1 ? value : undefined} />
    </div>
  );
}

function Ending({ job }) {
  const words = job.state === "failed" ? (job.error?.text ?? job.text) : job.text;
  return <p class={job.state === "failed" ? "imn-error" : "imn-hint"}>{words}</p>;
}
