// The sources of a request: thumbnails in their order, and the ways by which they come.
import { useEffect, useRef, useState } from "preact/hooks";
import { imageTag } from "./braces.js";
import { useUrl } from "./images.js";
import { Problems } from "./Problems.jsx";
import { filesIn } from "./uploads.js";

const MOVED = "application/x-imagine-source"; // a source dragged to another place

/** Drops and pastes anywhere in the panel; what is typed or dropped into a text field stays there. */
function useArrivals(panel, sourcing, isShown) {
  useEffect(() => {
    const { root, actions } = panel;
    const take = (event, transfer) => {
      event.preventDefault();
      event.stopPropagation();
      actions.show("create");
      sourcing.take(transfer);
    };
    const paste = (event) => filesIn(event.clipboardData).length && take(event, event.clipboardData);
    const over = (event) => event.dataTransfer?.types.includes("Files") && event.preventDefault();
    const drop = (event) => !event.defaultPrevented && filesIn(event.dataTransfer).length && take(event, event.dataTransfer);
    root.addEventListener("paste", paste);
    root.addEventListener("dragover", over);
    root.addEventListener("drop", drop);
    return () => {
      root.removeEventListener("paste", paste);
      root.removeEventListener("dragover", over);
      root.removeEventListener("drop", drop);
    };
  }, [panel, sourcing, isShown]);
}

/** What a drop on the sources does, and whether something is held over them. */
function useDrop(sourcing) {
  const [isOver, setOver] = useState(false);
  const depth = useRef(0);
  const step = (by) => {
    depth.current = Math.max(0, depth.current + by);
    setOver(depth.current > 0);
  };
  return {
    isOver,
    onDragEnter: () => step(1),
    onDragLeave: () => step(-1),
    onDragOver(event) {
      event.preventDefault();
      event.stopPropagation();
    },
    onDrop(event) {
      event.preventDefault();
      event.stopPropagation();
      depth.current = 0;
      setOver(false);
      if (!event.dataTransfer.types.includes(MOVED)) sourcing.take(event.dataTransfer);
    },
  };
}

export function Sources({ panel, making, sourcing, insertion, isShown }) {
  const { store } = panel;
  useArrivals(panel, sourcing, isShown);
  const { isOver, ...drop } = useDrop(sourcing);
  const sources = store.sources.value;
  return (
    <section class={`imn-sources ${isOver ? "imn-is-over" : ""}`} aria-label="Sources" {...drop}>
      <div class="imn-label-row">
        <span class="imn-label">Sources</span>
        <span class="imn-hint">{sources.length ? "" : "None: a new picture. Drop or paste pictures here to edit or combine them."}</span>
      </div>
      {(sources.length > 0 || sourcing.uploads.value.length > 0) && (
        <ol class="imn-source-list" role="list" aria-label="Chosen sources">
          {sources.map((source, at) => (
            <Source key={source.key} {...{ panel, source, at, sourcing, insertion }} of={sources.length} />
          ))}
          {sourcing.uploads.value.map((upload) => (
            <Upload key={upload.id} upload={upload} />
          ))}
        </ol>
      )}
      <Ways panel={panel} sourcing={sourcing} />
      <div role="alert" class="imn-problems">
        {sourcing.problem.value && <p class="imn-error">{sourcing.problem.value}</p>}
      </div>
      <Problems panel={panel} field="sources" making={making} />
      <Problems panel={panel} field="region" making={making} />
      <Problems panel={panel} field="mask" making={making} />
    </section>
  );
}

function Source({ panel, source, at, of, sourcing, insertion }) {
  const { store } = panel;
  const url = useUrl(source.blob);
  const painted = sourcing.region.value?.source ?? store.sources.value[0].key;
  const isMasked = Boolean(store.form.value.mask) && painted === source.key;
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
          class="imn-source-remove imn-icon-button"
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
        {of === 1 && (
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

function Upload({ upload }) {
  return (
    <li class="imn-source imn-source-upload" aria-label={`Uploading ${upload.name}`}>
      <div class="imn-source-picture">
        <progress value={upload.share} max={1} aria-label={`Upload of ${upload.name}`} />
        <button type="button" class="imn-source-remove imn-icon-button" aria-label={`Stop the upload of ${upload.name}`} title="Stop" onClick={upload.stop}>
          ×
        </button>
      </div>
      <div class="imn-source-name">{upload.name}</div>
    </li>
  );
}

/** Upload, an address, and the pictures that are selected in the gallery. */
function Ways({ panel, sourcing }) {
  const { store } = panel;
  const input = useRef(null);
  const [text, setText] = useState("");
  const [isSending, setSending] = useState(false);
  const selected = store.selected.value;
  const add = async () => {
    if (!text.trim() || isSending) return;
    setSending(true);
    if (await sourcing.addText(text.trim())) setText("");
    setSending(false);
  };
  return (
    <div class="imn-ways">
      <button type="button" class="imn-button" onClick={() => input.current.click()}>
        Upload
      </button>
      <input
        ref={input}
        type="file"
        accept="image/*"
        multiple
        hidden
        aria-label="Files to upload"
        onChange={(event) => {
          const files = [...event.currentTarget.files];
          event.currentTarget.value = ""; // the same file may be chosen again
          sourcing.addFiles(files);
        }}
      />
      <input
        class="imn-field"
        aria-label="Path, URL or name of a source"
        placeholder="Path, URL or name"
        value={text}
        onInput={(event) => setText(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key !== "Enter") return;
          event.preventDefault();
          add();
        }}
      />
      <button type="button" class="imn-button" disabled={!text.trim() || isSending} onClick={add}>
        Add
      </button>
      <button type="button" class="imn-button" disabled={!selected.length} onClick={() => sourcing.addPictures(selected)}>
        {selected.length ? `Use the ${selected.length} selected` : "Use the selected"}
      </button>
    </div>
  );
}
