"""Responses API: how `/responses` is asked, and who reads its replies, whole or streamed."""

from __future__ import annotations

from imagine_nb.records import JSON
from imagine_nb.wire.completion_bodies import ONLY_HERE, left_out_of_responses
from imagine_nb.wire.listening import ChatAPI
from imagine_nb.wire.order import Order
from imagine_nb.wire.outputs import AnswerStream, reply_in
from imagine_nb.wire.questions import RESPONSES


def _body_of(order: Order) -> dict[str, JSON]:
    return {name: value for name, value in order.body.items() if name not in ONLY_HERE}


RESPONSES_API = ChatAPI(RESPONSES, _body_of, {"stream": True}, reply_in, AnswerStream, left_out_of_responses)
