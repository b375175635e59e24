"""Batch results: what each request of a batch brought, and the pages in which they come."""

from __future__ import annotations

from dataclasses import dataclass

from imagine_nb.errors import ImagineError, InputError
from imagine_nb.printable import printable
from imagine_nb.protobuf import Message
from imagine_nb.responses.answers import Response
from imagine_nb.responses.images import ImageResponse


@dataclass(frozen=True, slots=True, repr=False)
class BatchResult(Message):
    """What one request of a batch brought.

    `image_responses` are the pictures of one that asked for pictures, one response each; `error` says why it
    brought nothing.
    """

    batch_request_id: str
    response: Response
    image_responses: tuple[ImageResponse, ...] = ()
    error: ImagineError | None = None

    def __repr__(self) -> str:
        return printable(f"<BatchResult {self.batch_request_id} · {self._told()}>")

    def _told(self) -> str:
        if self.error is not None:
            return f"failed: {self.error}"
        shown = self.image_responses or (self.response,)
        return ", ".join(map(repr, shown))

    @property
    def image_response(self) -> ImageResponse:
        """The first picture. Raises the request's own error, and InputError where it was a question."""
        if self.image_responses:
            return self.image_responses[0]
        raise self.error or InputError(
            f"The request {self.batch_request_id[:80]!r} asked for no picture.", advice="Read its .response."
        )

    @property
    def has_error(self) -> bool:
        """Whether the request brought nothing."""
        return self.error is not None

    @property
    def is_success(self) -> bool:
        """Whether the request was answered."""
        return self.error is None

    @property
    def error_message(self) -> str | None:
        """Why the request brought nothing; None where it did."""
        return None if self.error is None else self.error.message


@dataclass(frozen=True, slots=True, repr=False)
class ListBatchResultsResponse(Message):
    """A page of results, and the token of the page that follows, None on the last."""

    results: tuple[BatchResult, ...]
    pagination_token: str | None = None

    @property
    def succeeded(self) -> list[BatchResult]:
        """The results of the requests that were answered."""
        return [each for each in self.results if each.is_success]

    @property
    def failed(self) -> list[BatchResult]:
        """The results of those that were not."""
        return [each for each in self.results if each.has_error]
