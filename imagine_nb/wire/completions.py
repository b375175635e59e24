"""Chat completions API: how `/chat/completions` is asked, and who reads its replies."""

from __future__ import annotations

from imagine_nb.wire.choices import CompletionStream, reply_in
from imagine_nb.wire.completion_bodies import body_of, left_out_of_completions
from imagine_nb.wire.listening import ChatAPI

COMPLETIONS = "/chat/completions"


COMPLETIONS_API = ChatAPI(
    COMPLETIONS,
    body_of,
    {"stream": True, "stream_options": {"include_usage": True}},
    reply_in,
    CompletionStream,
    left_out_of_completions,
)
