// A text with names in braces: it grows, and offers what may stand there after an open brace.
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { completed, inserted, moved, openBrace } from "./braces.js";
import { Names } from "./Names.jsx";

const MOVES = ["ArrowDown", "ArrowUp", "Home", "End"];

/** The choices after an open brace, which `offer(typed)` brings, and what the keys do with them. */
function useNames(offer, area, write) {
  const [open, setOpen] = useState(null); // {start, names, index}
  const asked = useRef(0);
  const close = () => {
    asked.current += 1;
    setOpen(null);
  };
  const look = async () => {
    const mine = ++asked.current;
    const { value, selectionStart: caret } = area.current;
    const brace = openBrace(value, caret);
    if (!brace) return setOpen(null);
    const { names, buffers } = await offer(brace.typed).catch(() => ({ names: [] }));
    if (mine !== asked.current) return undefined;
    return setOpen(names?.length ? { start: brace.start, names, buffers, index: 0 } : null);
  };
  const accept = (index) => {
    const { value, selectionStart: caret } = area.current;
    write(completed(value, { start: open.start, caret, name: open.names[index].name }));
    close();
  };
  const key = (event) => {
    if (!open || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return false;
    if (MOVES.includes(event.key)) setOpen({ ...open, index: moved(open.index, event.key, open.names.length) });
    else if ((event.key === "Enter" || event.key === "Tab") && !event.shiftKey) accept(open.index);
    else if (event.key === "Escape") close();
    else return false;
    event.preventDefault();
    event.stopPropagation();
    return true;
  };
  return { open, look, accept, key, close };
}

/** The area as high as its text, up to what the style sheet allows. */
function useGrowth(area, text) {
  useLayoutEffect(() => {
    const { style } = area.current;
    style.height = "auto";
    if (area.current.scrollHeight) style.height = `${area.current.scrollHeight + 2}px`;
  }, [area, text]);
}

/** A labelled text area; `insertion.current(piece)` puts a piece in, `go` is done by Ctrl+Enter, `focus` is its name for `actions.focus`. */
export function Braced({ panel, id, label, placeholder, text, set, go, offer, insertion, focus, isShown }) {
  const area = useRef(null);
  const caret = useRef(null);
  const write = (next) => {
    caret.current = next.caret;
    set(next.text);
  };
  const names = useNames(offer, area, write);
  useGrowth(area, `${text}${isShown}`);
  useLayoutEffect(() => {
    if (caret.current === null) return;
    area.current.focus();
    area.current.setSelectionRange(caret.current, caret.current);
    caret.current = null;
  }, [text]);
  const wanted = panel.store.focus.value;
  useEffect(() => {
    if (wanted?.name === focus) area.current.focus();
  }, [wanted]);
  insertion.current = (piece) => {
    const { selectionStart: start, selectionEnd: end, value } = area.current;
    write(inserted(value, { start, end, piece }));
  };
  const onKeyDown = (event) => {
    if (names.key(event)) return;
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      if (!event.repeat) go();
    }
  };
  return (
    <>
      <label class="imn-label" for={id}>
        {label}
      </label>
      <div class="imn-prompt-box">
        <textarea
          id={id}
          ref={area}
          class="imn-field"
          rows={2}
          placeholder={placeholder}
          value={text}
          aria-autocomplete="list"
          aria-haspopup="listbox"
          aria-controls={names.open ? `${id}-names` : undefined}
          aria-activedescendant={names.open ? `${id}-name-${names.open.index}` : undefined}
          onInput={(event) => {
            set(event.currentTarget.value);
            names.look();
          }}
          onClick={names.look}
          onKeyDown={onKeyDown}
          onBlur={names.close}
        />
        <Names open={names.open} id={id} accept={names.accept} panel={panel} />
      </div>
    </>
  );
}
