import json
from collections.abc import Callable
from typing import Any

import pytest

from imagine_nb.errors import GalleryError
from imagine_nb.gallery.manifest import FORMAT, VERSION, Manifest, manifest_in, request_in

REQUEST, PICTURE, PARENT = "a" * 16, "b" * 16, "c" * 16
SOURCE = {
    "name": "fox", "mime_type": "image/jpeg", "n_bytes": 9, "width": 4, "height": 3, "sha256": "0" * 64,
    "url": None, "file_id": None, "picture_id": PARENT,
}  # fmt: skip


def asked(id_: str, *sources: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": id_, "created": 1.5, "engine": "xai", "base_url": "u", "endpoint": "/images/edits",
        "model": "m", "prompt": "night", "sent": "night", "parameters": {"n": 1}, "sources": list(sources),
        "take": 1, "history": None, "chat": None, "notebook": None, "cell": None, "session": "ab",
        "versions": {},
    }  # fmt: skip


def ended(id_: str) -> dict[str, Any]:
    usage = dict.fromkeys(
        ("cost_in_usd_ticks", "input_tokens", "output_tokens", "reasoning_tokens", "total_tokens")
    )
    return {
        "request_id": id_, "finished": 2, "status": "done", "model": "m", "http_status": 200,
        "api_request_id": None, "code": None, "error": None, "cost_ticks": 7, "usage": usage, "seconds": 0.5,
    }  # fmt: skip


def brought(id_: str, request: str) -> dict[str, Any]:
    return {
        "id": id_, "request_id": request, "position": 0, "sha256": "1" * 64, "mime_type": "image/jpeg",
        "width": 4, "height": 3, "n_bytes": 9, "revised_prompt": "", "url": None, "cost_ticks": 7,
        "file": f"files/{id_}.jpg", "thumbnail": None,
    }  # fmt: skip


def tables() -> dict[str, list[dict[str, Any]]]:
    """A picture, and another that was made from it."""
    return {
        "requests": [asked("d" * 16), asked(REQUEST, SOURCE)],
        "outcomes": [ended("d" * 16), ended(REQUEST)],
        "pictures": [brought(PARENT, "d" * 16), brought(PICTURE, REQUEST)],
        "parents": [{"child": PICTURE, "position": 0, "parent": PARENT}],
        "answers": [],
        "marks": [{"created": 3, "picture_id": PICTURE, "kind": "label", "value": "poster", "is_on": 1}],
        "choices": [{"created": 4, "slot": 1, "request_id": REQUEST}],
    }


def read(found: dict[str, Any], **head: Any) -> Manifest:
    return manifest_in(json.dumps({"format": FORMAT, "version": VERSION, **head, **found}).encode())


def test_a_manifest_is_the_same_after_its_file() -> None:
    manifest = read(tables())
    assert manifest_in(manifest.json()) == manifest
    assert manifest.files == {f"files/{PARENT}.jpg": "1" * 64, f"files/{PICTURE}.jpg": "1" * 64}
    assert request_in(manifest.requests[1]).sources[0].picture_id == PARENT


def test_its_version_is_the_oldest_that_takes_all_of_it_in() -> None:
    mark = {"created": 3, "picture_id": PICTURE, "value": "xai grok-4.3", "is_on": 1}
    kept = {"sha256": "0" * 64, "file": "sources/fox.jpg"}
    found = tables()
    versions = [json.loads(read(found).json())["version"]]
    found["kept_sources"] = [kept]
    versions.append(json.loads(read(found).json())["version"])
    found["marks"] += [{**mark, "kind": "alt", "value": "A fox"}, {**mark, "kind": "alt_by"}]
    versions.append(json.loads(read(found).json())["version"])
    assert versions == [1, 2, 3]


def _set(table: str, row: int, **values: Any) -> Callable[[dict[str, Any]], None]:
    return lambda found: found[table][row].update(values)


WRONG: dict[str, Callable[[dict[str, Any]], Any]] = {
    "a path": _set("pictures", 0, file="files/../../x.jpg"),
    "an endless number": _set("outcomes", 0, cost_ticks=2**63),
    "a negative count": _set("requests", 0, take=-1),
    "a truth for a number": _set("pictures", 0, width=True),
    "an unknown engine": _set("requests", 0, engine="elsewhere"),
    "a label of two lines": _set("marks", 0, value="two\nlines"),
    "half a letter": _set("requests", 0, prompt="\ud83e"),
    "another field": _set("requests", 0, path="/etc"),
    "no list": lambda found: found.update(pictures={}),
    "an id twice": lambda found: found["pictures"].append(found["pictures"][0]),
    "no ending": lambda found: found["outcomes"].pop(),
    "no request": lambda found: found["requests"].pop(0),
    "a mark of nothing": _set("marks", 0, picture_id="f" * 16),
    "no file": _set("pictures", 0, file=None),
    "no parents": lambda found: found["parents"].clear(),
    "its own ancestor": lambda found: (
        found["requests"][0].update(sources=[{**SOURCE, "picture_id": PICTURE}]),
        found["parents"].append({"child": PARENT, "position": 0, "parent": PICTURE}),
    ),
}


@pytest.mark.parametrize("change", WRONG.values(), ids=WRONG.keys())
def test_what_is_not_true_to_itself_is_refused(change: Callable[[dict[str, Any]], Any]) -> None:
    found = tables()
    change(found)
    with pytest.raises(GalleryError, match="was not taken in"):
        read(found)


def test_a_newer_version_asks_for_an_update() -> None:
    with pytest.raises(GalleryError, match="Update imagine_nb"):
        read(tables(), version=VERSION + 1)


@pytest.mark.parametrize("data", [b"", b"[]", b"{", b'{"x": NaN}', b"[" * 100_000, b"\xff"])
def test_what_is_no_manifest_is_refused(data: bytes) -> None:
    with pytest.raises(GalleryError, match="was not taken in"):
        manifest_in(data)
