// Finding a picture: words, who made it and when, its marks, and the order of the list.
import { useEffect, useRef, useState } from "preact/hooks";
import { IconButton } from "./icons.jsx";
import { EMPTY_QUERY } from "./model.js";

const PAUSE = 150; // ms without typing until the search is made

export function Filters({ panel }) {
  const { store, pages } = panel;
  const query = store.gallery.query.value;
  const [isOpen, setOpen] = useState(false);
  const change = (patch) => pages.search({ ...store.gallery.query.value, ...patch });
  const used = Object.keys(EMPTY_QUERY).filter(
    (key) => key !== "text" && key !== "sort" && query[key] !== EMPTY_QUERY[key],
  ).length;
  return (
    <div class="imn-filters">
      <div class="imn-filter-row">
        <Search text={query.text} onSearch={(text) => change({ text })} />
        <IconButton
          icon="filter"
          label={used ? `Filters, ${used} in use` : "Filters"}
          class={used ? "imn-is-on" : ""}
          aria-expanded={isOpen}
          onClick={() => setOpen(!isOpen)}
        />
      </div>
      {isOpen && <More panel={panel} query={query} change={change} />}
    </div>
  );
}

function Search({ text, onSearch }) {
  const [typed, setTyped] = useState(text);
  const timer = useRef(0);
  useEffect(() => setTyped(text), [text]);
  useEffect(() => () => clearTimeout(timer.current), []);
  const type = (event) => {
    const { value } = event.currentTarget;
    setTyped(value);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => onSearch(value.trim()), PAUSE);
  };
  return (
    <input
      type="search"
      class="imn-field imn-search"
      aria-label="Search the gallery"
      placeholder="Search"
      value={typed}
      onInput={type}
    />
  );
}

function More({ panel, query, change }) {
  const { store, link } = panel;
  const [facets, setFacets] = useState(null);
  const total = store.gallery.total.value;
  useEffect(() => {
    let isWanted = true; // what is new may be by another model
    link.ask("facets").then((reply) => isWanted && setFacets(reply), () => {});
    return () => (isWanted = false);
  }, [link, total]);
  const choices = (things) => (things ?? []).map((each) => (typeof each === "string" ? { name: each, label: each } : each));
  return (
    <div class="imn-filter-more" role="group" aria-label="Filters">
      <Choice label="Engine" any="Any engine" value={query.engine} choices={choices(facets?.engines)} onPick={(engine) => change({ engine })} />
      <Choice label="Model" any="Any model" value={query.model} choices={choices(facets?.models)} onPick={(model) => change({ model })} />
      <Day label="From" value={query.since} onPick={(since) => change({ since })} />
      <Day label="To" value={query.until} onPick={(until) => change({ until })} />
      <Mark label="Favourites" isOn={query.favourites} onPick={(favourites) => change({ favourites })} />
      <Mark label="Edited" isOn={query.edited === true} onPick={(isOn) => change({ edited: isOn || null })} />
      <Choice label="Sort" value={query.sort} choices={store.sorts.value} onPick={(sort) => change({ sort })} />
      <button type="button" class="imn-button" onClick={() => change(EMPTY_QUERY)}>
        Clear
      </button>
    </div>
  );
}

function Choice({ label, any, value, choices, onPick }) {
  return (
    <select class="imn-field" aria-label={label} value={value} onChange={(event) => onPick(event.currentTarget.value)}>
      {any && <option value="">{any}</option>}
      {choices.map(({ name, label: words }) => (
        <option key={name} value={name}>
          {words}
        </option>
      ))}
    </select>
  );
}

/** A day as "yyyy-mm-dd", or null. */
function Day({ label, value, onPick }) {
  return (
    <label class="imn-day">
      {label}
      <input
        type="date"
        class="imn-field"
        value={value ?? ""}
        onChange={(event) => onPick(event.currentTarget.value || null)}
      />
    </label>
  );
}

function Mark({ label, isOn, onPick }) {
  return (
    <button type="button" class="imn-button imn-toggle" aria-pressed={isOn} onClick={() => onPick(!isOn)}>
      {label}
    </button>
  );
}
