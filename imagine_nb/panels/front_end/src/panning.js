// Zoom and pan that several pictures share, in shares of their frame, so that they stay side by side at any size.
import { useRef } from "preact/hooks";
import { FITTED, panned, zoomed } from "./zoom.js";

const UNIT = { width: 1, height: 1 };

/** The view after a zoom by `factor` about a place of the frame, both from 0 to 1; what is there stays there. */
export const zoomedAt = (view, factor, { x, y } = { x: 0.5, y: 0.5 }) => zoomed(view, factor, { x: x - 0.5, y: y - 0.5 }, UNIT, UNIT);

/** The view moved by shares of the frame; never past an edge of the picture. */
export const pannedBy = (view, dx, dy) => panned(view, dx, dy, UNIT, UNIT);

/** A view as the transform of a picture that fills its frame. */
export const transformOf = ({ scale, x, y }) => `translate(${x * 100}%, ${y * 100}%) scale(${scale})`;

/** Handlers of a frame that zooms by the wheel (with Ctrl or ⌘, so that the page scrolls without) and pans by dragging. */
export function usePanning(at, setAt) {
  const from = useRef(null);
  const place = (event) => {
    const frame = event.currentTarget.getBoundingClientRect();
    return { x: (event.clientX - frame.left) / frame.width, y: (event.clientY - frame.top) / frame.height };
  };
  return {
    zoom: (factor) => setAt(zoomedAt(at, factor)),
    handlers: {
      onWheel(event) {
        if (!event.ctrlKey && !event.metaKey && at.scale === 1) return;
        event.preventDefault();
        setAt(zoomedAt(at, event.deltaY < 0 ? 1.2 : 1 / 1.2, place(event)));
      },
      onDblClick: (event) => setAt(at.scale > 1 ? FITTED : zoomedAt(at, 3, place(event))),
      onPointerDown(event) {
        if (event.button !== 0 || at.scale === 1 || event.target.closest("[role=slider]")) return;
        event.currentTarget.setPointerCapture(event.pointerId);
        from.current = place(event);
      },
      onPointerMove(event) {
        if (!from.current) return;
        const now = place(event);
        setAt(pannedBy(at, now.x - from.current.x, now.y - from.current.y));
        from.current = now;
      },
      onPointerUp: () => (from.current = null),
      onPointerCancel: () => (from.current = null),
    },
  };
}
