from dataclasses import replace

from faults_server import jpeg
from imagine_nb.display.html import Shown
from imagine_nb.display.lineage import generations, lineage_bundle
from imagine_nb.records import PictureRecord

FOX = PictureRecord(
    "fox", 1, "r", 0, "s", "1.jpg", "image/jpeg", 64, 48, 9, "a <fox>", "a <fox>", "m", "xai",
    "/images/generations", 0.0,
)  # fmt: skip


def child(name: str, number: int, *parents: str) -> PictureRecord:
    return replace(FOX, id=name, number=number, parents=parents)


RECORDS = [
    FOX,
    child("night", 2, "fox"),
    child("hat", 3),
    child("both", 4, "hat", "night"),
    child("x", 5, "?"),
]


def test_a_picture_stands_one_generation_after_its_youngest_parent() -> None:
    found = [[record.id for record in generation] for generation in generations(RECORDS)]
    assert found == [["fox", "hat", "x"], ["night"], ["both"]]
    assert generations([]) == []


def test_each_picture_names_its_parents_and_a_deleted_one_says_so() -> None:
    def shown(record: PictureRecord) -> Shown | None:
        return None if record.id == "hat" else Shown(record, jpeg())

    bundle = lineage_bundle(RECORDS, shown, focus="night")
    html = bundle["text/html"]
    assert (html.count("<img "), html.count("(deleted)"), html.count("→")) == (4, 1, 2)
    assert "from #3, #2" in html
    assert html.count("border-left") == 1
    assert "&lt;fox&gt;" in html
    assert "<fox>" not in html
    assert "●" in bundle["text/plain"]
