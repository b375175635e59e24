// Every picture kept, always in sight: a grid (a strip where the panel is narrow) that holds only what is seen.
import { useCallback, useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { ActionButton, Card } from "./Card.jsx";
import { Filters } from "./Filters.jsx";
import { IconButton } from "./icons.jsx";
import { isPlain } from "./model.js";
import { cardOf } from "./store.js";
import { layoutOf, moved, revealing, sightOf, spotOf } from "./window.js";

const GAP = 6; // px between two tiles
const LEAST = 108; // px of a tile in the column
const LEAST_WIDE = 150; // px of a tile where the gallery has the whole panel

export function Gallery({ panel }) {
  const { store } = panel;
  const total = store.gallery.total.value;
  const isWide = store.isWide.value;
  return (
    <aside class="imn-gallery" aria-label="Pictures">
      <header class="imn-gallery-head">
        <h2>Gallery</h2>
        <span class="imn-gallery-total">{total.toLocaleString("en")}</span>
        <IconButton
          icon={isWide ? "shrink" : "expand"}
          label={isWide ? "Beside the work" : "Whole panel"}
          aria-pressed={isWide}
          onClick={() => (store.isWide.value = !isWide)}
        />
      </header>
      <Filters panel={panel} />
      {store.gallery.error.value && <p class="imn-error">{store.gallery.error.value}</p>}
      <Chosen panel={panel} />
      <Grid panel={panel} />
    </aside>
  );
}

const TOGETHER = ["combine", "compare", "ask", "favourite", "save", "delete"];

function Chosen({ panel }) {
  const { store, actions } = panel;
  const ids = store.selected.value;
  if (!ids.length) return null;
  return (
    <div class="imn-chosen" role="toolbar" aria-label="With the selected pictures">
      <span>{ids.length} selected</span>
      {TOGETHER.map((name) => (
        <ActionButton key={name} action={name} run={(_, event) => actions.run(name, ids, event.currentTarget)} />
      ))}
      <IconButton icon="close" label="Clear selection" onClick={() => actions.select([])} />
    </div>
  );
}

/** How much of the list is seen along its length, and how much room there is across, kept up to date. */
function useBox(ref, isStrip) {
  const [box, setBox] = useState({ extent: 0, across: 0 });
  useLayoutEffect(() => {
    const measure = () => {
      const { clientWidth: width, clientHeight: height, firstElementChild: list } = ref.current;
      const now = isStrip ? [width, list.clientHeight] : [height, list.clientWidth];
      setBox((old) => (old.extent === now[0] && old.across === now[1] ? old : { extent: now[0], across: now[1] }));
    };
    measure();
    const watch = new ResizeObserver(measure);
    watch.observe(ref.current);
    return () => watch.disconnect();
  }, [ref, isStrip]);
  return box;
}

/** How far an element is scrolled, told once a frame. */
function useOffset(isStrip) {
  const [offset, setOffset] = useState(0);
  const frame = useRef(0);
  const onScroll = useCallback(
    (event) => {
      const element = event.currentTarget;
      cancelAnimationFrame(frame.current);
      frame.current = requestAnimationFrame(() => setOffset(isStrip ? element.scrollLeft : element.scrollTop));
    },
    [isStrip],
  );
  return [offset, onScroll];
}

function Grid({ panel }) {
  const { store, pages } = panel;
  const scroller = useRef(null);
  const isWide = store.isWide.value;
  const isStrip = store.isNarrow.value && !isWide;
  const { extent, across } = useBox(scroller, isStrip);
  const [offset, onScroll] = useOffset(isStrip);
  const total = store.gallery.total.value;
  const version = store.gallery.version.value;
  const layout = layoutOf({ across, total, least: isWide ? LEAST_WIDE : LEAST, gap: GAP, isStrip });
  const sight = sightOf(layout, { offset, extent, total });
  const cursor = useCursor({ panel, scroller, layout, offset, extent, total, version, isStrip });
  const choose = useChoosing(panel);

  useEffect(() => {
    if (extent) pages.look(sight.first, Math.max(sight.last, sight.first));
  }, [pages, extent, sight.first, sight.last, version]);
  useEffect(() => {
    scroller.current.scrollTo(0, 0);
  }, [store.gallery.query.value, isStrip]);

  const places = [];
  for (let place = sight.from; place <= sight.to; place++) places.push(place);
  const isOut = cursor.place < sight.from || cursor.place > sight.to;
  const hasFocus = scroller.current?.contains(panel.root.getRootNode().activeElement);
  if (isOut && hasFocus && cursor.place < total) places.push(cursor.place); // what has the focus stays, out of sight too
  const stop = isOut && !hasFocus ? sight.first : cursor.place;
  const size = isStrip ? { width: `${layout.length}px` } : { height: `${layout.length}px` };
  return (
    <div class={`imn-scroll ${isStrip ? "imn-is-strip" : ""}`} ref={scroller} onScroll={onScroll}>
      <div class="imn-grid" role="list" aria-label="Gallery" style={size}>
        {places.map((place) => (
          <Tile key={pages.at(place) ?? `#${place}`} {...{ panel, place, layout, total, stop, cursor, choose }} />
        ))}
      </div>
      {total === 0 && <Empty panel={panel} />}
    </div>
  );
}

function Tile({ panel, place, layout, total, stop, cursor, choose }) {
  const id = panel.pages.at(place);
  const { x, y } = spotOf(layout, place);
  const side = `${layout.tile}px`;
  const style = { transform: `translate(${x}px, ${y}px)`, width: side, height: side };
  if (id && cardOf(panel.store, id).value.is_deleted) {
    return <div class="imn-card imn-card-tile imn-is-deleted" style={style} aria-hidden="true" />;
  }
  if (!id) return <div class="imn-card imn-card-tile imn-is-loading" style={style} aria-hidden="true" />;
  return (
    <Card
      panel={panel}
      id={id}
      size="tile"
      style={style}
      tabIndex={place === stop ? 0 : -1}
      aria-posinset={place + 1}
      aria-setsize={total}
      data-place={place}
      onChoose={(event) => choose(event, id, place)}
      onKeyDown={(event) => cursor.press(event, place)}
      onFocusIn={() => cursor.set(place)}
    />
  );
}

/** The one place of the grid that Tab reaches; arrows move it and bring it into sight. */
function useCursor({ panel, scroller, layout, offset, extent, total, version, isStrip }) {
  const { pages } = panel;
  const [place, setPlace] = useState(0);
  const at = useRef({ id: undefined, isMoving: false });
  useLayoutEffect(() => {
    // Pictures that came or went before it move it along; when its own went, its place stays.
    const now = at.current.id === undefined ? -1 : pages.placeOf(at.current.id);
    if (now >= 0 && now !== place) setPlace(now);
    else if (place >= total && total > 0) setPlace(total - 1);
    else at.current.id = pages.at(place);
  }, [version, total]);
  useLayoutEffect(() => {
    if (!at.current.isMoving) return;
    const target = scroller.current.querySelector(`[data-place="${place}"] .imn-card-open`);
    if (!target) return;
    target.focus({ preventScroll: true });
    at.current.isMoving = false;
  }, [place, version, offset]);
  const set = (next) => {
    at.current.id = pages.at(next);
    setPlace(next);
  };
  const press = (event, from) => {
    const next = moved(layout, from, event.key, { total, extent });
    if (next === null) return;
    event.preventDefault();
    at.current.isMoving = next !== from;
    const to = revealing(layout, next, { offset, extent });
    scroller.current.scrollTo(isStrip ? { left: to } : { top: to });
    set(next);
  };
  return { place, set, press };
}

/** Choosing in the grid: a click toggles, with Shift all from the last one chosen to this. */
function useChoosing({ store, actions, pages }) {
  const anchor = useRef(null);
  return async (event, id, place) => {
    const from = anchor.current === null ? -1 : pages.placeOf(anchor.current);
    anchor.current = id;
    if (!event.shiftKey || from < 0 || from === place) return actions.toggle(id);
    const range = await pages.between(from, place);
    actions.select([...new Set([...store.selected.value, ...range])]);
  };
}

function Empty({ panel }) {
  const { store, pages } = panel;
  if (!store.ready.value) return null;
  if (!store.keeps.value) return <p class="imn-empty">There is no gallery: what you make is here until the kernel ends. Save what you need.</p>;
  if (isPlain(store.gallery.query.value)) return <p class="imn-empty">No pictures yet. What you make appears here.</p>;
  return (
    <div class="imn-empty">
      <p>No picture fits.</p>
      <button type="button" class="imn-button" onClick={() => pages.search({})}>
        Show all
      </button>
    </div>
  );
}
