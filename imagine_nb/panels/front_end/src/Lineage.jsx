// The view of where a picture came from and what came of it: a tree to click and to walk with the arrows.
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { Thumb } from "./Card.jsx";
import { SMALL, altOf, errorOf } from "./model.js";
import { cardOf, takeCards } from "./store.js";
import { boxFor, layout, neighbour } from "./tree.js";

/** The family of a picture, asked for when it is in sight, and again when a picture of it is made: {ids, edges, error}. */
function useFamily({ link, store }, id, isShown) {
  const [family, setFamily] = useState({ of: "", ids: [], edges: [], error: "" });
  const [round, setRound] = useState(0);
  useEffect(() => {
    let isWanted = Boolean(id) && isShown;
    const take = async () => {
      const { cards, edges, buffers } = await link.ask("lineage", { id });
      if (isWanted) setFamily({ of: id, ids: takeCards(store, cards, buffers, SMALL), edges, error: "" });
    };
    if (isWanted) take().catch((error) => isWanted && setFamily({ of: id, ids: [], edges: [], error: errorOf(error).text }));
    return () => (isWanted = false);
  }, [link, store, id, isShown, round]);
  useEffect(() => {
    if (!isShown) return undefined;
    const known = new Set(family.ids);
    return link.on("added", ({ cards = [] }) => {
      if (cards.some(({ parents = [] }) => parents.some((parent) => known.has(parent)))) setRound((now) => now + 1);
    });
  }, [link, family, isShown]);
  return family.of === id ? family : { ids: [], edges: [], error: "" };
}

export function Lineage({ panel, isShown }) {
  const { store } = panel;
  const selected = store.selected.value;
  useEffect(() => {
    if (selected.length === 1) store.lineage.value = ""; // one picture chosen anew is the one that is meant
  }, [store, selected]);
  const id = store.lineage.value || selected.at(-1) || store.groups.value[0]?.ids[0] || "";
  const family = useFamily(panel, id, isShown);
  const box = boxFor(family.ids.length);
  const tree = useMemo(() => layout(family.ids, family.edges, box), [family.ids, family.edges, box]);
  const [current, setCurrent] = useState("");
  const marked = family.ids.includes(current) ? current : id;
  return (
    <div class="imn-lineage">
      {!id && <p class="imn-hint">Choose Lineage on a picture, or select one: its parents and all that came of it are shown here.</p>}
      {family.error && <p class="imn-error">{family.error}</p>}
      {family.ids.length > 0 && <Marked panel={panel} id={marked} family={family} />}
      {family.ids.length > 0 && <Tree {...{ panel, tree, box, family, id, marked }} mark={setCurrent} />}
    </div>
  );
}

const counted = (count, one, several) => `${count} ${count === 1 ? one : several}`;

/** The picture that is marked, in words, and what can be done with it. */
function Marked({ panel, id, family }) {
  const { store, actions } = panel;
  const card = cardOf(store, id).value;
  const parents = family.edges.filter(([, child]) => child === id).map(([parent]) => parent);
  const children = family.edges.filter(([parent]) => parent === id);
  const words = [parents.length ? `made from ${counted(parents.length, "picture", "pictures")}` : "no parent in the gallery", counted(children.length, "picture came of it", "pictures came of it")];
  const run = (name, ids) => (event) => actions.run(name, ids, event.currentTarget);
  const open = (event) => (store.lightbox.value = { id, ids: family.ids, opener: event.currentTarget });
  return (
    <div class="imn-marked">
      <div class="imn-marked-words" role="status">
        <b>{altOf(card)}</b>
        <span class="imn-hint">{[...words, ...(card.facts ?? [])].join(" · ")}</span>
      </div>
      <div class="imn-buttons">
        <button type="button" class="imn-button imn-button-small" onClick={open}>
          Open
        </button>
        <button type="button" class="imn-button imn-button-small" onClick={run("edit", [id])}>
          Edit
        </button>
        {parents.length > 0 && (
          <button type="button" class="imn-button imn-button-small" onClick={run("compare", [parents[0], id])}>
            Compare with its parent
          </button>
        )}
        <button type="button" class="imn-button imn-button-small" onClick={() => (store.lineage.value = id)}>
          Its own family
        </button>
        <button type="button" class="imn-button imn-button-small" onClick={run("details", [id])}>
          Details
        </button>
      </div>
    </div>
  );
}

function Tree({ panel, tree, box, family, id, marked, mark }) {
  const buttons = useRef(new Map());
  useEffect(() => buttons.current.get(id)?.scrollIntoView?.({ block: "nearest", inline: "center" }), [id, tree]);
  const walk = (event, from) => {
    const to = neighbour(tree, from, event.key);
    if (to === null && !/^(Arrow|Home|End)/.test(event.key)) return;
    event.preventDefault();
    if (!to) return;
    mark(to);
    buttons.current.get(to)?.focus();
  };
  return (
    <div class="imn-tree">
      <div class="imn-tree-sheet" style={{ width: `${tree.width}px`, height: `${tree.height}px` }}>
        <Edges tree={tree} family={family} marked={marked} />
        <div class="imn-tree-list" role="list" aria-label={`Family of ${cardOf(panel.store, id).value.alt || "the picture"}`}>
          {tree.nodes.map((node) => (
            <Node key={node.id} {...{ panel, node, box, id, marked, mark, walk, buttons: buttons.current }} />
          ))}
        </div>
      </div>
    </div>
  );
}

function Node({ panel, node, box, id, marked, mark, walk, buttons }) {
  const card = cardOf(panel.store, node.id).value;
  const alt = altOf(card);
  const open = (event) => (panel.store.lightbox.value = { id: node.id, ids: null, opener: event.currentTarget });
  return (
    <div
      role="listitem"
      aria-label={alt}
      aria-level={node.column + 1}
      class="imn-node"
      style={{ left: `${node.x}px`, top: `${node.y}px`, width: `${box.width}px`, height: `${box.height}px` }}
    >
      <button
        type="button"
        ref={(button) => (button ? buttons.set(node.id, button) : buttons.delete(node.id))}
        class={`imn-node-button ${node.id === id ? "imn-is-focus" : ""} ${node.id === marked ? "imn-is-chosen" : ""} ${card.is_deleted ? "imn-is-deleted" : ""}`}
        aria-label={`Generation ${node.column + 1}: ${alt}`}
        aria-current={node.id === id ? "true" : undefined}
        aria-pressed={node.id === marked}
        title={`${alt} (double click opens it)`}
        tabIndex={node.id === marked ? 0 : -1}
        onClick={() => mark(node.id)}
        onDblClick={open}
        onKeyDown={(event) => walk(event, node.id)}
      >
        <Thumb panel={panel} id={node.id} />
        {box.height > 100 && <span class="imn-node-name">{card.prompt || alt}</span>}
      </button>
    </div>
  );
}

/** The lines, those of the marked picture stronger; what a step is called stands on it. */
function Edges({ tree, family, marked }) {
  const called = new Map(family.edges.map(([parent, child, label]) => [`${parent} ${child}`, label ?? ""]));
  return (
    <svg class="imn-edges" width={tree.width} height={tree.height} aria-hidden="true">
      {tree.edges.map(({ parent, child, path, middle }) => {
        const label = called.get(`${parent} ${child}`);
        return (
          <g key={`${parent} ${child}`} class={parent === marked || child === marked ? "imn-edge imn-is-near" : "imn-edge"}>
            <path d={path} />
            {label && (
              <text x={middle.x} y={middle.y - 4} text-anchor="middle">
                {label}
              </text>
            )}
          </g>
        );
      })}
    </svg>
  );
}
