// What is wrong with a field, in words beside it, with the button that sets it right where there is one.
import { problemsOf } from "./making.js";

export function Problems({ panel, field, making }) {
  const own = problemsOf(panel.store.problems.value, field);
  const mend = (fix) => {
    making.set({ prompt: fix.prompt });
    panel.actions.focus("prompt");
  };
  return (
    <div role="alert" class="imn-problems">
      {own.map(({ text, fix }) => (
        <p key={text} class="imn-error">
          <span>{text}</span>
          {fix && (
            <button type="button" class="imn-button imn-button-small" onClick={() => mend(fix)}>
              {fix.label}
            </button>
          )}
        </p>
      ))}
    </div>
  );
}
