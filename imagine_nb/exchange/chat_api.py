"""API detection: which of the two chat APIs a server has, told by the user, else found out once."""

from __future__ import annotations

from imagine_nb.errors import APIError
from imagine_nb.suggestions import checked
from imagine_nb.wire import answers, completions
from imagine_nb.wire.listening import ChatAPI

NAMES = ("auto", "responses", "completions")
_NO_SUCH_PATH = frozenset({404, 405, 501})


class ChatAPIs:
    """The way to ask one server: `responses`, `completions`, or `auto`, which finds out.

    It `is_sure` once the server has answered, or where the user said which.
    """

    def __init__(self, name: str = "auto") -> None:
        checked("chat API", name, NAMES)
        self.current: ChatAPI = (
            completions.COMPLETIONS_API if name == "completions" else answers.RESPONSES_API
        )
        self.is_sure = name != "auto"

    def __repr__(self) -> str:
        return f"<ChatAPIs {self.current.endpoint}>"

    def turn(self, error: APIError) -> bool:
        """Whether to ask again by the other one, because the server does not have the path of this one."""
        if self.is_sure or error.status not in _NO_SUCH_PATH or "model" in error.message.lower():
            return False
        self.current, self.is_sure = completions.COMPLETIONS_API, True
        return True
