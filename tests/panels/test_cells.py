import pytest

from imagine_nb.panels.cells import ask_cell, file_reference, imagine_cell


def test_a_cell_leaves_out_what_is_usual() -> None:
    assert imagine_cell("a fox") == "%%imagine\na fox"
    assert (
        imagine_cell("a fox", n=2, aspect_ratio="9:19.5", model="m") == "%%imagine -n 2 -a 9:19.5 -m m\na fox"
    )


def test_each_source_has_its_option() -> None:
    assert imagine_cell("mix", references=["3", "hat.png"]) == "%%imagine -i 3 -i hat.png\nmix"
    assert ask_cell("what?", references=["3", "5"], model="m") == "%%ask_image -i 3 -i 5 -m m\nwhat?"


def test_braces_of_a_form_are_no_placeholders_in_a_cell() -> None:
    assert imagine_cell("a {fox} in {a box}") == "%%imagine\na {{fox}} in {a box}"


@pytest.mark.parametrize(
    ("name", "reference"),
    [("fox.png", "fox.png"), ("a b.png", '"a b.png"'), ("a b,c.png", '"a b?c.png"'), ("-x.png", '"-x.png"')],
)
def test_a_files_name_is_one_word_of_the_option_line(name: str, reference: str) -> None:
    assert file_reference(name) == reference
