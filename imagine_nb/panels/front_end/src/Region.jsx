// The region of a source: painted over its picture, the form's mask; one rectangle alone is the form's region, as four numbers.
import { useEffect, useState } from "preact/hooks";
import { Canvas } from "./Canvas.jsx";
import { useDialog } from "./dialog.js";
import { IconButton } from "./icons.jsx";
import { exported, overlay, paintedShare } from "./masks.js";
import { errorOf } from "./model.js";
import { NOTHING, added, boxOf, boxText, brushSizes, nextSize, percent, redone, undone } from "./painting.js";
import { Rectangle } from "./Rectangle.jsx";
import { sent } from "./uploads.js";

const TOOLS = [
  { name: "brush", label: "Brush", key: "b" },
  { name: "eraser", label: "Eraser", key: "e" },
  { name: "rectangle", label: "Rectangle", key: "r" },
];
const WORDS =
  "The API has no masks: the whole picture is edited, and only what is painted here is set into the source. Outside it every pixel stays as it is.";

/** A dialog over everything, where a source is being painted; else nothing. */
export function Region({ panel, sourcing }) {
  const key = panel.store.region.value;
  const source = panel.store.sources.value.find((each) => each.key === key);
  return source ? <Painter key={key} panel={panel} sourcing={sourcing} source={source} /> : null;
}

/** The bytes and the size of a source: {blob, size, error}. */
function useSource(panel, key) {
  const [state, setState] = useState({ blob: null, size: null, error: "" });
  useEffect(() => {
    let isWanted = true;
    const take = async () => {
      const { mime, width, height, buffers } = await panel.link.ask("source_image", { key });
      if (isWanted) setState({ blob: new Blob([buffers[0]], { type: mime }), size: { width, height }, error: "" });
    };
    take().catch((error) => isWanted && setState({ blob: null, size: null, error: errorOf(error).text }));
    return () => (isWanted = false);
  }, [panel, key]);
  return state;
}

function Painter({ panel, sourcing, source }) {
  const { store } = panel;
  const kept = sourcing.region.value;
  const [painting, setPainting] = useState(kept?.source === source.key ? { steps: kept.steps, undone: [] } : NOTHING);
  const [tool, setTool] = useState("brush");
  const [size, setSize] = useState(null); // of the brush, in the source's pixels; null: the picture's first
  const [busy, setBusy] = useState("");
  const [problem, setProblem] = useState("");
  const image = useSource(panel, source.key);
  const close = () => (store.region.value = null);
  const dialog = useDialog(close);
  const sizes = image.size ? brushSizes(image.size) : { least: 1, most: 100, first: 20 };
  const brush = size ?? sizes.first;
  const add = (step) => {
    setProblem("");
    setPainting((now) => added(now, step));
  };

  const mask = async () => {
    const blob = await exported(painting.steps, image.size);
    const reply = await sent(panel.link, blob, { name: "region.png", kind: "mask", limits: store.limits.value });
    return reply.source.key;
  };
  const use = async () => {
    const { steps } = painting;
    if (!paintedShare(steps, image.size)) return setProblem("Nothing is painted yet. Paint what may change.");
    setBusy("Sending the region");
    try {
      const box = boxOf(steps);
      const said = box ? { mask: null, region: boxText(box) } : { mask: await mask(), region: null };
      sourcing.setRegion(said, { source: source.key, steps, blob: await overlay(steps, image.size) });
      close();
    } catch (error) {
      setBusy("");
      setProblem(errorOf(error).text);
    }
    return undefined;
  };
  const keys = (event) => {
    if (event.target.matches("input[type=number]")) return;
    const step = { "[": -1, "]": 1 }[event.key];
    const isCommand = event.ctrlKey || event.metaKey;
    const chosen = !isCommand && !event.altKey && TOOLS.find((each) => each.key === event.key);
    if (step) setSize(nextSize(brush, step, sizes));
    else if (chosen) setTool(chosen.name);
    else if (isCommand && event.key.toLowerCase() === "z") setPainting(event.shiftKey ? redone : undone);
    else if (isCommand && event.key.toLowerCase() === "y") setPainting(redone);
    else return;
    event.preventDefault();
  };
  return (
    <dialog class="imn-region" aria-label={`Region of ${source.name}`} onKeyDown={keys} {...dialog}>
      <header class="imn-region-head">
        <h2>Region of {source.name}</h2>
        <IconButton icon="close" label="Close" onClick={close} />
      </header>
      <p class="imn-region-words">{WORDS}</p>
      <div class="imn-region-tools">
        <Tools {...{ panel, tool, setTool }} />
        <label class="imn-region-size">
          <span>Brush size</span>
          <input type="range" min={sizes.least} max={sizes.most} value={brush} title="[ and ]" onInput={(event) => setSize(Number(event.currentTarget.value))} />
        </label>
        <Steps {...{ painting, setPainting, add }} />
      </div>
      <div class="imn-region-stage">
        {image.error && <p class="imn-error">{image.error}</p>}
        {image.size && <Canvas {...{ image, painting, tool, add, brush }} />}
      </div>
      {image.size && <Rectangle size={image.size} set={(box) => add({ tool: "rectangle", box })} />}
      <footer class="imn-region-foot">
        <Share painting={painting} size={image.size} />
        <div role="alert">{problem && <p class="imn-error">{problem}</p>}</div>
        <button type="button" class="imn-button" onClick={close}>
          Close without it
        </button>
        <button type="button" class="imn-button imn-button-primary" aria-disabled={!image.size || busy !== ""} onClick={() => image.size && !busy && use()}>
          {busy || "Use this region"}
        </button>
      </footer>
    </dialog>
  );
}

function Tools({ panel, tool, setTool }) {
  return (
    <div class="imn-segments" role="radiogroup" aria-label="Tool">
      {TOOLS.map(({ name, label, key }) => (
        <label key={name} class="imn-segment" title={`${label} (${key})`}>
          <input class="imn-visually-hidden" type="radio" name={`${panel.link.view}-tool`} checked={tool === name} onChange={() => setTool(name)} />
          <span>{label}</span>
        </label>
      ))}
    </div>
  );
}

function Steps({ painting, setPainting, add }) {
  const steps = [
    { label: "Undo", run: () => setPainting(undone), isOff: !painting.steps.length },
    { label: "Redo", run: () => setPainting(redone), isOff: !painting.undone.length },
    { label: "Invert", run: () => add({ tool: "invert" }) },
    { label: "Clear", run: () => add({ tool: "clear" }), isOff: !painting.steps.length },
  ];
  return (
    <div class="imn-region-steps">
      {steps.map(({ label, run, isOff = false }) => (
        // a button that turns itself off would drop the focus
        <button key={label} type="button" class="imn-button" aria-disabled={isOff} onClick={() => !isOff && run()}>
          {label}
        </button>
      ))}
    </div>
  );
}

function Share({ painting, size }) {
  const share = size ? paintedShare(painting.steps, size) : 0;
  return (
    <p class="imn-hint imn-region-share" role="status">
      {percent(share)} of the picture may change
    </p>
  );
}
