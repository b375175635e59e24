"""Records of answers: what of a reply a gallery keeps, and what is told of the rest."""

from __future__ import annotations

from imagine_nb.records import NewAnswer, NewPicture
from imagine_nb.wire.chat_reply import ImageOutput, Reply
from imagine_nb.wire.replies import new_picture
from imagine_nb.wire.tool_calls import IMAGE_TOOL


def new_answer(reply: Reply) -> NewAnswer:
    """The answer as a gallery keeps it: in words, with the functions that it wants called."""
    return NewAnswer(reply.shown, reply.id, reply.stored)


def picture_in(output: ImageOutput) -> NewPicture:
    """A picture of an answer as a gallery keeps it."""
    return new_picture(output.image, revised_prompt=output.revised_prompt)


def unread(reply: Reply) -> str:
    """What is to be told of pictures that came, and cannot be read; empty where there are none."""
    seen = {output.tool_call.id for output in reply.image_outputs}
    calls = (call for call in reply.tool_calls if call.type == IMAGE_TOOL and call.id not in seen)
    return " ".join(
        f"A picture of the answer is missing: {call.error_message}" for call in calls if call.error_message
    )
