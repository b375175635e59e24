// Short messages at the foot of what is seen, over everything, dialogs too.
import { useLayoutEffect, useRef } from "preact/hooks";
import { IconButton } from "./icons.jsx";

export function Toasts({ panel }) {
  const toasts = panel.store.toasts.value;
  const box = useRef(null);
  const newest = toasts.at(-1)?.id;
  useLayoutEffect(() => {
    // Shown anew for each message, so that it lies over a dialog that was opened in between.
    box.current.hidePopover?.();
    if (newest) box.current.showPopover?.();
  }, [newest]);
  return (
    <div role="status" aria-label="Messages">
      <div class="imn-toasts" popover="manual" ref={box}>
        {toasts.map((toast) => (
          <Toast key={toast.id} panel={panel} toast={toast} />
        ))}
      </div>
    </div>
  );
}

function Toast({ panel, toast: { id, text, kind, undo } }) {
  const { actions } = panel;
  const takeBack = () => {
    actions.dismiss(id);
    actions.undo(undo);
  };
  return (
    <div class={`imn-toast imn-toast-${kind}`}>
      <span>{text}</span>
      {undo && (
        <button type="button" class="imn-button" onClick={takeBack}>
          Undo
        </button>
      )}
      <IconButton icon="close" label="Dismiss" onClick={() => actions.dismiss(id)} />
    </div>
  );
}
