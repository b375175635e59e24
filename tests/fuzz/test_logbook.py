"""A logbook that anybody may have written: a rebuild takes in what is true, and never fails."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest

from fuzzing import cases, mutated
from imagine_nb import Gallery
from imagine_nb.gallery.journalled import begin
from imagine_nb.gallery.logbook import NAME
from imagine_nb.records import NewAnswer, NewPicture, Outcome, Request, SourceRecord

ODD = (None, True, -1, 2**63, 1e308, "", "\ud800", "../x.jpg", "gallery.db", [], {}, [[]], "a" * 10_000)


@pytest.fixture
def gallery(tmp_path: Path) -> Gallery:
    """A gallery of two pictures, an answer and marks."""
    made = Gallery(tmp_path / "gallery")
    ids: list[str] = []
    for number in range(2):
        sources = tuple(SourceRecord("x", sha256="0" * 64, picture_id=each) for each in ids)
        asked = Request("xai", "u", "/images/edits", "m", "a fox", "a fox", {"n": 1}, sources)
        new = NewPicture(bytes([number]), "image/jpeg", 1, 1)
        ids.append(begin(made, asked).finish(Outcome("done"), pictures=[new]).pictures[0].id)
    begin(made, asked).finish(Outcome("done"), answer=NewAnswer("A fox.", None))
    made.favourite(1)
    made.label(2, "x")
    made.close()
    return made


def one_odd(lines: list[bytes], chance: random.Random) -> bytes:
    """The lines with one value of one row in another's place."""
    rows = [json.loads(line) for line in lines]
    (row,) = chance.choice(rows).values()
    row[chance.choice(list(row))] = chance.choice(ODD)
    return b"\n".join(json.dumps(each).encode() for each in rows)


def test_whatever_a_logbook_holds_the_gallery_is_whole_after_it(gallery: Gallery) -> None:
    whole = (gallery.folder / NAME).read_bytes()
    lines = [line for line in whole.splitlines() if line]
    outside = gallery.folder.parent
    for seed in range(cases(40)):
        chance = random.Random(seed)
        text = mutated(whole, chance) if seed % 2 else one_odd(lines, chance)
        (gallery.folder / "gallery.db").unlink(missing_ok=True)
        (gallery.folder / NAME).write_bytes(text)
        done = gallery.rebuild() if seed % 3 else Gallery.rebuild(gallery.folder)
        again = Gallery(gallery.folder)
        health = again.verify()
        assert not health.database, seed
        assert len(list(again)) == len(again) <= done.n_pictures, seed
        assert str(again.ledger()), seed
        assert again.answers() is not None
        assert [each for each in again if again.descendants(each) is None] == []
        again.close()
        assert [each.name for each in outside.iterdir()] == ["gallery"], seed
