"""Files as people bring them to a page: dropped, pasted from the clipboard, chosen in a dialog."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import Locator, Page

COPY = """async data => {
    const bytes = Uint8Array.from(atob(data), c => c.charCodeAt(0));
    const file = new Blob([bytes], {type: 'image/png'});
    await navigator.clipboard.write([new ClipboardItem({'image/png': file})]); }"""


def png(colour: str, size: tuple[int, int] = (64, 48)) -> bytes:
    """A picture file of one colour."""
    file = BytesIO()
    Image.new("RGB", size, colour).save(file, "PNG")
    return file.getvalue()


def drop(target: Locator, files: Sequence[Path]) -> None:
    """Drag files over `target`, as from a folder's window, and let them fall there."""
    target.scroll_into_view_if_needed()
    box = target.bounding_box()
    assert box is not None
    place = {"x": box["x"] + box["width"] / 2, "y": box["y"] + box["height"] / 2}
    data = {"items": [], "files": [str(each) for each in files], "dragOperationsMask": 1}
    session = target.page.context.new_cdp_session(target.page)
    for kind in ("dragEnter", "dragOver", "drop"):
        session.send("Input.dispatchDragEvent", {"type": kind, **place, "data": data})
    session.detach()


def copy_picture(page: Page, data: bytes) -> None:
    """Put a PNG on the clipboard."""
    page.evaluate(COPY, base64.b64encode(data).decode())


def copied_text(page: Page) -> str:
    """The text on the clipboard."""
    return str(page.evaluate("() => navigator.clipboard.readText()"))


def choose(button: Locator, name: str, data: bytes, mime_type: str = "image/png") -> None:
    """Choose a file in the dialog that `button` opens."""
    with button.page.expect_file_chooser() as chooser:
        button.click()
    chooser.value.set_files({"name": name, "mimeType": mime_type, "buffer": data})
