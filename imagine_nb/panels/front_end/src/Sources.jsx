// The sources of a request: thumbnails in their order, and the ways by which they come.
import { useEffect, useRef, useState } from "preact/hooks";
import { Problems } from "./Problems.jsx";
import { MOVED, Source, Upload } from "./Source.jsx";
import { filesIn, isTable } from "./uploads.js";
import { FileWay, TextWay } from "./Ways.jsx";

/** Drops and pastes anywhere in the panel; what is typed or dropped into a text field stays there. */
function useArrivals(panel, sourcing) {
  useEffect(() => {
    const { root, actions } = panel;
    const take = (event, transfer) => {
      event.preventDefault();
      event.stopPropagation();
      const table = filesIn(transfer).find(isTable);
      actions.show(table ? "table" : "create");
      if (table) panel.takeTable(table);
      else sourcing.take(transfer);
    };
    // a copied text often comes with a picture of itself: in a text field the text is meant
    const isText = ({ target, clipboardData }) => target.matches("textarea, input") && clipboardData.getData("text/plain") !== "";
    const paste = (event) => filesIn(event.clipboardData).length && !isText(event) && take(event, event.clipboardData);
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
  }, [panel, sourcing]);
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

export function Sources({ panel, making, sourcing, insertion }) {
  const { store } = panel;
  useArrivals(panel, sourcing);
  const { isOver, ...drop } = useDrop(sourcing);
  const told = useRef(null);
  const problems = sourcing.problems.value;
  useEffect(() => {
    if (problems.length) told.current.scrollIntoView?.({ block: "nearest" });
  }, [problems]);
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
      <div role="alert" class="imn-problems" ref={told}>
        {problems.map((text) => (
          <p key={text} class="imn-error">
            {text}
          </p>
        ))}
      </div>
      <Problems panel={panel} field="sources" making={making} />
      <Problems panel={panel} field="region" making={making} />
    </section>
  );
}

/** Upload, an address, and the pictures that are selected in the gallery. */
function Ways({ panel, sourcing }) {
  const selected = panel.store.selected.value;
  return (
    <div class="imn-ways">
      <FileWay label="Files to upload" verb="Upload" accept="image/*" multiple take={(files) => sourcing.addFiles(files)} />
      <TextWay label="Path, URL or name of a source" placeholder="Path, URL or name" verb="Add" take={(text) => sourcing.addText(text)} />
      <button type="button" class="imn-button" disabled={!selected.length} onClick={() => sourcing.addPictures(selected)}>
        {selected.length ? `Use the ${selected.length} selected` : "Use the selected"}
      </button>
    </div>
  );
}
