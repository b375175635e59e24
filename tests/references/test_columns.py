"""Columns of a table beside variables: a column goes first, and only columns are left for the rows."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from imagine_nb import Studio
from imagine_nb.bulk.reading import rows_of
from imagine_nb.errors import InputError
from imagine_nb.placeholders import in_edit
from imagine_nb.references.columns import Columns, columns_named, table, table_names
from imagine_nb.sources import Source

ROWS = rows_of([{"colour": "red", "animal": "fox"}, {"colour": "blue", "animal": "cat"}])


def resolved(prompt: str, studio: Studio, *given: str, **names: Any) -> tuple[str, list[str | Source]]:
    """What a prompt over the rows becomes."""
    return Columns(ROWS).resolved(prompt, names, studio, given=given, word=in_edit)


@pytest.mark.parametrize(
    ("prompt", "template"),
    [
        ("a {colour} {animal}", "a {colour} {animal}"),
        ("a {colour} {animal} in {style}", "a {colour} {animal} in ink {{colour}}"),
        ("a {{colour}} {style.x}", "a {{colour}} {{style.x}}"),
        ("a {size} {unknown}", "a 7 {unknown}"),  # which its check then asks about
        ("no names", "no names"),
    ],
)
def test_columns_stay_and_variables_are_filled_in(studio: Studio, prompt: str, template: str) -> None:
    found = resolved(prompt, studio, style="ink {colour}", size=7, colour="a variable that is not meant")
    assert found == (template, [])


def test_a_column_of_pictures_is_a_source_of_each_row(studio: Studio) -> None:
    fox, sea = studio.imagine("a fox"), studio.imagine("a sea")
    columns = Columns(rows_of([{"p": None}, {"p": fox}]))
    text, images = columns.resolved("{p} by {sea}", {"sea": sea}, studio, given=(), word=in_edit)
    assert text == "<IMAGE_0> by <IMAGE_1>"
    assert images[0] == "p"
    assert isinstance(images[1], Source)
    assert columns.resolved("a {p}", {}, studio, given=("p",), word=in_edit) == ("a this image", ["p"])


def test_without_a_word_the_prompt_is_sent_as_typed(studio: Studio) -> None:
    columns = Columns(ROWS)
    assert columns.resolved("a {colour}", {}, studio, given=(), word=None) == ("a {{colour}}", [])


def test_a_table_is_a_variable_or_a_file(tmp_path: Path) -> None:
    (tmp_path / "pets.csv").write_text("a,b\n1,2\n")
    names = {"pets": [{"x": 1}], "n": 3}
    assert table("pets", names).columns == ("x",)
    assert table(str(tmp_path / "pets.csv"), names).columns == ("a", "b")
    with pytest.raises(InputError, match=r"There is no table 'pet'. Did you mean pets\?"):
        table("pet", names)


def test_tables_and_their_columns_are_offered_without_reading_rows(tmp_path: Path) -> None:
    class Frame:
        columns = ("a", "b", 3)

        def __len__(self) -> int:
            raise AssertionError("nothing is read")

    names: dict[str, Any] = {
        "frame": Frame(), "rows": [{"x": 1}], "lists": {"y": [1]}, "word": "x", "empty": [], "type": Frame,
        "text": ["a"], "settings": {"y": 1}, "_own": [{"x": 1}],
    }  # fmt: skip
    assert table_names(names) == ["frame", "rows", "lists"]
    assert columns_named("frame", names) == ["a", "b"]
    assert columns_named("nowhere.csv", names) == []
    (tmp_path / "odd.csv").write_bytes(b"\xff\xfe\x00")
    assert columns_named(str(tmp_path / "odd.csv"), names) == []
