// A box in which a picture is zoomed by the wheel or a double click, and panned by dragging.
import { useImperativeHandle, useRef, useState } from "preact/hooks";
import { FITTED, fitted, panned, zoomed } from "./zoom.js";

/** `width` and `height` are the picture's own, in pixels; `control` is a ref that gets {by(factor), fit()}. */
export function Zoomable({ control, width, height, children }) {
  const box = useRef(null);
  const [state, setState] = useState(FITTED);
  const held = useRef(null); // pointer and where it was

  const geometry = () => {
    const { width: w, height: h } = box.current.getBoundingClientRect();
    const area = { width: w, height: h };
    return [fitted({ width, height }, area), area];
  };
  const zoom = (factor, point = { x: 0, y: 0 }) => setState((old) => zoomed(old, factor, point, ...geometry()));
  const fit = () => setState(FITTED);
  const pointOf = (event) => {
    const area = box.current.getBoundingClientRect();
    return { x: event.clientX - area.left - area.width / 2, y: event.clientY - area.top - area.height / 2 };
  };
  useImperativeHandle(control, () => ({ by: zoom, fit }), [width, height]);
  const turn = (event) => {
    event.preventDefault();
    zoom(Math.exp(-event.deltaY / 400), pointOf(event));
  };
  const grab = (event) => {
    if (event.button !== 0) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    held.current = { x: event.clientX, y: event.clientY };
  };
  const drag = (event) => {
    if (!held.current) return;
    const { x, y } = held.current;
    held.current = { x: event.clientX, y: event.clientY };
    setState((old) => panned(old, event.clientX - x, event.clientY - y, ...geometry()));
  };
  const drop = () => (held.current = null);
  return (
    <div
      class={`imn-zoomable ${state.scale > 1 ? "imn-is-zoomed" : ""}`}
      ref={box}
      onWheel={turn}
      onPointerDown={grab}
      onPointerMove={drag}
      onPointerUp={drop}
      onPointerCancel={drop}
      onDblClick={(event) => (state.scale > 1 ? fit() : zoom(3, pointOf(event)))}
    >
      <div class="imn-zoomed" style={{ transform: `translate(${state.x}px, ${state.y}px) scale(${state.scale})` }}>
        {children}
      </div>
    </div>
  );
}
