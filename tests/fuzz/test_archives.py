"""Fuzzing of archives: whatever a zip or its manifest holds, it is taken in whole or refused by our error."""

from __future__ import annotations

import io
import json
import random
import shutil
import time
import zipfile
from pathlib import Path
from typing import Any

import pytest

from fuzzing import cases, mutated
from imagine_nb import Gallery, Studio
from imagine_nb.errors import GalleryError

ZIPS, MANIFESTS = 30, 40
MOST_SECONDS = 20  # for one case, on a busy machine


@pytest.fixture(scope="module")
def seed(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """An archive with pictures, an edit, an answer and marks."""
    folder = tmp_path_factory.mktemp("seed")
    studio = Studio(engine="print-shop", gallery=folder / "gallery", notify=lambda text: None)
    fox = studio.imagine("a red fox").one
    studio.imagine("make it night", images=[fox])
    studio.ask("What is it?", images=[fox])
    studio.gallery.label(1, "poster")
    studio.gallery.delete(2)
    data = studio.gallery.export(folder / "all.zip", thumbnails_only=True).read_bytes()
    studio.close()
    studio.gallery.close()
    return data


def used(gallery: Gallery, tmp_path: Path) -> None:
    """What was taken in can be read, summed, searched, and exported and taken in again."""
    assert [*gallery] == [*gallery]
    assert repr(gallery)
    assert str(gallery.ledger("day"))
    assert str(gallery.ledger("session"))
    for record in gallery:
        assert str(gallery.lineage(record))
        assert gallery.recipe(record).program
    gallery.find("fox")
    gallery.answers()
    assert not gallery.verify().missing
    gallery.export(tmp_path / "again.zip")
    there = Gallery(tmp_path / "there")
    there.import_(tmp_path / "again.zip")
    there.close()


def tried(archive: bytes, tmp_path: Path, what: object) -> bool:
    """Import an archive into a new gallery; whether it was taken in. All of it is there then, or nothing."""
    for name in ("gallery", "there"):
        shutil.rmtree(tmp_path / name, ignore_errors=True)
    path, gallery = tmp_path / "some.zip", Gallery(tmp_path / "gallery")
    path.write_bytes(archive)
    before = {each.name for each in tmp_path.iterdir()}
    started = time.monotonic()
    try:
        gallery.import_(path)
        is_taken = True
    except GalleryError:
        is_taken = False
        assert len(gallery) == 0, what
        assert not [*gallery.folder.glob("*.jpg")], what
    except Exception as error:
        raise AssertionError(f"{what}: {error!r}") from error
    assert time.monotonic() - started < MOST_SECONDS, what
    if is_taken:
        used(gallery, tmp_path)
    gallery.close()
    assert {each.name for each in tmp_path.iterdir()} - {"there", "again.zip"} <= before, what
    return is_taken


def test_mutated_archives_only_raise_our_error(seed: bytes, tmp_path: Path) -> None:
    assert tried(seed, tmp_path, "the seed")
    for number in range(cases(ZIPS)):
        tried(mutated(seed, random.Random(number)), tmp_path, number)


def odd_value(chance: random.Random, old: Any) -> Any:
    """A value that JSON allows; often near the old one."""
    if isinstance(old, dict) and old and chance.random() < 0.7:
        name = chance.choice([*old])
        return {**old, name: odd_value(chance, old[name])}
    if isinstance(old, list) and old and chance.random() < 0.7:
        at = chance.randrange(len(old))
        return chance.choice(([*old, old[at]], old[:at], [*old[:at], odd_value(chance, old[at])]))
    numbers = (0, -1, 2**63 - 1, 2**63, 10**30, 1e18, 1e308, 0.5, 253_402_214_400, 10**16, True, None)
    words = (
        "", "x", "../../secret", "files/../x", "\x00", "\ud800", "\u202e", "a\x1b[31m", "9" * 5000, "a" * 16,
        "f" * 64, "xai", "image/jpeg", "deleted", "<script>", "n" * 10_000,
    )  # fmt: skip
    deep: Any = []
    for _ in range(chance.choice((3, 60, 400))):
        deep = chance.choice(([deep], {"x": deep}))
    return chance.choice((chance.choice(numbers), chance.choice(words), deep, {}, [], {"n": 10**30}, [old]))


def spoiled(manifest: Any, chance: random.Random) -> Any:
    """The manifest with one to three values changed, somewhere in a row of a table."""
    for _ in range(chance.randint(1, 3)):
        table = chance.choice([name for name, rows in manifest.items() if isinstance(rows, list) and rows])
        at = chance.randrange(len(manifest[table]))
        row = manifest[table][at]
        column = chance.choice([*row])
        manifest[table][at] = {**row, column: odd_value(chance, row[column])}
    return manifest


def repacked(seed: bytes, chance: random.Random) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(seed)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            if name == "manifest.json":
                data = json.dumps(spoiled(json.loads(data), chance)).encode()
            new.writestr(name, data)
    return out.getvalue()


def test_mutated_manifests_only_raise_our_error(seed: bytes, tmp_path: Path) -> None:
    taken = sum(
        tried(repacked(seed, random.Random(number)), tmp_path, number) for number in range(cases(MANIFESTS))
    )
    assert taken  # some of them are harmless, and go all the way
