// A picture wherever the panel shows one: its thumbnail, its choice, its actions.
import { useEffect } from "preact/hooks";
import { ACTIONS, isFitting } from "./actions.js";
import { Icon, IconButton } from "./icons.jsx";
import { useUrl } from "./images.js";
import { LARGE, SMALL, altOf } from "./model.js";
import { cardOf } from "./store.js";
import { PICTURE } from "./uploads.js";

const SHORT = ["edit", "vary", "ask", "favourite"]; // on the card itself; the rest in its menu

/** A picture's thumbnail alone; asks for it where no message brought it yet. */
export function Thumb({ panel, id, side = SMALL }) {
  const card = cardOf(panel.store, id).value;
  const isWanting = !card.blob || card.side < side;
  useEffect(() => {
    if (isWanting) panel.want(id, side);
  }, [panel, id, side, isWanting]);
  const url = useUrl(card.blob);
  if (!url) return <span class="imn-thumb imn-thumb-empty" />;
  return <img class="imn-thumb" src={url} alt="" draggable={false} decoding="async" />;
}

/** What the keys do on a focused card, as `run(name)`; true when the key was one of them. */
function keyAction(event, { run, choose, menu }) {
  if (event.ctrlKey || event.metaKey || event.altKey) return false;
  if (event.key === " ") choose(event);
  else if (event.key === "ContextMenu" || (event.shiftKey && event.key === "F10")) menu(event);
  else {
    const key = event.key === "Backspace" ? "Delete" : event.key;
    const action = ACTIONS.find((each) => each.key === key);
    if (!action) return false;
    if (!event.repeat) run(action.name);
  }
  return true;
}

/**
 * A listitem of one picture. `size` "tile" (the gallery) or "card" (results, with facts and a toolbar);
 * `ids` are those that the lightbox goes through (null: the whole gallery); `onChoose(event)` replaces the plain selection.
 */
export function Card({ panel, id, ids = null, size = "card", tabIndex = 0, onChoose, onKeyDown, children, ...rest }) {
  const { store, actions } = panel;
  const card = cardOf(store, id).value;
  if (card.is_deleted) return null;
  const isChosen = store.selected.value.includes(id);
  const name = altOf(card);
  const run = (action, event) => {
    if (isFitting(action, card)) actions.run(action, actions.meant(action, id), event?.currentTarget);
  };
  const choose = (event) => (onChoose ? onChoose(event) : actions.toggle(id));
  const menu = (event) => {
    event.preventDefault();
    event.stopPropagation();
    const opener = event.currentTarget.closest("[role=listitem]").querySelector(".imn-card-open");
    const at = event.type === "contextmenu" ? { x: event.clientX, y: event.clientY } : event.currentTarget.getBoundingClientRect();
    store.menu.value = { id, opener, at };
  };
  const open = (event) => {
    if (event.shiftKey || event.ctrlKey || event.metaKey) choose(event);
    else store.lightbox.value = { id, ids, opener: event.currentTarget };
  };
  const pressed = (event) => {
    if (keyAction(event, { run: (action) => run(action, event), choose, menu })) event.preventDefault();
    else onKeyDown?.(event);
  };
  const drag = (event) => {
    event.dataTransfer.setData(PICTURE, id);
    event.dataTransfer.effectAllowed = "copy";
  };
  return (
    <div
      {...rest}
      class={`imn-card imn-card-${size} ${isChosen ? "imn-is-chosen" : ""}`}
      role="listitem"
      aria-label={name}
      onContextMenu={menu}
    >
      <button
        type="button"
        class="imn-card-open"
        aria-label={`Open ${name}`}
        title={name}
        tabIndex={tabIndex}
        draggable
        onDragStart={drag}
        onClick={open}
        onKeyDown={pressed}
      >
        <Thumb panel={panel} id={id} side={size === "tile" ? SMALL : LARGE} />
      </button>
      <input
        type="checkbox"
        class="imn-card-choose"
        aria-label={`Select ${name}`}
        checked={isChosen}
        tabIndex={tabIndex}
        onClick={choose}
      />
      {card.favourite && size === "tile" && (
        <span class="imn-card-mark">
          <Icon name="star" isFilled />
        </span>
      )}
      <div class="imn-card-actions">
        {size === "card" && SHORT.map((action) => <ActionButton key={action} {...{ action, card, run }} />)}
        <IconButton icon="more" label="More" aria-haspopup="menu" tabIndex={tabIndex} onClick={menu} />
      </div>
      {size === "card" && <Facts card={card} />}
      {children}
    </div>
  );
}

/** One action of a card, or of several, as an icon. */
export function ActionButton({ action, card, run }) {
  const { label, icon, name } = ACTIONS.find((each) => each.name === action);
  if (card && !isFitting(name, card)) return null;
  const isOn = name === "favourite" && Boolean(card?.favourite);
  const pressed = name === "favourite" ? { "aria-pressed": isOn } : {};
  return <IconButton icon={icon} label={label} isFilled={isOn} data-once={name === "vary" || undefined} onClick={(event) => run(name, event)} {...pressed} />;
}

function Facts({ card }) {
  return (
    <p class="imn-card-facts">
      {(card.facts ?? []).join(" · ")}
      {card.notice && <span class="imn-card-notice"> {card.notice}</span>}
    </p>
  );
}
