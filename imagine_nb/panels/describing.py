"""Alt texts that a panel asks for: one question about one picture, whose answer is kept with it."""

from __future__ import annotations

from imagine_nb.answers import Answer
from imagine_nb.display.alt_texts import alt_told
from imagine_nb.panels.jobs import Jobs, Running
from imagine_nb.panels.messages import Message, Reply
from imagine_nb.panels.shared import Shared


class Describing:
    """Alt texts of a panel's pictures; verb `describe`. The page hears of them as of any mark."""

    def __init__(self, shared: Shared, jobs: Jobs) -> None:
        self._studio, self._cards, self._jobs = shared.studio, shared.cards, jobs
        self.verbs = {"describe": self._describe}

    def _describe(self, message: Message) -> Reply:
        picture = self._cards.picture(message.picture())
        texts = self._studio.alt_texts

        def ended(answer: Answer | None, error: BaseException | None) -> str:  # noqa: ARG001 - Running has both
            if answer is None:
                return ""
            texts.kept(picture, answer)
            return alt_told(picture.described)

        job = texts.begun(picture, {"fresh": True})
        running = Running(job, "describe", "Describing", ended, lambda: {"id": picture.id})
        self._jobs.follow(running)
        return Reply({"job": running.id})
