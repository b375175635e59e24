"""Ask: a conversation about chosen pictures; answers stream in, and the next question goes on from them."""

from __future__ import annotations

from functools import partial
from threading import Lock
from typing import Any

from imagine_nb.answers import Answer
from imagine_nb.display.html import answer_facts
from imagine_nb.display.markdown import html_of_markdown
from imagine_nb.panels.form import beside
from imagine_nb.panels.jobs import Jobs, Running, how
from imagine_nb.panels.messages import FieldError, Message, Reply
from imagine_nb.panels.page import error_json
from imagine_nb.panels.planning import Planning
from imagine_nb.panels.shared import Shared
from imagine_nb.panels.state import Turn
from imagine_nb.pictures import Picture
from imagine_nb.placeholders import in_question
from imagine_nb.records import JSON, new_id
from imagine_nb.stops import IS_FREE, MAY_COST


class Asking:
    """The conversation of a panel; verbs `ask` and `forget`."""

    def __init__(self, shared: Shared, planning: Planning, jobs: Jobs) -> None:
        self._studio, self._state, self._page = shared.studio, shared.state, shared.page
        self._cards, self._changed = shared.cards, shared.changed
        self._planning, self._jobs = planning, jobs
        self._lock = Lock()
        self.verbs = {"ask": self._ask, "forget": self._forget}

    def _forget(self, message: Message) -> Reply:
        """Begin anew, the conversation or the list of results."""
        if message.text("what", most=80) == "turns":
            self.begin_anew()
        else:
            self._state.groups = [each for each in self._state.groups if each.state == "running"]
        self._changed()
        return Reply()

    def begin_anew(self) -> None:
        """Let the next question begin a conversation."""
        self._studio.forget(self._state.chat)
        self._state.chat, self._state.turns = f"panel-{new_id()[:4]}", []

    def _ask(self, message: Message) -> Reply:
        question = message.text("question").strip()
        if not question:
            raise FieldError(
                "There is no question.", advice="Write one about the pictures.", field="question"
            )
        if any(each.state == "running" for each in self._state.turns):
            raise FieldError(
                "The answer before is still coming.", advice="Wait, or stop it.", field="question"
            )
        if message.flag("new"):
            self.begin_anew()
        pictures = tuple(self._cards.pictures(message.pictures("pictures")))
        running = self._start(question, pictures, model=message.or_none("model"))
        return Reply({"job": running.id, "turn": self._state.turns[-1].id})

    def _start(self, question: str, pictures: tuple[Picture, ...], *, model: str | None) -> Running:
        new = self._not_sent(pictures)
        turn = Turn(question, new)
        with beside("question"):
            given = tuple(each.as_source() for each in new)
        text, sources = self._planning.words(question, given, word=in_question, field="question")
        if not sources and not any(each.answer for each in self._state.turns):
            raise FieldError(
                "There is no picture to ask about.", advice="Choose one in the gallery.", field="question"
            )
        with self._lock, beside("question"):  # no piece of it is told before the turn
            job = self._studio.start_ask(
                text,
                typed=question,
                images=sources,
                chat=self._state.chat,
                model=model,
                fresh=True,
                on_text=partial(self._heard, turn),
            )
            self._state.turns.append(turn)
            self._tell(turn)
        running = Running(
            job, "ask", "Asking", partial(self._ended, turn), lambda: {"turn": turn.id}, id=turn.id
        )
        self._jobs.follow(running)
        return running

    def _not_sent(self, pictures: tuple[Picture, ...]) -> tuple[Picture, ...]:
        """Those that the conversation does not hold yet: what was sent once is not paid for again."""
        answered = (each for each in self._state.turns if each.answer is not None)
        sent = {each.id for turn in answered for each in turn.pictures}
        return tuple(each for each in pictures if each.id not in sent)

    def _heard(self, turn: Turn, piece: str) -> None:
        with self._lock:
            turn.pieces.append(piece)
            told = {"job": turn.id, "turn": turn.id, "pieces": len(turn.pieces), "piece": piece}
            self._page.tell("text", told)

    def _ended(self, turn: Turn, answer: Answer | None, error: BaseException | None) -> str:
        turn.answer, turn.state = answer, how(error)
        if turn.state == "cancelled":
            turn.error = f"Stopped. {MAY_COST if self._studio.is_billed else IS_FREE}"
        elif error is not None:
            turn.error = error_json(error)["text"]
        self._tell(turn)
        self._changed()
        return turn.error if answer is None else " · ".join(answer_facts(answer.record))

    def _tell(self, turn: Turn) -> None:
        told, buffers = self.turn_json(turn, start=0)
        self._page.tell("turn", {"turn": told}, buffers)

    def turn_json(self, turn: Turn, *, start: int) -> tuple[dict[str, JSON], tuple[bytes, ...]]:
        """A turn as the page shows it; its thumbnails are the buffers from `start` on."""
        cards, buffers = self._cards.cards(turn.pictures, start=start)
        told: dict[str, Any] = {
            "id": turn.id,
            "question": turn.question,
            "pictures": cards,
            "text": turn.text,
            "pieces": len(turn.pieces),
            "text_html": html_of_markdown(turn.text) if turn.state != "running" else "",
            "facts": [] if turn.answer is None else answer_facts(turn.answer.record),
            "notice": "" if turn.answer is None else turn.answer.notice,
            "state": turn.state,
            "error": turn.error,
        }
        return told, buffers
