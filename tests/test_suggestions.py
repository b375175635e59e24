import pytest

from imagine_nb.errors import InputError
from imagine_nb.settings import ASPECT_RATIO
from imagine_nb.suggestions import checked, meant, nearest, similar

RATIOS = ASPECT_RATIO.values


@pytest.mark.parametrize(
    ("word", "known", "near"),
    [
        ("16x9", RATIOS, "16:9"),
        ("1920/1080", RATIOS, "16:9"),
        ("7:5", RATIOS, "4:3"),
        ("squre", ("square", "round"), "square"),
        ("SQUARE", ("square", "round"), "square"),
        ("zzz", ("square", "round"), ""),
        ("4:3", ("square", "round"), ""),
        ("x", (), ""),
    ],
)
def test_the_nearest_is_told_by_shape_or_by_letters(word: str, known: tuple[str, ...], near: str) -> None:
    assert nearest(word, known) == near


def test_the_question_names_one_and_else_there_are_all() -> None:
    assert meant("colr", ["colour", "shape"], told="{}=") == "Did you mean colour=?"
    assert meant("zzz", ["shape", "colour"], others="Options") == "Options: colour, shape."
    assert meant("zzz", ["shape"]) == ""


def test_of_very_many_words_the_first_are_told() -> None:
    days = [f"day {number:03}" for number in range(1000)]
    told = meant("zzz", days, others="Columns")
    assert told.startswith("Columns: day 000, day 001, ")
    assert told.endswith("day 039 ….")


def test_the_most_similar_texts_come_first() -> None:
    assert similar("a red fox", ["a red box", "a lighthouse", "a red fox in the snow"])[0] == "a red box"


def test_a_value_that_there_is_not_gets_the_nearest_and_all_others() -> None:
    assert checked("ratio", None, RATIOS) is None
    assert checked("ratio", "1:1", RATIOS) == "1:1"
    with pytest.raises(InputError) as caught:
        checked("ratio", "16x9", RATIOS, of=" here")
    assert str(caught.value).startswith(
        "There is no ratio '16x9' here. Did you mean '16:9'? Allowed: auto, 1:1,"
    )
