"""API detection: which of the two chat APIs a server has, told by the user, else found out once."""

from __future__ import annotations

from imagine_nb.errors import APIError
from imagine_nb.suggestions import checked
from imagine_nb.wire import completions_api, responses_api
from imagine_nb.wire.chat_api import ChatAPI
from imagine_nb.wire.completion_bodies import wants_it
from imagine_nb.wire.order import Order

NAMES = ("auto", "responses", "completions")
_NO_SUCH_PATH = frozenset({404, 405, 501})


class ChatAPIs:
    """The way to ask one server: `responses`, `completions`, or `auto`, which finds out.

    It `is_sure` once the server has answered, or where the user said which.
    """

    def __init__(self, name: str = "auto") -> None:
        checked("chat API", name, NAMES)
        self.current: ChatAPI = (
            completions_api.COMPLETIONS_API if name == "completions" else responses_api.RESPONSES_API
        )
        self.is_sure = self._is_fixed = name != "auto"
        self._has_completions = True

    def __repr__(self) -> str:
        return f"<ChatAPIs {self.current.endpoint}>"

    def of(self, order: Order) -> ChatAPI:
        """The way to ask this question: the current one, unless only the other has what it holds."""
        is_open = not self._is_fixed and self.current is responses_api.RESPONSES_API
        if is_open and self._has_completions and wants_it(order.body):
            return completions_api.COMPLETIONS_API
        return self.current

    def left_out(self, order: Order) -> str:
        """What of a question did not go out, as the way by which it was asked does not take it."""
        return self.of(order).left_out(order.body)

    def answered(self, api: ChatAPI) -> None:
        """The server has answered by this one, so it has its path."""
        self.is_sure = self.is_sure or api is self.current

    def turn(self, error: APIError, asked: ChatAPI | None = None) -> bool:
        """Whether to ask again by the other one, because the server does not have the path that was asked."""
        if error.status not in _NO_SUCH_PATH or "model" in error.message.lower():
            return False
        if asked not in (None, self.current):  # asked for one question's sake
            self._has_completions = False
            return True
        if self.is_sure:
            return False
        self.current, self.is_sure = completions_api.COMPLETIONS_API, True
        return True
