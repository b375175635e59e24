// A cell's text in a selected field, where neither the notebook nor the clipboard would take it.
import { useLayoutEffect, useRef } from "preact/hooks";
import { IconButton } from "./icons.jsx";

export function Uncopied({ panel }) {
  const text = panel.store.uncopied.value;
  const field = useRef(null);
  useLayoutEffect(() => {
    if (!text) return;
    field.current.focus();
    field.current.select();
  }, [text]);
  if (!text) return null;
  return (
    <div class="imn-uncopied">
      <label class="imn-label">
        The cell
        <textarea class="imn-field imn-code" readOnly rows={Math.min(8, text.split("\n").length)} value={text} ref={field} />
      </label>
      <IconButton icon="close" label="Close the cell's text" onClick={() => (panel.store.uncopied.value = "")} />
    </div>
  );
}
