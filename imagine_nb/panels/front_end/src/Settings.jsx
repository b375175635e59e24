// How a request is made: how many, in what shape and size, by which model.
import { countProblem, offered, ratioBox } from "./choices.js";
import { Problems } from "./Problems.jsx";
import { modelOf } from "./store.js";

/** The settings of Create; `of` tells them from the same settings in another view, where `isEdit` says whether a shape can be chosen. */
export function Settings({ panel, making, of = "create", isEdit = panel.store.sources.value.length === 1 }) {
  const { store, link } = panel;
  const form = store.form.value;
  const model = modelOf(store) ?? store.models.value[0];
  const id = (name) => `${link.view}-${of}-${name}`;
  return (
    <div class="imn-settings">
      <Count panel={panel} making={making} id={id("count")} />
      <Choice label="Resolution" id={id("resolution")} value={form.resolution} values={model?.resolutions} choose={(resolution) => making.set({ resolution })} />
      <Choice label="Quality" id={id("quality")} value={form.quality} values={model?.qualities} choose={(quality) => making.set({ quality })} />
      <Model panel={panel} making={making} id={id("model")} />
      <Ratios {...{ making, form }} values={model?.ratios ?? []} name={id("ratio")} reason={isEdit ? "An edit of one picture keeps its shape." : ""} />
    </div>
  );
}

function Count({ panel, making, id }) {
  const { store } = panel;
  const { count } = store.form.value;
  const most = store.limits.value.count;
  const isWrong = countProblem(count, most) !== "";
  return (
    <div class="imn-setting">
      <label class="imn-label" for={id}>
        Count
      </label>
      <input
        id={id}
        class="imn-field"
        type="number"
        min={1}
        max={most}
        step={1}
        value={count}
        aria-invalid={isWrong}
        aria-describedby={`${id}-problem`}
        onInput={(event) => making.set({ count: event.currentTarget.value })}
      />
      <div id={`${id}-problem`}>
        <Problems panel={panel} field="count" making={making} />
      </div>
    </div>
  );
}

function Choice({ label, id, value, values, choose }) {
  if (!values?.length) return null;
  return (
    <div class="imn-setting">
      <label class="imn-label" for={id}>
        {label}
      </label>
      <select id={id} class="imn-field" value={offered(value, values)} onChange={(event) => choose(event.currentTarget.value || null)}>
        <option value="">Default</option>
        {values.map((each) => (
          <option key={each} value={each}>
            {each}
          </option>
        ))}
      </select>
    </div>
  );
}

/** A change of the model, which takes along what the new one has no such choice of. */
function withModel(store, name) {
  const model = store.models.value.find((each) => each.name === name);
  const form = store.form.value;
  const kept = (value, values) => offered(value, values) || null;
  return {
    model: name,
    aspect_ratio: kept(form.aspect_ratio, model?.ratios),
    resolution: kept(form.resolution, model?.resolutions),
    quality: kept(form.quality, model?.qualities),
  };
}

function Model({ panel, making, id }) {
  const { store } = panel;
  return (
    <div class="imn-setting imn-setting-model">
      <label class="imn-label" for={id}>
        Model
      </label>
      <select id={id} class="imn-field" aria-describedby={`${id}-price`} value={store.form.value.model} onChange={(event) => making.set(withModel(store, event.currentTarget.value))}>
        {store.models.value.map(({ name, label }) => (
          <option key={name} value={name}>
            {label}
          </option>
        ))}
      </select>
      <p class="imn-hint" id={`${id}-price`}>
        {modelOf(store)?.price}
      </p>
    </div>
  );
}

/** The columns of one row, two even ones and three; which it is depends on the room. */
function rowsOf(count) {
  return { "--imn-one": String(count), "--imn-two": String(Math.max(8, Math.ceil(count / 2))), "--imn-three": String(Math.max(5, Math.ceil(count / 3))) };
}

/** Ratios as shapes: a radio group, in which the arrows choose as they do in any. */
function Ratios({ name, making, form, values, reason }) {
  const chosen = offered(form.aspect_ratio, values);
  return (
    <fieldset class="imn-ratios" disabled={reason !== ""}>
      <legend class="imn-label">Shape</legend>
      <div class="imn-ratio-list" style={rowsOf(values.length + 1)}>
        {["", ...values].map((ratio) => (
          <label key={ratio} class="imn-ratio" title={ratio || "The model's own shape"}>
            <input
              class="imn-visually-hidden"
              type="radio"
              name={name}
              value={ratio}
              checked={ratio === chosen}
              aria-label={ratio || "Any shape"}
              onChange={() => making.set({ aspect_ratio: ratio || null })}
            />
            <Shape ratio={ratio} />
            <span aria-hidden="true">{ratio || "any"}</span>
          </label>
        ))}
      </div>
      {reason && <p class="imn-hint">{reason}</p>}
    </fieldset>
  );
}

function Shape({ ratio }) {
  const box = ratioBox(ratio);
  const sides = box ?? { width: 16, height: 16 };
  return (
    <svg class="imn-shape" width="24" height="24" viewBox="0 0 24 24" aria-hidden="true">
      <rect
        x={(24 - sides.width) / 2}
        y={(24 - sides.height) / 2}
        width={sides.width}
        height={sides.height}
        rx="2"
        stroke-dasharray={box ? undefined : "3 3"}
      />
    </svg>
  );
}
