"""Checks of a chat's settings: what would be refused, told before it is sent."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Literal, TypeAlias, TypedDict, get_args

from imagine_nb.errors import InputError
from imagine_nb.records import JSON
from imagine_nb.suggestions import checked
from imagine_nb.tools import FUNCTION, Tool, ToolChoice
from imagine_nb.values import count_given, flag_given, in_short, kind_of, listed, text_given

ReasoningEffort: TypeAlias = Literal["none", "low", "medium", "high", "xhigh"]
ServiceTier: TypeAlias = Literal["default", "priority"]
AgentCount: TypeAlias = Literal[4, 16]
GuidelineCategory: TypeAlias = Literal["nsfw", "violence", "profanity"]
GuidelineBehavior: TypeAlias = Literal["decline"]
ToolMode: TypeAlias = Literal["auto", "none", "required"]
ImageDetail: TypeAlias = Literal["auto", "low", "high"]


class Guideline(TypedDict):
    """Moderation guideline of a chat: what of an answer the API shall decline."""

    type: Literal["policy"]
    category: GuidelineCategory
    behavior: GuidelineBehavior


_AGENTS = get_args(AgentCount)
_MODES = get_args(ToolMode)
MOST_TOOLS = 128
MOST_STOPS = 4
_BOUNDS: dict[str, tuple[float, float]] = {
    "temperature": (0, 2),
    "top_p": (0, 1),
    "max_tokens": (1, 10**9),
    "frequency_penalty": (-2, 2),
    "presence_penalty": (-2, 2),
    "top_logprobs": (0, 8),
    "max_turns": (1, 10**6),
}
_TEXTS = ("user", "safety_identifier")
_FLAGS = ("logprobs", "parallel_tool_calls", "store_messages", "use_encrypted_content")
_MOST_SEED = 2**63 - 1
_TOOLS = "Use chat.tool(...), or a function of imagine_nb.tools."
_GUIDELINE = {
    "type": ("policy",),
    "category": get_args(GuidelineCategory),
    "behavior": get_args(GuidelineBehavior),
}


def check_settings(given: Mapping[str, JSON], known: Collection[str]) -> None:
    """Raise InputError for a setting that there is not, or whose value would be refused."""
    for name, value in given.items():
        if name not in known:
            raise InputError(f"A chat has no setting {name!r}.", advice=f"Settings: {', '.join(known)}.")
        low, high = _BOUNDS.get(name, (None, None))
        if low is not None and high is not None:
            is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
            if not (is_number and low <= value <= high):
                raise InputError(
                    f"{name} is {in_short(value)}.", advice=f"It is a number from {low} to {high:g}."
                )
        if name in _TEXTS:
            text_given(value, of=name, advice="It is an id of the end user, as text.")
        if name in _FLAGS:
            flag_given(value, of=name)
    count_given(given.get("seed"), of="seed", least=-_MOST_SEED, most=_MOST_SEED)
    checked("reasoning effort", given.get("reasoning_effort"), get_args(ReasoningEffort))
    checked("service tier", given.get("service_tier"), get_args(ServiceTier))
    agents = given.get("agent_count", _AGENTS[0])
    if not (isinstance(agents, int) and agents in _AGENTS):
        raise InputError(f"agent_count is {in_short(agents)}.", advice="It is 4 or 16.")


def checked_stops(stops: str | Sequence[str]) -> list[str]:
    """The texts that end an answer: 4 at most, none of them empty. Raises InputError."""
    advice = f"It is a list of 1 to {MOST_STOPS} texts."
    found = [stops] if isinstance(stops, str) else listed(stops, of="stop", advice=advice)
    if len(found) > MOST_STOPS or not all(isinstance(each, str) and each for each in found):
        raise InputError(f"stop is {in_short(found)}.", advice=advice)
    return found


def checked_guidelines(guidelines: Sequence[Mapping[str, str]]) -> list[dict[str, str]]:
    """The guidelines of an answer, one for a category at most. Raises InputError."""
    advice = 'One looks like {"type": "policy", "category": "nsfw", "behavior": "decline"}.'
    found = listed(guidelines, of="guidelines", advice=advice)
    for each in found:
        if not (isinstance(each, Mapping) and each.keys() == _GUIDELINE.keys()):
            raise InputError(f"A guideline is {in_short(each, 80)}.", advice=advice)
        for name, allowed in _GUIDELINE.items():
            checked(f"guideline {name}", each[name], allowed)
    categories = [each["category"] for each in found]
    if len(set(categories)) < len(categories):
        raise InputError("A category of the guidelines stands twice.", advice="Give one for each.")
    return [dict(each) for each in found]


def checked_tools(tools: Sequence[Tool | Mapping[str, JSON]]) -> list[dict[str, JSON]]:
    """The tools of a chat as `/responses` has them, each function's name once. Raises InputError."""
    found = [_declared(each) for each in listed(tools, of="tools", advice=_TOOLS)]
    if len(found) > MOST_TOOLS:
        raise InputError(f"There are {len(found)} tools.", advice=f"The API takes {MOST_TOOLS} at most.")
    names = names_of(found)
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        raise InputError(f"There are two tools named {twice}.", advice="Give each a name of its own.")
    return found


def checked_choice(
    choice: str | ToolChoice | Mapping[str, JSON], tools: Sequence[Mapping[str, JSON]]
) -> JSON:
    """Which tool is to be called, as `/responses` has it. Raises InputError for one that is not declared."""
    if isinstance(choice, str):
        return checked("tool choice", choice, _MODES)
    if isinstance(choice, ToolChoice):
        name: JSON = choice.function_name
    elif isinstance(choice, Mapping):
        inner = choice.get(FUNCTION)
        name = choice.get("name") or (inner.get("name") if isinstance(inner, Mapping) else None)
        if name is None:
            raise InputError(f"tool_choice is {in_short(choice)}.", advice="Use required_tool(name).")
    else:
        told = f"{kind_of(choice, is_first=True)} is no tool choice."
        raise InputError(told, advice=f"It is {', '.join(_MODES)}, or required_tool(name).")
    checked("tool named", name, names_of(tools))
    return {"type": FUNCTION, "name": name}


def names_of(tools: Sequence[Mapping[str, JSON]]) -> list[str]:
    """The names of the functions among the tools."""
    return [each["name"] for each in tools if each.get("type") == FUNCTION]


def _declared(given: Tool | Mapping[str, JSON]) -> dict[str, JSON]:
    """A tool as `/responses` has it; a dict may be one of `/chat/completions`."""
    if isinstance(given, Tool):
        return given.wire()
    if not (isinstance(given, Mapping) and isinstance(given.get("type"), str)):
        raise InputError(f"{kind_of(given, is_first=True)} is no tool.", advice=_TOOLS)
    inner = given.get(FUNCTION)
    declared = {"type": FUNCTION, **inner} if isinstance(inner, Mapping) else dict(given)
    if declared["type"] == FUNCTION and text_given(declared.get("name"), of="A tool's name") is None:
        raise InputError("A tool has no name.", advice=_TOOLS)
    return declared
