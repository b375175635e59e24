// Short messages at the panel's foot, or in the dialog that lies over it.
import { IconButton } from "./icons.jsx";

export function Toasts({ panel }) {
  return (
    <div class="imn-toasts" role="status" aria-label="Messages">
      {panel.store.toasts.value.map((toast) => (
        <Toast key={toast.id} panel={panel} toast={toast} />
      ))}
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
