import pytest

from imagine_nb.placeholders import PLACEHOLDERS, literal


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
