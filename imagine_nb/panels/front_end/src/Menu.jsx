// The menu of a picture's actions: one for the whole panel, opened beside what asked for it.
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import { ACTIONS, isFitting } from "./actions.js";
import { Icon } from "./icons.jsx";
import { cardOf } from "./store.js";

export function Menu({ panel }) {
  const asked = panel.store.menu.value;
  return asked && <OpenMenu key={asked.id} panel={panel} {...asked} />;
}

/** Where a menu of this size stands so that all of it is seen: below and left-aligned to `at`, else above it. */
function placed(at, { width, height }, { innerWidth, innerHeight }) {
  const [x, below, above] = [at.left ?? at.x, at.bottom ?? at.y, at.top ?? at.y];
  const top = below + height <= innerHeight ? below : Math.max(0, above - height);
  return { left: `${Math.max(0, Math.min(x, innerWidth - width))}px`, top: `${top}px` };
}

function OpenMenu({ panel, id, opener, at }) {
  const { store, actions } = panel;
  const card = cardOf(store, id).value;
  const list = useRef(null);
  const shown = ACTIONS.filter((action) => isFitting(action.name, card));

  const close = (isDone) => {
    store.menu.value = null;
    if (!isDone || !store.lightbox.value) opener?.focus();
  };
  useLayoutEffect(() => {
    const menu = list.current;
    menu.showPopover?.();
    Object.assign(menu.style, placed(at, menu.getBoundingClientRect(), menu.ownerDocument.defaultView));
    menu.firstElementChild?.focus();
  }, [at]);
  useEffect(() => {
    const outside = (event) => {
      if (!event.composedPath().includes(list.current)) store.menu.value = null;
    };
    const page = list.current.ownerDocument;
    page.addEventListener("pointerdown", outside, true);
    return () => page.removeEventListener("pointerdown", outside, true);
  }, [store]);

  const choose = (name) => {
    close(true);
    actions.run(name, actions.meant(name, id), opener);
  };
  const move = (event) => {
    const items = [...list.current.children];
    const now = items.indexOf(event.target);
    const steps = { ArrowDown: now + 1, ArrowUp: now - 1 + items.length, Home: 0, End: items.length - 1 };
    if (event.key in steps) items[steps[event.key] % items.length].focus();
    else if (event.key === "Escape" || event.key === "Tab") close();
    else if (/^\S$/.test(event.key)) {
      const starts = (item) => item.textContent.toLowerCase().startsWith(event.key.toLowerCase());
      [...items.slice(now + 1), ...items].find(starts)?.focus();
    } else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div class="imn-menu" role="menu" aria-label={`Actions on ${card.alt || "picture"}`} popover="manual" ref={list} onKeyDown={move}>
      {shown.map(({ name, label, icon, key }) => (
        <button key={name} type="button" class="imn-menu-item" role="menuitem" tabIndex={-1} onClick={() => choose(name)}>
          <Icon name={icon} isFilled={name === "favourite" && card.favourite} />
          <span>{name === "favourite" && card.favourite ? "Not a favourite" : label}</span>
          {key && <kbd aria-hidden="true">{key === "Delete" ? "Del" : key.toUpperCase()}</kbd>}
        </button>
      ))}
    </div>
  );
}
