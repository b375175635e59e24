// The list of names under the prompt: each with its picture and what it is.
import { useEffect, useRef } from "preact/hooks";
import { Thumb } from "./Card.jsx";

export function Names({ open, id, accept, panel }) {
  const list = useRef(null);
  const index = open?.index ?? -1;
  useEffect(() => list.current?.children[index]?.scrollIntoView?.({ block: "nearest" }), [index]);
  return (
    <>
      <div role="status" class="imn-visually-hidden">
        {open ? `${open.names.length} ${open.names.length === 1 ? "name" : "names"}: arrows choose, Enter takes one.` : ""}
      </div>
      {open && (
        <div class="imn-names" role="listbox" id={`${id}-names`} aria-label="Names in the notebook" ref={list}>
          {open.names.map(({ name, what, picture }, at) => (
            <div
              key={name}
              role="option"
              id={`${id}-name-${at}`}
              class="imn-name"
              aria-selected={at === index}
              // a click would take the focus from the prompt, and the list would be gone before it counts
              onPointerDown={(event) => event.preventDefault()}
              onClick={() => accept(at)}
            >
              {picture ? <Thumb panel={panel} id={picture} /> : <span class="imn-name-none" />}
              <b>{`{${name}}`}</b>
              <span class="imn-name-what">{what}</span>
            </div>
          ))}
        </div>
      )}
    </>
  );
}
