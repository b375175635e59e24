// The panel's icons: strokes on a square of 24, in the colour of the text beside them.

const PATHS = {
  ask: "M4 5h16v11H9l-5 4z M9 9.5h6 M9 12.5h4",
  cell: "M8 4h12v12H8z M16 16v4H4V8h4",
  close: "M6 6l12 12 M18 6L6 18",
  combine: "M4 4h10v10H4z M10 10h10v10H10z",
  compare: "M4 5h16v14H4z M12 3v18 M8 11l-2 1.5L8 14 M16 11l2 1.5L16 14",
  copy: "M9 9h11v11H9z M15 9V4H4v11h5",
  edit: "M4 20l1-4L16 5l3 3L8 19z M14 7l3 3",
  expand: "M9 4H4v5 M15 4h5v5 M9 20H4v-5 M15 20h5v-5",
  filter: "M4 6h16 M7 12h10 M10 18h4",
  fit: "M4 9V4h5 M20 9V4h-5 M4 15v5h5 M20 15v5h-5 M9 9h6v6H9z",
  info: "M12 21a9 9 0 100-18 9 9 0 000 18z M12 11v5 M12 7.5v.5",
  key: "M8 16a4 4 0 110-8 4 4 0 010 8z M12 12h9 M17 12v4 M20.5 12v3",
  left: "M15 5l-7 7 7 7",
  lineage: "M6 4v16 M6 9h7a3 3 0 013 3v3 M16 15a2.5 2.5 0 100 5 2.5 2.5 0 000-5z M6 20a1 1 0 100-2 1 1 0 000 2z",
  minus: "M5 12h14",
  more: "M5 11h2v2H5z M11 11h2v2h-2z M17 11h2v2h-2z",
  plus: "M5 12h14 M12 5v14",
  region: "M4 8V4h4 M16 4h4v4 M20 16v4h-4 M8 20H4v-4 M8 15c1-5 3-7 8-6-1 4-3 6-8 6z",
  right: "M9 5l7 7-7 7",
  save: "M12 4v11 M7.5 11l4.5 4.5 4.5-4.5 M4 20h16",
  shrink: "M4 9h5V4 M20 9h-5V4 M4 15h5v5 M20 15h-5v5",
  star: "M12 4l2.5 5.2 5.5.7-4 3.9 1 5.6-5-2.8-5 2.8 1-5.6-4-3.9 5.5-.7z",
  trash: "M5 7h14 M10 7V4h4v3 M7 7l1 13h8l1-13 M10.5 11v5 M13.5 11v5",
  vary: "M4 8h9 M4 16h6 M17 4v6 M14 7h6 M17 14v6 M14 17h6",
};

export function Icon({ name, isFilled = false }) {
  return (
    <svg class="imn-icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path d={PATHS[name]} fill={isFilled ? "currentColor" : "none"} />
    </svg>
  );
}

/** A button that is only an icon: its label is its name and its tooltip. */
export function IconButton({ icon, label, isFilled, class: extra = "", ...rest }) {
  return (
    <button type="button" class={`imn-icon-button ${extra}`} aria-label={label} title={label} {...rest}>
      <Icon name={icon} isFilled={isFilled} />
    </button>
  );
}
