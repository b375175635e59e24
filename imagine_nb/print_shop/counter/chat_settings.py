"""The settings of a question that change nothing here: checked as the API checks them, then left."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from imagine_nb.print_shop.counter import fields
from imagine_nb.print_shop.counter.fields import JSONObject
from imagine_nb.print_shop.counter.refusals import bad_request, missing

_TIERS = ("auto", "default", "flex", "priority")
_EFFORTS = ("none", "minimal", "low", "medium", "high", "xhigh")
_CATEGORIES = ("nsfw", "violence", "profanity")
_MOST_STOPS = 4
MOST_CHOICES = 128
_RANGES = {"temperature": (0.0, 2.0), "top_p": (0.0, 1.0)}
_PENALTIES = {"frequency_penalty": (-2.0, 2.0), "presence_penalty": (-2.0, 2.0)}
_LARGEST_SEED = 2**63 - 1


@dataclass(frozen=True, slots=True)
class ChatSettings:
    """Those of chat completions that bear on the body: how many choices, and where the text stops."""

    choices: int
    stop: tuple[str, ...]
    deferred: bool
    tier: str


def chat_settings(body: JSONObject) -> ChatSettings:
    """The settings of chat completions, all of them checked."""
    _check_common(body)
    _check_numbers(body, _PENALTIES)
    fields.flag(body, "logprobs")
    fields.choice(body, "reasoning_effort", _EFFORTS, "low")
    search = body.get("search_parameters")
    if search is not None:
        fields.choice(fields.object_of(search, "search_parameters"), "mode", ("off", "on", "auto"), "auto")
    return ChatSettings(
        choices=fields.whole_number(body, "n", low=1, high=MOST_CHOICES) or 1,
        stop=_stops(body.get("stop")),
        deferred=fields.flag(body, "deferred"),
        tier=tier_in(body),
    )


def check_response_settings(body: JSONObject) -> None:
    """Check the settings of the Responses API."""
    _check_common(body)
    for name in ("metadata", "background"):
        if body.get(name):
            raise bad_request(f"Argument not supported: {name}")
    fields.texts(body, "include")
    fields.whole_number(body, "max_turns", low=1, high=2**31)
    fields.optional_text(body, "prompt_cache_key")
    reasoning = body.get("reasoning")
    if reasoning is not None:
        fields.choice(fields.object_of(reasoning, "reasoning"), "effort", _EFFORTS, "low")


def tier_in(body: JSONObject) -> str:
    """The service tier that is told: the one that was asked for."""
    tier = fields.choice(body, "service_tier", _TIERS, "default")
    return "default" if tier == "auto" else tier


def _check_common(body: JSONObject) -> None:
    _check_numbers(body, _RANGES)
    for name in ("user", "safety_identifier"):
        fields.optional_text(body, name)
    fields.whole_number(body, "seed", low=-_LARGEST_SEED - 1, high=_LARGEST_SEED)
    fields.whole_number(body, "top_logprobs", low=0, high=20)
    _check_guidelines(body)


def _check_numbers(body: JSONObject, ranges: dict[str, tuple[float, float]]) -> None:
    for name, (low, high) in ranges.items():
        fields.number(body, name, low=low, high=high)


def _check_guidelines(body: JSONObject) -> None:
    seen = set()
    for at, given in enumerate(fields.objects(body, "guidelines") or ()):
        for name, allowed in (("type", ("policy",)), ("category", _CATEGORIES), ("behavior", ("decline",))):
            if given.get(name) is None:
                raise missing(f"guidelines[{at}].{name}")
            fields.choice(given, name, allowed, "")
        if given["category"] in seen:
            raise bad_request(f"The category {given['category']} stands twice in guidelines.")
        seen.add(given["category"])


def _stops(given: Any) -> tuple[str, ...]:
    stops = [given] if isinstance(given, str) else fields.texts({"stop": given}, "stop")
    if len(stops) > _MOST_STOPS:
        raise bad_request(f"stop has {len(stops)} texts; {_MOST_STOPS} are allowed.")
    return tuple(stop for stop in stops if stop)
