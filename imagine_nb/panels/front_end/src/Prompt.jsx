// The prompt of a request, with the names of the notebook's pictures after an open brace.
import { Braced } from "./Braced.jsx";
import { Problems } from "./Problems.jsx";

export function Prompt({ panel, making, insertion, isShown }) {
  const { store, link } = panel;
  return (
    <div class="imn-prompt">
      <Braced
        panel={panel}
        id={`${link.view}-prompt`}
        label="Prompt"
        placeholder="A red fox in fresh snow; {name} brings in a picture"
        text={store.form.value.prompt}
        set={(prompt) => making.set({ prompt })}
        go={making.go}
        offer={(text) => link.ask("complete", { text })}
        insertion={insertion}
        focus="prompt"
        isShown={isShown}
      />
      <Problems panel={panel} field="prompt" making={making} />
    </div>
  );
}
