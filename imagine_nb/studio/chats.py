"""Conversations by name: which one a question goes on with, in this session or from the gallery."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from imagine_nb.chat import Conversation, ImagePart, assistant, history_of, user
from imagine_nb.config import Target
from imagine_nb.engines import ENGINES, XAI
from imagine_nb.errors import GalleryError, InputError
from imagine_nb.gallery import Gallery
from imagine_nb.gallery.places import Cell, notebook_name, running_cell
from imagine_nb.options import AskOptions, HasConversation, fields_of
from imagine_nb.printable import counted
from imagine_nb.records import AnswerRecord, Recorded, SourceRecord
from imagine_nb.settings import DETAIL
from imagine_nb.sources import Source, picture_source, sources
from imagine_nb.suggestions import checked
from imagine_nb.values import in_short
from imagine_nb.wire.order import Order, is_blank

ANEW = "The chat {name!r} begins anew: {why}."
AHEAD = "The chat {name!r} goes on where its cell ran again; what was asked after that ({n}) is left out."
GOES_ON = "The chat {name!r} goes on from the gallery, after {answers}; --new begins it anew."


@dataclass(frozen=True, slots=True)
class Turn:
    """One question of a conversation: the cell that asked it, in which run, and what there was before it.

    Of a turn that no cell asked in this session, its question takes the place of the cell.
    """

    question: str
    before: Conversation
    cell: str | None = None
    run: int | None = None

    def is_of(self, cell: Cell, question: str) -> bool:
        """Whether this cell asked it in an earlier run."""
        if self.cell is None:  # the gallery's, or a panel's, whose cell this becomes
            return self.question == question
        return self.cell == cell.name and self.run != cell.number


@dataclass(frozen=True, slots=True)
class Begun:
    """What a question goes on with. `notice` is told of an answer that is asked for, not shown again.

    `n_ahead` are the questions that came after this place before a cell ran again. One that `is_held` by a
    client's chat goes on there.
    """

    conversation: Conversation
    turns: tuple[Turn, ...] = ()
    notice: str = ""
    n_ahead: int = 0
    is_held: bool = False


@dataclass(frozen=True, slots=True)
class Question:
    """A question that is ready to be asked, as it was typed, and its chat as it is once it is answered."""

    order: Order
    typed: str
    begun: Begun
    going: Conversation
    cell: Cell | None


def prepared(text: str, begun: Begun, to: Target, options: AskOptions) -> Question:
    """A question to a conversation. Raises InputError where it is empty, or about no picture."""
    if isinstance(text, str) and is_blank(text):
        raise InputError("There is no question.", advice="Write one about the pictures.")
    chat, detail = begun.conversation, options.get("detail") or DETAIL.values[0]
    checked(DETAIL.label, detail, DETAIL.values)
    found = sources(options.get("images"))
    if not found and not chat.messages:
        raise InputError(
            f"There is no picture to ask about. {begun.notice or _unheard(options.get('chat'))}".strip(),
            advice="Name one with -i NAME or {NAME}, in Python with images=.",
        )
    model = options.get("model") or chat.model
    parameters = {**chat.parameters, **fields_of(options)}
    # a copy goes on, and the chat becomes as it is only when it is answered
    going = replace(chat, model=model, parameters=parameters, messages=[*chat.messages])
    going.append(user(*(ImagePart(each, detail) for each in found), text))
    order = going.order(target=to, typed=options.get("typed"))
    return Question(order, options.get("typed") or text, begun, going, running_cell())


def _unheard(chat: object) -> str:
    """That a conversation is a new one: whoever names it may mean another."""
    return f"There is no conversation {in_short(chat)} yet." if chat else ""


@dataclass(slots=True)
class Chats:
    """The conversations of a studio.

    A question goes on with the chat of its name as this session has it. A cell that runs again asks at its
    old place in it, so that Run All asks the same questions. A chat that has not been under way in this
    session goes on from the gallery, as this notebook left it there: at the place of the question where that
    was asked before, else at the end. So a notebook that is run after a restart is shown again, for nothing.
    """

    _kept: dict[str, Begun] = field(default_factory=dict)

    @property
    def names(self) -> tuple[str, ...]:
        """The names of those under way."""
        return tuple(self._kept)

    def forget(self, name: str) -> None:
        """Let one begin anew."""
        self._kept.pop(name, None)

    def begun(
        self, typed: str, to: Target, options: AskOptions, *, model: str, gallery: Gallery | None
    ) -> Begun:
        """What a question, as it was typed, goes on with; a new conversation of `model` where there is none.

        A new one has its name once it is answered.
        """
        chat = options.get("chat")
        if isinstance(chat, HasConversation):
            return Begun(chat.conversation, is_held=True)
        if chat is not None and not isinstance(chat, str):
            raise InputError(f"chat is {str(chat)[:40]}.", advice="It is a name, as text, or a Chat.")
        empty = Conversation(model, name=chat)
        if chat is None or options.get("new"):
            return Begun(empty)
        if chat in self._kept:
            return _at_its_place(self._kept[chat], typed)
        if gallery is None:
            return Begun(empty)
        engines = {to.engine, XAI.name} if to.is_auto or not ENGINES[to.engine].is_asked else {to.engine}
        turns = [gallery.recorded(id_) for id_ in gallery.shown.questions(notebook_name(), chat)]
        return _recorded(empty, typed, [each for each in turns if each.request.engine in engines], gallery)

    def answered(self, asked: Question, answer: AnswerRecord, *, is_reused: bool) -> str:
        """A question was answered: its chat goes on from there. Returns what is to be told of that."""
        begun, going = asked.begun, asked.going
        going.answered(answer.text, answer.response_id if answer.stored else None)
        if begun.is_held or going.name is None:
            begun.conversation.become(going)
            return ""
        cell = asked.cell
        name, run = (None, -1) if cell is None else (cell.name, cell.number)
        turn = Turn(asked.typed, begun.conversation, name, run)
        ahead = max(begun.n_ahead - 1, 0) if is_reused else 0
        told = AHEAD.format(name=going.name, n=ahead) if ahead else ""
        self._kept[going.name] = Begun(going, (*begun.turns, turn), told, ahead)
        return "" if is_reused else begun.notice


def _at_its_place(kept: Begun, typed: str) -> Begun:
    """The conversation as it was before this question, where its cell runs again."""
    cell = running_cell()
    for at, turn in enumerate(kept.turns if cell is not None else ()):
        if cell is not None and turn.is_of(cell, typed):
            n_ahead = len(kept.turns) - at
            told = AHEAD.format(name=kept.conversation.name, n=n_ahead - 1) if n_ahead > 1 else ""
            return Begun(turn.before, kept.turns[:at], told, n_ahead)
    return kept


def _recorded(empty: Conversation, question: str, turns: Sequence[Recorded], gallery: Gallery) -> Begun:
    """The conversation that the gallery holds, as it was before this question, else at its end."""
    if not turns:
        return Begun(empty)
    lines = _lines(turns)
    same = [line for line in lines if line[-1].request.prompt == question]
    if any(len(line) == 1 for line in same):
        why = "its first question is asked again"
        return Begun(empty, notice=ANEW.format(name=empty.name, why=why))
    if not lines:
        return Begun(empty, notice=ANEW.format(name=empty.name, why="its beginning is not in the gallery"))
    line = same[-1][:-1] if same else max(lines, key=lambda each: each[-1].created)
    going, before = empty, []
    for each in line:
        before.append(Turn(each.request.prompt, going))
        going = _with_turn(going, each, gallery)
    if missing := _missing(going):
        return Begun(empty, notice=ANEW.format(name=empty.name, why=f"the gallery has no copy of {missing}"))
    answers = counted(len(line), "answer")
    return Begun(going, tuple(before), GOES_ON.format(name=empty.name, answers=answers))


def _lines(turns: Sequence[Recorded]) -> list[list[Recorded]]:
    """Each turn with those before it, which its history names, the first of them first."""
    after: dict[str | None, list[Recorded]] = {}
    for each in turns:
        after.setdefault(each.request.history, []).append(each)

    def grown(line: list[Recorded], before: Conversation) -> Iterator[list[Recorded]]:
        for each in after.get(history_of(before.messages), ()):
            yield [*line, each]
            yield from grown([*line, each], _with_turn(before, each, None))

    return list(grown([], Conversation("")))


def _with_turn(before: Conversation, turn: Recorded, gallery: Gallery | None) -> Conversation:
    """The conversation with one more question and its answer."""
    request, answer = turn.request, turn.answer
    assert answer is not None  # noqa: S101 - a turn is an answered question
    images = [ImagePart(_source(each, gallery)) for each in request.sources]
    asked = replace(before, model=request.model, messages=[*before.messages, user(*images, request.sent)])
    if answer.stored and answer.response_id:
        asked.answered(answer.text, answer.response_id)
    else:
        asked.messages.append(assistant(answer.text))
    return asked


def _source(record: SourceRecord, gallery: Gallery | None) -> Source:
    """A source of a question, with its bytes where a gallery has them."""
    if gallery is None or record.sha256 is None:
        return Source(record)
    same = gallery.journal.pictures("WHERE p.sha256 = ? OR p.id = ?", record.sha256, record.picture_id)
    for picture in same:
        try:
            found = picture_source(picture, gallery.data(picture))
        except GalleryError:
            continue
        if found.record.sha256 == record.sha256:
            return Source(record, found.data)
    return Source(record)


def _missing(going: Conversation) -> str:
    """The name of a picture that has to be sent with the next question and is not here; empty for none."""
    going.is_whole = not any(_lacks(source) for each in going.messages for source in each.sources)
    sent = going.messages[going.known :] if going.previous_response_id else going.messages
    lacking = (source.record.name for each in sent for source in each.sources if _lacks(source))
    return next(lacking, "")


def _lacks(source: Source) -> bool:
    return source.data is None and source.record.sha256 is not None
