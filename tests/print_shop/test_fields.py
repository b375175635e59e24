from __future__ import annotations

import pytest

from imagine_nb.print_shop.counter import fields
from imagine_nb.print_shop.counter.refusals import Refusal


def refusal_of(call) -> Refusal:
    with pytest.raises(Refusal) as caught:
        call()
    return caught.value


def test_null_counts_as_absent() -> None:
    body = {"text": None, "flag": None, "n": None, "list": None}
    assert fields.optional_text(body, "text") is None
    assert fields.flag(body, "flag", default=True) is True
    assert fields.whole_number(body, "n", low=1, high=9) is None
    assert fields.objects(body, "list") is None
    assert fields.choice(body, "text", ("a", "b"), "b") == "b"


def test_what_is_given_is_returned() -> None:
    body = {"text": " a ", "flag": False, "n": 9, "list": [{"a": 1}]}
    assert fields.required_text(body, "text") == " a "
    assert fields.flag(body, "flag", default=True) is False
    assert fields.whole_number(body, "n", low=1, high=9) == 9
    assert fields.objects(body, "list") == [{"a": 1}]


@pytest.mark.parametrize("value", [0, 10, 2.0, True, "2"])
def test_a_number_must_be_whole_and_within_its_bounds(value: object) -> None:
    refusal = refusal_of(lambda: fields.whole_number({"n": value}, "n", low=1, high=9))
    assert refusal.status == 422
    assert "n: invalid" in str(refusal)


def test_a_required_text_that_is_missing_is_told_apart_from_an_empty_one() -> None:
    assert refusal_of(lambda: fields.required_text({}, "prompt")).status == 422
    assert refusal_of(lambda: fields.required_text({"prompt": "  "}, "prompt")).status == 400


def test_a_refusal_names_the_field_its_type_and_what_was_expected() -> None:
    text = str(refusal_of(lambda: fields.objects({"images": [{}, 7]}, "images")))
    assert text.endswith("images[1]: invalid type: integer `7`, expected a struct")
    text = str(refusal_of(lambda: fields.choice({"quality": "best"}, "quality", ("low", "high"), "low")))
    assert text.endswith("quality: unknown variant `best`, expected one of `low`, `high`")


def test_a_long_value_is_cut_short() -> None:
    assert len(str(fields.wrong_type("image", "x" * 10_000, "a struct"))) < 250
