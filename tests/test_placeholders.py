import pytest

from imagine_nb.placeholders import PLACEHOLDERS, literal, value_of


@pytest.mark.parametrize(
    ("text", "escaped"),
    [
        ("{fox} and {foxes[0].prompt}", "{{fox}} and {{foxes[0].prompt}}"),
        ("{}, { fox }, {1}, fox}", "{}, { fox }, {1}, fox}"),
        ("{{fox}}", "{{{fox}}}"),
        ("{a['b c']} {{}", "{{a['b c']}} {{}"),
    ],
)
def test_what_would_be_filled_in_is_doubled_and_comes_back(text: str, escaped: str) -> None:
    assert literal(text) == escaped
    assert PLACEHOLDERS.sub(lambda match: f"{{{match[1]}}}" if match[1] else "FILLED", escaped) == text


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
    assert value_of(path, NAMES, "none") == "none"
