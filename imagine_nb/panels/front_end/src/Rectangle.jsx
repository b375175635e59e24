// A rectangle by its numbers: the way to a region without a pointer.
import { useState } from "preact/hooks";
import { boxProblem } from "./painting.js";

const FIELDS = [
  { name: "x", label: "X", title: "From the left" },
  { name: "y", label: "Y", title: "From the top" },
  { name: "w", label: "Width", title: "Width" },
  { name: "h", label: "Height", title: "Height" },
];

export function Rectangle({ size, set }) {
  const [box, setBox] = useState({ x: Math.round(size.width / 4), y: Math.round(size.height / 4), w: Math.round(size.width / 2), h: Math.round(size.height / 2) });
  const [problem, setProblem] = useState("");
  const submit = (event) => {
    event.preventDefault();
    const wrong = boxProblem(box, size);
    setProblem(wrong);
    if (!wrong) set(Object.fromEntries(Object.entries(box).map(([name, value]) => [name, Number(value)])));
  };
  return (
    <form class="imn-rectangle" aria-label="Rectangle in pixels" noValidate onSubmit={submit}>
      {FIELDS.map(({ name, label, title }) => (
        <label key={name} title={title}>
          <span>{label}</span>
          <input
            class="imn-field"
            type="number"
            min={name === "w" || name === "h" ? 1 : 0}
            max={name === "x" || name === "w" ? size.width : size.height}
            value={box[name]}
            onInput={(event) => setBox({ ...box, [name]: event.currentTarget.value })}
          />
        </label>
      ))}
      <button type="submit" class="imn-button">
        Add the rectangle
      </button>
      <div role="alert">{problem && <p class="imn-error">{problem}</p>}</div>
    </form>
  );
}
