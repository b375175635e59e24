import pytest

from imagine_nb.references.references import MISSING, value_of


class Fox:
    prompt = "a red fox"
    tags = ("snow", "sunset")


NAMES = {"fox": Fox(), "foxes": ["first", "last"], "words": {"night": "dark"}}


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("fox.prompt", "a red fox"),
        ("foxes[0]", "first"),
        ("foxes[-1]", "last"),
        ("words['night']", "dark"),
        ('words["night"]', "dark"),
        ("fox.tags[1]", "sunset"),
    ],
)
def test_a_path_leads_to_an_attribute_or_an_element(path: str, value: str) -> None:
    assert value_of(path, NAMES) == value


@pytest.mark.parametrize(
    "path", ["hat", "fox.hat", "foxes[7]", "words['day']", "fox[0]", "fox.prompt()", "fox + foxes", "", "7"]
)
def test_what_leads_nowhere_or_is_no_path_is_the_default(path: str) -> None:
    assert value_of(path, NAMES, MISSING) is MISSING
