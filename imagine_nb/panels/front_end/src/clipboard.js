// Taking things out of the panel: a cell into the notebook or onto the clipboard, a picture into a file.

/** Where the front end lets us, a cell below the panel's own; else null. Not a supported interface, so every step is guarded. */
function insertBelow(text, { root, model }) {
  try {
    const notebook = model.widget_manager?.context?.model?.sharedModel;
    const cell = root.closest(".jp-Cell");
    if (!cell || typeof notebook?.insertCell !== "function") return false;
    const siblings = [...cell.parentElement.querySelectorAll(":scope > .jp-Cell")];
    const index = Number(cell.dataset.windowedListIndex ?? siblings.indexOf(cell));
    if (!Number.isInteger(index) || index < 0) return false;
    notebook.insertCell(index + 1, { cell_type: "code", source: text, metadata: {} });
    return true;
  } catch {
    return false;
  }
}

/** Puts text on the clipboard; true when it got there. */
export async function copyText(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}

/**
 * Puts a cell below the panel, else on the clipboard, else into a selected text field (`fallBack`);
 * gives the sentence that says which.
 */
export async function copyAsCell({ text, note }, { root, model, fallBack }) {
  const added = note ? ` ${note}` : "";
  if (insertBelow(text, { root, model })) return `The cell stands below the panel.${added}`;
  if (await copyText(text)) return `The cell is on the clipboard.${added}`;
  fallBack(text);
  return `Copy the selected text into a cell.${added}`;
}

/** Offers the bytes of a reply to the user as a file. */
export function saveFile(root, { name, mime, buffers }) {
  const url = URL.createObjectURL(new Blob([buffers[0]], { type: mime }));
  const anchor = Object.assign(root.ownerDocument.createElement("a"), { href: url, download: name });
  anchor.click();
  setTimeout(() => URL.revokeObjectURL(url), 30000);
}
