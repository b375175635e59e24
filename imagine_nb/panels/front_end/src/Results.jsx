// What was made in this panel: requests, the newest first, each with its pictures as they come.
import { useEffect, useRef } from "preact/hooks";
import { Card } from "./Card.jsx";

const MOST_WAITING = 12; // places shown for what has not come; a hundred would push all else away

export function Results({ panel, making }) {
  const groups = panel.store.groups.value;
  const isWaiting = making.starting.value > 0;
  const isEmpty = groups.every(({ ids }) => ids.length === 0);
  const box = useRef(null);
  useEffect(() => {
    if (isWaiting) box.current.scrollTop = 0; // the newest is at the top
  }, [isWaiting]);
  return (
    <div class="imn-results" ref={box}>
      <span class="imn-label">Results</span>
      {groups.length === 0 && !isWaiting && <p class="imn-hint">What you make appears here, and stays; the newest comes first.</p>}
      <div class="imn-result-list" role="list" aria-label="Results" aria-busy={isEmpty ? true : undefined}>
        {isWaiting && <Waiting count={Math.min(Number(panel.store.form.value.count) || 1, MOST_WAITING)} />}
        {groups.map((group) => (
          <Group key={group.job} panel={panel} group={group} />
        ))}
      </div>
    </div>
  );
}

function Group({ panel, group }) {
  const missing = group.state === "running" ? Math.max(0, group.of - group.ids.length) : 0;
  return (
    <div class="imn-group">
      <div class="imn-group-head">
        <span class="imn-group-prompt" title={group.prompt}>
          {group.prompt || "No prompt"}
        </span>
        <span class="imn-hint">{wordsOf(group)}</span>
      </div>
      <div class="imn-group-cards">
        {group.ids.map((id) => (
          <Card key={id} panel={panel} id={id} ids={group.ids} />
        ))}
        <Places count={Math.min(missing, MOST_WAITING)} />
      </div>
    </div>
  );
}

/** How a request ended, where it did not bring all it was asked for. */
function wordsOf({ state, text, ids, of, created }) {
  const when = created ? new Date(created).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" }) : "";
  if (state === "done" || state === "running") return when;
  return [when, text || `${ids.length} of ${of} came`].filter(Boolean).join(" · ");
}

function Waiting({ count }) {
  return (
    <div class="imn-group" aria-hidden="true">
      <div class="imn-group-cards">
        <Places count={count} />
      </div>
    </div>
  );
}

const Places = ({ count }) => Array.from({ length: count }, (_, at) => <div key={`place ${at}`} class="imn-place" aria-hidden="true" />);
