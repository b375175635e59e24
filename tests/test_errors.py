import inspect

import pytest

from imagine_nb import errors
from imagine_nb.errors import APIError, ImagineError, InputError, RateLimitError, Stopped
from imagine_nb.wire.faults import MODERATION_CODE, Fault, Head, error_from

KEY = "xai-abcdefghij0123456789"


def test_an_error_never_holds_a_key() -> None:
    error = InputError(f"Bad {KEY}.", advice=f"Not {KEY}.")
    assert KEY not in f"{error} {error!r} {error.args} {vars(error)} {error._render_traceback_()}"
    assert "xai-****" in str(error)


def test_a_message_says_what_it_cost_and_what_to_do() -> None:
    error = APIError("It failed.", advice="Do this.", status=500, request_id="r1", cost_ticks=200_000_000)
    assert str(error) == "It failed (HTTP 500, request r1). It was charged $0.02. Do this."
    assert "may have been charged" in str(APIError("It failed.", may_be_charged=True))


def test_in_a_notebook_an_error_is_one_line() -> None:
    error = RateLimitError("Too many.", advice="Wait.")
    assert error._render_traceback_() == ["RateLimitError: Too many. Wait."]
    assert Stopped("after 2 s")._render_traceback_() == ["Stopped: after 2 s"]


def test_the_tree_in_the_docstring_is_the_tree_in_the_code() -> None:
    classes = [
        each for each in vars(errors).values() if inspect.isclass(each) and each.__module__ == errors.__name__
    ]
    assert all(each.__name__ in (errors.__doc__ or "") for each in classes)
    assert {each.__name__ for each in classes} == set(errors.__all__)


@pytest.mark.parametrize("name", sorted(set(errors.__all__) - {"Stopped"}))
def test_every_error_is_an_imagine_error(name: str) -> None:
    assert issubclass(getattr(errors, name), ImagineError)


@pytest.mark.parametrize("status", [400, 401, 403, 404, 408, 422, 429, 500, 503])
def test_the_docstring_of_an_error_says_whether_it_may_be_charged(status: int) -> None:
    error = error_from(Fault("no"), Head(status))
    told = "may have been charged." if error.may_be_charged else "Nothing was charged."
    assert (type(error).__doc__ or "").endswith(told)


def test_that_of_a_refusal_by_moderation_says_that_it_is_billed() -> None:
    error = error_from(Fault("no", MODERATION_CODE), Head(400))
    assert "The API bills it all the same." in (type(error).__doc__ or "")
