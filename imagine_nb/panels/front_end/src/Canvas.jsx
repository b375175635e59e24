// The picture that is painted over, at the screen's scale; strokes are kept in the source's pixels.
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { boxBetween, draw, drawStep, placeOf, shownSize } from "./painting.js";

const COLOUR = "#ff2d78";
const LEAST = 240; // px of height that a picture is given however low the page is

/** The room that the stage has, as it changes: {width, height} in px, or null before it is known. */
function useRoom(stage) {
  const [room, setRoom] = useState(null);
  useLayoutEffect(() => {
    const frame = stage.current.parentElement;
    const measure = () => setRoom({ width: Math.max(80, frame.clientWidth), height: Math.max(LEAST, frame.clientHeight) });
    const watcher = new ResizeObserver(measure);
    watcher.observe(frame);
    measure();
    return () => watcher.disconnect();
  }, [stage]);
  return room;
}

/** What the pointer does on the canvas: strokes and rectangles, drawn as they grow and told when they end. */
function usePointer({ canvas, image, tool, brush, add, setBox, setCursor }) {
  const doing = useRef(null);
  const place = (event) => placeOf(event, canvas.current.getBoundingClientRect(), image.size);
  const grow = (event) => {
    const step = doing.current;
    if (step.tool === "rectangle") {
      step.box = boxBetween(step.from, place(event), image.size);
      return setBox(step.box);
    }
    const context = canvas.current.getContext("2d");
    for (const each of event.getCoalescedEvents?.() ?? [event]) {
      const point = place(each);
      const last = step.points.at(-1);
      step.points.push(point);
      drawStep(context, { ...step, points: [last, point] }, image.size, COLOUR);
    }
    return undefined;
  };
  const end = () => {
    const step = doing.current;
    doing.current = null;
    setBox(null);
    if (step && (step.tool !== "rectangle" || step.box)) add(step);
  };
  return {
    onPointerDown(event) {
      if (event.button !== 0) return;
      event.currentTarget.setPointerCapture(event.pointerId);
      const point = place(event);
      if (tool === "rectangle") doing.current = { tool, from: point, box: null };
      else {
        doing.current = { tool, size: brush, points: [point] };
        drawStep(canvas.current.getContext("2d"), doing.current, image.size, COLOUR);
      }
    },
    onPointerMove(event) {
      setCursor(place(event));
      if (doing.current) grow(event);
    },
    onPointerUp: end,
    onPointerCancel: end,
    onPointerLeave: () => setCursor(null),
  };
}

/** Draws the picture once at the size it is shown at: a large one is scaled with every stroke else, which is slow. */
function useGround(ground, blob, { width, height }) {
  useEffect(() => {
    let isWanted = true;
    createImageBitmap(blob, { resizeWidth: width, resizeHeight: height, resizeQuality: "high", imageOrientation: "from-image" }).then(
      (bitmap) => {
        if (isWanted) ground.current.getContext("2d").drawImage(bitmap, 0, 0, width, height);
        bitmap.close();
      },
      () => {},
    );
    return () => (isWanted = false);
  }, [ground, blob, width, height]);
}

export function Canvas({ image, painting, tool, brush, add }) {
  const ground = useRef(null);
  const stage = useRef(null);
  const canvas = useRef(null);
  const [box, setBox] = useState(null);
  const [cursor, setCursor] = useState(null);
  const room = useRoom(stage);
  const shown = room ? shownSize(image.size, room) : { width: 1, height: 1 };
  const scale = Math.min(2, devicePixelRatio || 1);
  const sharp = { width: Math.round(shown.width * scale), height: Math.round(shown.height * scale) };
  useGround(ground, image.blob, sharp);
  const handlers = usePointer({ canvas, image, tool, brush, add, setBox, setCursor });
  useEffect(() => {
    if (room) draw(canvas.current.getContext("2d"), painting.steps, image.size, COLOUR);
  }, [painting, image, sharp.width, sharp.height, room]);
  const percentOf = (value, side) => `${(value / image.size[side]) * 100}%`;
  return (
    <div class="imn-stage" ref={stage} style={{ width: `${shown.width}px`, height: `${shown.height}px` }}>
      <canvas ref={ground} class="imn-stage-ground" {...sharp} />
      <canvas
        ref={canvas}
        class={`imn-stage-canvas imn-tool-${tool}`}
        {...sharp}
        role="img"
        aria-label="The picture to paint on; the four fields below set a rectangle without a pointer"
        {...handlers}
      />
      {box && (
        <div
          class="imn-stage-box"
          style={{ left: percentOf(box.x, "width"), top: percentOf(box.y, "height"), width: percentOf(box.w, "width"), height: percentOf(box.h, "height") }}
        />
      )}
      {cursor && tool !== "rectangle" && (
        <div
          class="imn-stage-cursor"
          style={{ left: percentOf(cursor.x, "width"), top: percentOf(cursor.y, "height"), width: percentOf(brush, "width"), height: percentOf(brush, "height") }}
        />
      )}
    </div>
  );
}
