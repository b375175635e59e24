// The view in which two pictures are compared: with a slider, side by side, blinking, or by what differs.
import { useEffect, useState } from "preact/hooks";
import { Thumb } from "./Card.jsx";
import { Blink, Difference, SideBySide, Slider } from "./Comparison.jsx";
import { pair, sizeNotice } from "./difference.js";
import { IconButton } from "./icons.jsx";
import { useImage } from "./images.js";
import { altOf } from "./model.js";
import { usePanning } from "./panning.js";
import { cardOf } from "./store.js";
import { FITTED } from "./zoom.js";

const MODES = [
  { name: "slider", label: "Slider", Shown: Slider },
  { name: "side", label: "Side by side", Shown: SideBySide },
  { name: "blink", label: "Blink", Shown: Blink },
  { name: "difference", label: "Difference", Shown: Difference },
];

/** The decoded picture of a blob and its size, or null while it is not there. */
function useBitmap(blob) {
  const [bitmap, setBitmap] = useState(null);
  useEffect(() => {
    let made = null;
    let isWanted = Boolean(blob);
    setBitmap(null);
    if (isWanted) {
      const keep = (decoded) => {
        if (!isWanted) return decoded.close();
        made = decoded;
        return setBitmap(decoded);
      };
      createImageBitmap(blob).then(keep, () => {});
    }
    return () => {
      isWanted = false;
      made?.close();
    };
  }, [blob]);
  return bitmap;
}

/** The picture to compare: {id, alt, url, error, bitmap}. */
function usePicture(panel, id) {
  const image = useImage(panel, id);
  const bitmap = useBitmap(image.blob);
  const alt = id ? altOf(cardOf(panel.store, id).value) : "";
  return { id, alt, url: image.url, error: image.error, bitmap };
}

export function Compare({ panel, isShown }) {
  const { store } = panel;
  const ids = store.compare.value;
  const [chosen, setChosen] = useState([]);
  const [a, b] = pair(ids, chosen);
  const selected = store.selected.value;
  useEffect(() => {
    if (isShown && store.compare.value.length < 2 && selected.length === 2) store.compare.value = selected;
  }, [store, isShown, selected]);
  return (
    <div class="imn-compare">
      <Choice {...{ panel, ids, a, b }} choose={setChosen} />
      {a && b && isShown ? (
        <Pair key={`${a} ${b}`} panel={panel} a={a} b={b} />
      ) : (
        <p class="imn-hint">Select two pictures, in the gallery or among the results, and press Compare.</p>
      )}
    </div>
  );
}

/** Which pictures are compared: all that were chosen, two of them as A and B. */
function Choice({ panel, ids, a, b, choose }) {
  const { store } = panel;
  const selected = store.selected.value;
  const pick = (id) => (id === a || id === b ? choose([b, a]) : choose([a, id]));
  return (
    <div class="imn-compare-choice">
      <ul class="imn-compare-list" role="list" aria-label="Compared">
        {ids.map((id) => {
          const alt = altOf(cardOf(store, id).value);
          const mark = id === a ? "A" : id === b ? "B" : "";
          return (
            <li key={id} aria-label={alt}>
              <button type="button" class={`imn-compare-thumb ${mark && "imn-is-chosen"}`} aria-label={mark ? `${alt}: ${mark}` : `Show ${alt} as B`} title={alt} onClick={() => pick(id)}>
                <Thumb panel={panel} id={id} />
                {mark && <span class="imn-badge imn-compare-mark">{mark}</span>}
              </button>
            </li>
          );
        })}
      </ul>
      {a && b && <IconButton icon="vary" label="Swap A and B" onClick={() => choose([b, a])} />}
      <button
        type="button"
        class="imn-button"
        aria-disabled={selected.length < 2}
        onClick={() => {
          if (selected.length < 2) return;
          store.compare.value = selected;
          choose([]);
        }}
      >
        {selected.length < 2 ? "Compare the selected" : `Compare the ${selected.length} selected`}
      </button>
    </div>
  );
}

function Pair({ panel, a, b }) {
  const [mode, setMode] = useState("slider");
  const [at, setAt] = useState(FITTED);
  const one = usePicture(panel, a);
  const other = usePicture(panel, b);
  const panning = usePanning(at, setAt);
  const { Shown } = MODES.find(({ name }) => name === mode);
  const error = one.error || other.error;
  const isReady = one.bitmap && other.bitmap;
  return (
    <>
      <div class="imn-compare-bar">
        <div class="imn-segments" role="radiogroup" aria-label="How to compare">
          {MODES.map(({ name, label }) => (
            <label key={name} class="imn-segment">
              <input class="imn-visually-hidden" type="radio" name={`${panel.link.view}-compare`} checked={mode === name} onChange={() => setMode(name)} />
              <span>{label}</span>
            </label>
          ))}
        </div>
        <Zoom at={at} setAt={setAt} panning={panning} />
      </div>
      {error && <p class="imn-error">{error}</p>}
      {!isReady && !error && <div class="imn-place imn-compare-waiting" role="status" aria-label="The pictures are being fetched" />}
      {isReady && <Shown {...{ one, other, at, panning }} />}
      {isReady && sizeNotice(one.bitmap, other.bitmap) && <p class="imn-hint">{sizeNotice(one.bitmap, other.bitmap)}</p>}
    </>
  );
}

function Zoom({ at, setAt, panning }) {
  return (
    <div class="imn-zoom" role="group" aria-label="Zoom">
      <IconButton icon="minus" label="Zoom out" onClick={() => panning.zoom(1 / 1.5)} />
      <span class="imn-zoom-value">{Math.round(at.scale * 100)}%</span>
      <IconButton icon="plus" label="Zoom in" onClick={() => panning.zoom(1.5)} />
      <IconButton icon="fit" label="Fit" onClick={() => setAt(FITTED)} />
    </div>
  );
}
