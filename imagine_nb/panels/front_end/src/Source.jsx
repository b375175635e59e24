// One source in the list: its thumbnail with its name for the prompt, its place, its region; and one that is being uploaded.
import { imageTag } from "./braces.js";
import { useUrl } from "./images.js";

export const MOVED = "application/x-imagine-source"; // a source dragged to another place

export function Source({ panel, source, at, of, sourcing, insertion }) {
  const { store } = panel;
  const url = useUrl(source.blob);
  const painted = sourcing.region.value?.source ?? store.sources.value[0].key;
  const isMasked = Boolean(store.form.value.mask ?? store.form.value.region) && painted === source.key;
  const tag = imageTag(at);
  const size = source.width ? `${source.width} × ${source.height}` : "";
  const drop = (event) => {
    const from = event.dataTransfer.getData(MOVED);
    if (from === "") return;
    event.preventDefault();
    event.stopPropagation();
    sourcing.move(Number(from), at);
  };
  return (
    <li
      class="imn-source"
      aria-label={source.name}
      draggable
      onDragStart={(event) => event.dataTransfer.setData(MOVED, String(at))}
      onDragOver={(event) => event.preventDefault()}
      onDrop={drop}
    >
      <div class="imn-source-picture">
        {url ? <img src={url} alt="" draggable={false} /> : <span class="imn-source-none">{source.url ? "URL" : "…"}</span>}
        {isMasked && <Painted sourcing={sourcing} />}
        <button
          type="button"
          class="imn-source-tag"
          title={of === 1 ? "One source alone is meant without a name; click to name it in the prompt" : `Name it in the prompt: ${tag}`}
          aria-label={`Put ${tag} into the prompt`}
          onClick={() => insertion.current?.(tag)}
        >
          {tag}
        </button>
        <button
          type="button"
          class="imn-icon-button imn-remove"
          aria-label={`Remove ${source.name}`}
          title="Remove"
          onClick={() => sourcing.remove(source.key)}
        >
          ×
        </button>
      </div>
      <div class="imn-source-name" title={source.name}>
        {source.name}
      </div>
      {size && <div class="imn-hint">{size}</div>}
      {source.notice && <div class="imn-note">{source.notice}</div>}
      <div class="imn-source-buttons">
        {of > 1 && <Move {...{ sourcing, at, of, name: source.name }} />}
        {of === 1 && source.width && (
          <button type="button" class="imn-button imn-button-small" onClick={() => (store.region.value = source.key)}>
            {isMasked ? "Repaint" : "Region"}
          </button>
        )}
        {isMasked && (
          <button type="button" class="imn-button imn-button-small" onClick={sourcing.dropRegion}>
            Remove region
          </button>
        )}
      </div>
    </li>
  );
}

function Painted({ sourcing }) {
  const url = useUrl(sourcing.region.value?.blob ?? null);
  return (
    <>
      {url && <img class="imn-source-region" src={url} alt="" />}
      <span class="imn-badge imn-source-badge">Region</span>
    </>
  );
}

function Move({ sourcing, at, of, name }) {
  const move = (event, to) => {
    const button = event.currentTarget;
    sourcing.move(at, to);
    // the item is moved in the page, which takes the focus from its button
    requestAnimationFrame(() => (button.disabled ? button.parentElement.querySelector("button:enabled") : button)?.focus());
  };
  return (
    <>
      <button type="button" class="imn-icon-button" disabled={at === 0} aria-label={`Move ${name} left`} title="Move left" onClick={(event) => move(event, at - 1)}>
        ←
      </button>
      <button type="button" class="imn-icon-button" disabled={at === of - 1} aria-label={`Move ${name} right`} title="Move right" onClick={(event) => move(event, at + 1)}>
        →
      </button>
    </>
  );
}

export function Upload({ upload }) {
  return (
    <li class="imn-source imn-source-upload" aria-label={`Uploading ${upload.name}`}>
      <div class="imn-source-picture">
        <progress value={upload.share} max={1} aria-label={`Upload of ${upload.name}`} />
        <button type="button" class="imn-icon-button imn-remove" aria-label={`Stop the upload of ${upload.name}`} title="Stop" onClick={upload.stop}>
          ×
        </button>
      </div>
      <div class="imn-source-name">{upload.name}</div>
    </li>
  );
}
