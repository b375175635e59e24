// One picture over the whole page: zoom, the next and the one before, its facts and actions.
import { useRef } from "preact/hooks";
import { ACTIONS, isFitting } from "./actions.js";
import { ActionButton } from "./Card.jsx";
import { useDialog } from "./dialog.js";
import { IconButton } from "./icons.jsx";
import { useImage, useUrl } from "./images.js";
import { altOf } from "./model.js";
import { cardOf } from "./store.js";
import { Toasts } from "./Toasts.jsx";
import { Zoomable } from "./Zoomable.jsx";

const SHOWN = ["edit", "vary", "ask", "region", "lineage", "save", "favourite", "cell", "details", "delete"];

export function Lightbox({ panel }) {
  const shown = panel.store.lightbox.value;
  return shown && <OpenLightbox panel={panel} shown={shown} />;
}

/** The id of the neighbour in the list that the lightbox goes through, or undefined at its end. */
async function neighbour({ pages, store }, { id, ids }, step) {
  if (ids) return ids[ids.indexOf(id) + step];
  const place = pages.placeOf(id);
  const next = place + step;
  if (place < 0 || next < 0 || next >= store.gallery.total.value) return undefined;
  return (await pages.between(next, next))[0];
}

/** Where a picture stands in its list, as "3 of 60". */
function position({ pages, store }, { id, ids }) {
  const [place, total] = ids ? [ids.indexOf(id), ids.length] : [pages.placeOf(id), store.gallery.total.value];
  return place < 0 ? "" : `${(place + 1).toLocaleString("en")} of ${total.toLocaleString("en")}`;
}

function OpenLightbox({ panel, shown }) {
  const { store } = panel;
  const zoom = useRef(null);
  const { id, opener } = shown;
  const card = cardOf(store, id).value;
  const close = () => (store.lightbox.value = null);
  const dialog = useDialog(close, opener);
  const go = async (step) => {
    const next = await neighbour(panel, shown, step);
    if (next && store.lightbox.value) store.lightbox.value = { ...shown, id: next };
  };
  const zoomIn = () => zoom.current?.by(1.5);
  const zoomOut = () => zoom.current?.by(1 / 1.5);
  const fit = () => zoom.current?.fit();
  const keys = { ArrowLeft: () => go(-1), ArrowRight: () => go(1), "+": zoomIn, "=": zoomIn, "-": zoomOut, 0: fit };
  const press = (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const action = ACTIONS.find(({ name, key }) => key === event.key && SHOWN.includes(name) && isFitting(name, card));
    if (!action && !(event.key in keys)) return;
    event.preventDefault();
    if (action) panel.actions.run(action.name, [id], opener);
    else keys[event.key]();
  };
  return (
    <dialog class="imn-lightbox" aria-label={altOf(card)} onKeyDown={press} {...dialog}>
      <header class="imn-lightbox-head">
        <span class="imn-lightbox-position">{position(panel, shown)}</span>
        <IconButton icon="minus" label="Zoom out" onClick={zoomOut} />
        <IconButton icon="plus" label="Zoom in" onClick={zoomIn} />
        <IconButton icon="fit" label="Fit" onClick={fit} />
        <IconButton icon="close" label="Close" onClick={close} autofocus />
      </header>
      <Stage key={id} panel={panel} card={card} zoom={zoom} />
      <IconButton icon="left" label="Previous picture" class="imn-lightbox-left" onClick={() => go(-1)} />
      <IconButton icon="right" label="Next picture" class="imn-lightbox-right" onClick={() => go(1)} />
      <Caption panel={panel} card={card} opener={opener} />
      <Toasts panel={panel} />
    </dialog>
  );
}

function Stage({ panel, card, zoom }) {
  const { url, error } = useImage(panel, card.id);
  const thumb = useUrl(card.blob);
  return (
    <div class="imn-lightbox-stage">
      <Zoomable control={zoom} width={card.width || 1024} height={card.height || 1024}>
        {(url || thumb) && <img src={url || thumb} alt={card.alt} class={url ? "" : "imn-is-coming"} draggable={false} />}
      </Zoomable>
      {error && (
        <p class="imn-lightbox-error" role="alert">
          {error}
        </p>
      )}
    </div>
  );
}

function Caption({ panel, card, opener }) {
  const run = (name) => panel.actions.run(name, [card.id], opener);
  return (
    <footer class="imn-lightbox-foot">
      <div>
        <p class="imn-lightbox-alt">{card.alt}</p>
        <p class="imn-lightbox-facts">{[card.who, ...(card.facts ?? [])].filter(Boolean).join(" · ")}</p>
      </div>
      <div class="imn-lightbox-actions" role="toolbar" aria-label="Actions">
        {SHOWN.map((name) => (
          <ActionButton key={name} action={name} card={card} run={run} />
        ))}
      </div>
    </footer>
  );
}
