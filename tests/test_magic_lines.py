import pytest

from imagine_nb.errors import InputError
from imagine_nb.magic_lines import check_no_magic, magic_line


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("a fox\n\n%%imagine -o night -i fox\nmake it night", "%%imagine -o night -i fox"),
        ("a fox\n%imagine a cat", "%imagine a cat"),
        ("a fox\n  cat = %imagine a cat", "cat = %imagine a cat"),
        ("what is it?\n%%ask_image -i fox\nwhat?", "%%ask_image -i fox"),
        ("a fox\n%imagine_cost", "%imagine_cost"),
        ("%%time\na fox", "%%time"),
        ("%ask_image -i fox what?", "%ask_image -i fox what?"),
    ],
)
def test_a_line_that_is_a_magic_is_no_prompt(text: str, line: str) -> None:
    assert magic_line(text) == line
    with pytest.raises(InputError, match="Another cell begins in the prompt"):
        check_no_magic(text)


@pytest.mark.parametrize(
    "text",
    [
        "a fox",
        "100% wool",
        "a sign that says %imagine",
        "50 %\n%% of it",
        "a label: %imaginet",
        "%d foxes",
        "",
    ],
)
def test_words_with_a_percent_sign_are_words(text: str) -> None:
    assert magic_line(text) == ""
    check_no_magic(text)
