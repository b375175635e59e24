"""Create: pictures made, edited and combined as a panel's form says; results come as each request ends."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from functools import partial
from threading import Lock

from imagine_nb.display.details import remark_of
from imagine_nb.money import cost
from imagine_nb.panels.cards import LARGE
from imagine_nb.panels.form import Form, form_of
from imagine_nb.panels.jobs import Jobs, Running, how
from imagine_nb.panels.messages import Message, Reply
from imagine_nb.panels.page import error_json
from imagine_nb.panels.planning import Planning
from imagine_nb.panels.shared import Shared
from imagine_nb.panels.state import Group
from imagine_nb.pictures import Picture, Pictures
from imagine_nb.printable import counted
from imagine_nb.records import JSON, clipped
from imagine_nb.studio.plans import Plan

MAX_GROUPS = 200
_REMARK = 300  # characters


class Creating:
    """Pictures of a panel; verb `generate`."""

    def __init__(self, shared: Shared, planning: Planning, jobs: Jobs) -> None:
        self._studio, self._state, self._page = shared.studio, shared.state, shared.page
        self._cards, self._changed = shared.cards, shared.changed
        self._planning, self._jobs = planning, jobs
        self._lock, self._telling = Lock(), Lock()
        self.verbs = {"generate": self._generate}

    def _generate(self, message: Message) -> Reply:
        form = self._state.form = form_of(message)
        plan = self._planning.plan(form)
        group = Group(form.prompt.strip(), of=plan.n_pictures, keys=keys_of(plan), form=form)
        with self._telling:  # no picture of it is told before the group
            job = self._studio.start(plan, on_pictures=partial(self._arrived, group, plan))
            self._state.groups = [group, *self._state.groups][:MAX_GROUPS]
            self._told(group)
        self._changed()
        running = Running(
            job,
            "imagine",
            _doing(form, plan),
            partial(self._ended, group, plan),
            partial(_counts, group),
            id=group.id,
        )
        self._jobs.follow(running)
        return Reply({"job": running.id})

    def _arrived(self, group: Group, plan: Plan, made: Pictures) -> None:
        """Pictures of one of the requests; it is called on the event loop, which has others to carry."""
        with self._lock:
            group.pictures = (*group.pictures, *made)
        self._cards.hold(made)
        if group.state == "cancelled":  # it was being kept when the rest was stopped
            group.text = _ending(group, plan, failed=True)
        self._told_soon(group)

    def _told_soon(self, group: Group) -> None:
        asyncio.get_running_loop().run_in_executor(None, self._tell_arrived, group)

    def _tell(self, group: Group) -> None:
        self._changed()  # first: whoever sees it on the page finds it in Python
        with self._telling:  # by several threads: what was looked up first is told first
            self._told(group)

    def _tell_arrived(self, group: Group) -> None:
        self._changed()
        with self._telling:
            if len(group.pictures) > group.n_told:  # it was not told with those that arrived beside it
                self._told(group)

    def _told(self, group: Group) -> None:
        told, buffers = self.group_json(group, start=0)
        group.n_told = len(told["cards"])
        self._page.tell("result", {"group": told}, buffers)

    def group_json(self, group: Group, *, start: int) -> tuple[dict[str, JSON], tuple[bytes, ...]]:
        """A group as the page shows it; its thumbnails are the buffers from `start` on."""
        cards, buffers = self._cards.cards(group.pictures, side=LARGE, start=start)
        told = {
            "job": group.id,
            "prompt": group.prompt,
            "created": round(group.created * 1000),
            "cards": cards,
            "of": group.of,
            "state": group.state,
            "text": group.text,
        }
        return told, buffers

    def _ended(self, group: Group, plan: Plan, made: Pictures | None, error: BaseException | None) -> str:
        if made is not None:  # in the order that they were asked for
            group.pictures = tuple(made)
        group.state = how(error)
        group.text = _ending(group, plan, failed=error is not None)
        if group.state == "failed" and not group.text and error is not None:
            group.text = str(error_json(error)["text"])
        self._tell(group)
        return group.text

    def show(self, pictures: Sequence[Picture], *, prompt: str = "") -> None:
        """Show these as the one result, as if they had been made here; what is being made is yet to come."""
        group = Group(prompt, of=len(pictures), pictures=tuple(pictures), state="done")
        self._state.groups = [group, *(each for each in self._state.groups if each.state == "running")]
        self._cards.hold(pictures)


def keys_of(plan: Plan) -> tuple[str, ...]:
    """The keys of a plan's requests, and the region that each is for."""
    return tuple(f"{each.key} {each.region.identity if each.region else ''}" for each in plan.orders)


def _doing(form: Form, plan: Plan) -> str:
    n_sources = len(plan.orders[0].sources)
    verb = {0: "Making", 1: "Editing"}.get(n_sources, "Combining")
    return f"{verb} {counted(form.count, 'picture')}"


def _counts(group: Group) -> dict[str, JSON]:
    return {"arrived": len(group.pictures), "of": group.of, "group": group.id}


def _ending(group: Group, plan: Plan, *, failed: bool) -> str:
    if group.state == "cancelled":
        return f"Cancelled: {plan.stopped(len(group.pictures))}"
    if failed:
        return f"{len(group.pictures)} of {counted(group.of, 'picture')} came." if group.pictures else ""
    ticks = [each.record.cost_ticks for each in group.pictures]
    whole = None if None in ticks else sum(each or 0 for each in ticks)
    notices = dict.fromkeys(each.notice for each in group.pictures if each.notice)
    remarks = dict.fromkeys(remark_of(each.record) for each in group.pictures)
    drawn = clipped(next(iter(remarks), ""), _REMARK)  # of several takes the first says what each does
    made = f"Made {counted(len(group.pictures), 'picture')}"
    return " · ".join(filter(None, [made, cost(whole), drawn, *notices]))
