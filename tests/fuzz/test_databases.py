"""Fuzzing of galleries: whatever a database holds, only our errors come out, and no other file is touched."""

from __future__ import annotations

import random
import shutil
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

import faults_server as server
from faults_server import FaultServer
from fuzzing import cases, mutated
from imagine_nb import Gallery, Studio
from imagine_nb.errors import ImagineError
from imagine_nb.gallery.ledger import charges

BYTES, COLUMNS = 15, 15
MOST_SECONDS = 20  # for one case, on a busy machine
TABLES = ("requests", "outcomes", "pictures", "parents", "answers", "marks", "choices", "thumbnails")


@pytest.fixture(scope="module")
def seed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A gallery with pictures, edits, a kept source, an answer, marks, and a request that was cut off."""
    folder = tmp_path_factory.mktemp("seed") / "gallery"
    studio = Studio(engine="print-shop", gallery=folder, notify=lambda text: None)
    fox, hat = (studio.imagine(f"a red {word}", n=2)[0] for word in ("fox", "hat"))
    studio.imagine("put one on the other", images=[fox, hat])
    studio.ask("What is it?", images=[fox])
    gallery = studio.gallery
    gallery.favourite(1)
    gallery.label(2, "poster")
    gallery.thumbnail(1)
    photo = gallery.data(gallery[3])
    studio.imagine("like this", images=photo)
    gallery.sources.keep(photo, "photo.jpg")
    gallery.delete(4)
    (folder / "parts" / f"{fox.record.request_id}.body").write_text("{}")
    studio.close()
    gallery.close()
    return folder


def odd_value(chance: random.Random, secret: Path) -> Any:
    """A value that no version of ours would write."""
    number = chance.choice((0, -1, 1, 2**31, 2**63 - 1, -(2**63), 10**17, chance.getrandbits(40)))
    words = (
        "", "x", "../../secret", str(secret), f"../{secret.name}", "gallery.db", ".gitignore", "\x00",
        "a\x1b[31m", "\u202e", "<script>", "[" * 2000, "{}", "[]", "null", '{"n": 1e999}',
        '{"n": "x", "quality": []}',
        '[{"picture_id": [1]}]', '["\\ud800"]', '{"total_tokens": -1}', "NaN", "9" * 5000, "2" * 20, "xai",
        f'[{{"name": "x", "width": {10**30}, "picture_id": "../x"}}]', "1e308", "'; DROP TABLE pictures; --",
    )  # fmt: skip
    reals = (1e18, -1e18, 1e308, float("inf"), -float("inf"), 0.5, 1e-300)
    blob = chance.randbytes(chance.choice((0, 1, 8, 64)))
    return chance.choice((number, chance.choice(words), chance.choice(reals), blob))


def spoil(path: Path, chance: random.Random, secret: Path) -> list[str]:
    """Put odd values into columns; what was done."""
    done = []
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        db.execute("PRAGMA foreign_keys = OFF")
        for _ in range(chance.randint(1, 6)):
            table = chance.choice(TABLES)
            column = chance.choice([row[1] for row in db.execute(f"PRAGMA table_info({table})")])
            value = odd_value(chance, secret)
            some = chance.choice(("1", f"rowid % 2 = {chance.randrange(2)}"))
            try:
                db.execute(f"UPDATE OR IGNORE {table} SET {column} = ? WHERE {some}", (value,))
            except (sqlite3.Error, UnicodeError):
                continue
            done.append(f"{table}.{column} = {value!r:.60} where {some}")
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return done


def uses(gallery: Gallery, tmp_path: Path, base_url: str) -> list[Callable[[], object]]:
    """All that a gallery is used for."""
    studio = Studio(engine="replay", gallery=gallery, notify=lambda text: None)
    records = list(gallery)
    each: list[Callable[[Any], object]] = [
        gallery.has, gallery.data, gallery.thumbnail, gallery.labels, gallery.ancestors, gallery.descendants,
        lambda record: str(gallery.lineage(record)), lambda record: gallery.lineage(record).figure(),
        lambda record: gallery.recipe(record).program, lambda record: repr(studio.picture(record)),
        lambda record: studio.picture(record)._repr_mimebundle_(),
        lambda record: studio.picture(record).as_source(),
        lambda record: gallery.differences(record, records[0]),
        lambda record: gallery.recorded(record.request_id),
    ]  # fmt: skip
    return [
        lambda: repr(gallery), lambda: gallery.find("red"), lambda: gallery.find("orange", min_usd=0.0),
        lambda: gallery.find(since="2020-01-01"), lambda: gallery.count("red", edited=True), gallery.facets,
        *(lambda sort=sort: gallery.find(sort=sort) for sort in ("oldest", "dearest", "largest")),
        lambda: gallery.favourites(records), lambda: gallery.pictures([each.id for each in records]),
        gallery.answers, lambda: gallery.cost_ticks, gallery.labels,
        *(lambda by=by: str(gallery.ledger(by)) for by in ("day", "model")),
        lambda: gallery.ledger("model")._repr_html_(),
        lambda: gallery.ledger("session").figure(), lambda: gallery.ledger().csv(tmp_path / "ledger.csv"),
        lambda: gallery.budget.left_usd, gallery.verify, lambda: studio.imagine("a red fox", n=2),
        *(lambda use=use, record=record: use(record) for use in each for record in records[:4]),
        lambda: [gallery.journal.last_take(each.request_id) for each in charges(gallery._database)[:1]],
        lambda: gallery.export(tmp_path / "all.zip"), lambda: imported(tmp_path),
        lambda: gallery.export(tmp_path / "small.zip", thumbnails_only=True),
        lambda: gallery.recover(base_url=base_url), lambda: gallery.prune(older_than=-1, dry_run=True),
        lambda: gallery.prune(older_than=-1, favourites=True, labelled=True),
        lambda: gallery.delete(records[0]) if records else None,
        lambda: Studio(engine="print-shop", gallery=gallery, notify=lambda text: None).imagine("new"),
    ]  # fmt: skip


def imported(tmp_path: Path) -> None:
    """What was exported is taken in elsewhere; an export that is refused was not written."""
    if (tmp_path / "all.zip").exists():
        there = Gallery(tmp_path / "there")
        try:
            there.import_(tmp_path / "all.zip")
        except ImagineError as error:
            raise AssertionError(f"what was exported cannot be imported: {error}") from error
        finally:
            there.close()


def use(folder: Path, tmp_path: Path, base_url: str, what: object) -> None:
    """Use a gallery in every way; anything but an error of ours is one."""
    started = time.monotonic()
    try:
        gallery = Gallery(folder)
        ways = uses(gallery, tmp_path, base_url)
    except ImagineError:
        return
    for number, way in enumerate(ways):
        try:
            way()
        except ImagineError:
            continue
        except Exception as error:
            raise AssertionError(f"use {number} of a gallery with {what}: {error!r}") from error
    gallery.close()
    assert time.monotonic() - started < MOST_SECONDS, what


@pytest.fixture
def secret(tmp_path: Path) -> Path:
    """A file beside the gallery, which nobody may touch."""
    path = tmp_path / "secret.jpg"
    path.write_bytes(server.jpeg())
    return path


def copied(seed: Path, tmp_path: Path) -> Path:
    for name in ("gallery", "there"):
        shutil.rmtree(tmp_path / name, ignore_errors=True)
    (tmp_path / "all.zip").unlink(missing_ok=True)
    return shutil.copytree(seed, tmp_path / "gallery")


def test_odd_values_in_columns_only_raise_our_errors(
    seed: Path, tmp_path: Path, secret: Path, faults: FaultServer
) -> None:
    before = secret.read_bytes()
    for number in range(cases(COLUMNS)):
        folder = copied(seed, tmp_path)
        done = spoil(folder / "gallery.db", random.Random(number), secret)
        use(folder, tmp_path, faults.base_url, (number, done))
        assert secret.read_bytes() == before, (number, done)
    assert not faults.requests


def test_a_database_with_other_bytes_only_raises_our_errors(
    seed: Path, tmp_path: Path, secret: Path, faults: FaultServer
) -> None:
    data = (seed / "gallery.db").read_bytes()
    before = secret.read_bytes()
    for number in range(cases(BYTES)):
        folder = copied(seed, tmp_path)
        (folder / "gallery.db").write_bytes(mutated(data, random.Random(number)))
        use(folder, tmp_path, faults.base_url, f"bytes {number}")
        assert secret.read_bytes() == before, number
    assert not faults.requests


def test_the_seed_itself_can_be_used_in_every_way(seed: Path, tmp_path: Path, faults: FaultServer) -> None:
    gallery = Gallery(copied(seed, tmp_path))
    records = list(gallery)
    assert len(records) == 5
    for way in uses(gallery, tmp_path, faults.base_url)[:-4]:
        way()
    gallery.close()
