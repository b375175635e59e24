// Two pictures over or beside each other: each way takes {one, other, at, panning}.
import { useEffect, useRef, useState } from "preact/hooks";
import { GAIN, comparedSize, difference, dividerAfter } from "./difference.js";
import { percent } from "./painting.js";
import { transformOf } from "./panning.js";

const BLINK = 700; // ms; slower than what can harm

const shapeOf = ({ width, height }) => ({ "--imn-ratio": `${width} / ${height}`, "--imn-shape": String(width / height) });

function Frame({ shape, panning, at, label, children }) {
  return (
    <div class={`imn-frame ${at.scale > 1 ? "imn-is-zoomed" : ""}`} style={shapeOf(shape)} role="group" aria-label={label} {...panning.handlers}>
      {children}
    </div>
  );
}

const Layer = ({ picture, at }) => <img class="imn-layer" src={picture.url} alt={picture.alt} draggable={false} style={{ transform: transformOf(at) }} />;

export function Slider({ one, other, at, panning }) {
  const [value, setValue] = useState(50);
  const frame = useRef(null);
  const drag = (event) => {
    if (!event.currentTarget.hasPointerCapture(event.pointerId)) return;
    const box = frame.current.getBoundingClientRect();
    setValue(Math.min(100, Math.max(0, ((event.clientX - box.left) / box.width) * 100)));
  };
  const key = (event) => {
    const next = dividerAfter(value, event.key);
    if (next === null) return;
    event.preventDefault();
    setValue(next);
  };
  return (
    <Frame shape={one.bitmap} panning={panning} at={at} label={`${one.alt} and ${other.alt}`}>
      <div class="imn-layers" ref={frame}>
        <Layer picture={other} at={at} />
        <div class="imn-layers" style={{ clipPath: `inset(0 ${100 - value}% 0 0)` }}>
          <Layer picture={one} at={at} />
        </div>
        <Corner mark="A" />
        <Corner mark="B" />
        <div
          class="imn-divider"
          role="slider"
          tabIndex={0}
          aria-label="Divider between A and B"
          aria-valuemin={0}
          aria-valuemax={100}
          aria-valuenow={Math.round(value)}
          aria-valuetext={`${Math.round(value)}% of A`}
          style={{ left: `${value}%` }}
          onKeyDown={key}
          onPointerDown={(event) => {
            event.stopPropagation();
            event.currentTarget.setPointerCapture(event.pointerId);
          }}
          onPointerMove={drag}
        />
      </div>
    </Frame>
  );
}

const Corner = ({ mark }) => (
  <span class={`imn-badge imn-corner imn-corner-${mark.toLowerCase()}`} aria-hidden="true">
    {mark}
  </span>
);

export function SideBySide({ one, other, at, panning }) {
  return (
    <div class="imn-side">
      {[one, other].map((picture, index) => (
        <figure key={index}>
          <Frame shape={one.bitmap} panning={panning} at={at} label={picture.alt}>
            <Layer picture={picture} at={at} />
            <Corner mark={"AB"[index]} />
          </Frame>
          <figcaption class="imn-hint">{picture.alt}</figcaption>
        </figure>
      ))}
    </div>
  );
}

export function Blink({ one, other, at, panning }) {
  const [isOther, setOther] = useState(false);
  const [isBlinking, setBlinking] = useState(() => !matchMedia("(prefers-reduced-motion: reduce)").matches);
  useEffect(() => {
    if (!isBlinking) return undefined;
    const timer = setInterval(() => setOther((now) => !now), BLINK);
    return () => clearInterval(timer);
  }, [isBlinking]);
  return (
    <>
      <Frame shape={one.bitmap} panning={panning} at={at} label={`${one.alt} and ${other.alt}, one after the other`}>
        <Layer picture={one} at={at} />
        <div class="imn-layers" style={{ visibility: isOther ? "visible" : "hidden" }}>
          <Layer picture={other} at={at} />
        </div>
        <Corner mark={isOther ? "B" : "A"} />
      </Frame>
      <div class="imn-buttons">
        <button type="button" class="imn-button" onClick={() => setBlinking(!isBlinking)}>
          {isBlinking ? "Stop blinking" : "Blink"}
        </button>
        <button
          type="button"
          class="imn-button"
          onClick={() => {
            setBlinking(false);
            setOther(!isOther);
          }}
        >
          Show {isOther ? "A" : "B"}
        </button>
      </div>
    </>
  );
}

/** The pixels of a picture at a size. */
function pixelsOf(bitmap, { width, height }) {
  const canvas = Object.assign(document.createElement("canvas"), { width, height });
  const context = canvas.getContext("2d", { willReadFrequently: true });
  context.imageSmoothingQuality = "high";
  context.drawImage(bitmap, 0, 0, width, height);
  return context.getImageData(0, 0, width, height).data;
}

export function Difference({ one, other, at, panning }) {
  const canvas = useRef(null);
  const [changed, setChanged] = useState(null);
  const size = comparedSize(one.bitmap, other.bitmap);
  useEffect(() => {
    const found = difference(pixelsOf(one.bitmap, size), pixelsOf(other.bitmap, size));
    canvas.current.getContext("2d").putImageData(new ImageData(found.pixels, size.width, size.height), 0, 0);
    setChanged(found.changed);
  }, [one.bitmap, other.bitmap, size.width, size.height]);
  return (
    <>
      <Frame shape={one.bitmap} panning={panning} at={at} label={`What differs between ${one.alt} and ${other.alt}`}>
        <canvas ref={canvas} class="imn-layer" width={size.width} height={size.height} style={{ transform: transformOf(at) }} />
      </Frame>
      <p class="imn-compare-figure" role="status">
        {changed !== null && `${percent(changed)} of the pixels differ; differences are shown ${GAIN} times as strong.`}
      </p>
    </>
  );
}
