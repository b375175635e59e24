from __future__ import annotations

from typing import Any, get_args

import pytest

from imagine_nb.chat import SearchParameters, required_tool, tool, web_source
from imagine_nb.errors import InputError
from imagine_nb.tools import code_execution, web_search
from imagine_nb.wire.chat_settings import (
    ChatSettings,
    IncludeOption,
    notice_of,
    settings_body,
    settings_fields,
)

WEATHER = tool("get_weather", "The weather.", {"type": "object"})
DECLINE = {"type": "policy", "category": "nsfw", "behavior": "decline"}
CHOSEN = {"type": "function", "name": "get_weather"}

FIELDS: list[tuple[dict[str, Any], dict[str, Any]]] = [
    ({"stop": ["x", "y"]}, {"stop": ["x", "y"]}),
    ({"stop": "x"}, {"stop": ["x"]}),
    ({"stop": []}, {}),
    ({"frequency_penalty": -2, "presence_penalty": 0.1}, {"frequency_penalty": -2, "presence_penalty": 0.1}),
    ({"logprobs": True, "top_logprobs": 8}, {"logprobs": True, "top_logprobs": 8}),
    ({"top_logprobs": 2}, {"logprobs": True, "top_logprobs": 2}),
    ({"service_tier": "priority"}, {"service_tier": "priority"}),
    ({"safety_identifier": "u"}, {"safety_identifier": "u"}),
    ({"parallel_tool_calls": False, "max_turns": 2}, {"parallel_tool_calls": False, "max_turns": 2}),
    ({"guidelines": [DECLINE]}, {"guidelines": [DECLINE]}),
    ({"use_encrypted_content": True}, {"include": ["reasoning.encrypted_content"]}),
    ({"use_encrypted_content": False}, {}),
    (
        {"include": ["web_search_call_output", "code_execution_call_output", "verbose_streaming"],
         "use_encrypted_content": True},
        {"include": ["web_search_call.action.sources", "code_interpreter_call.outputs",
                     "reasoning.encrypted_content"]},
    ),
    ({"include": ["inline_citations"]}, {}),
    ({"include": ["file_search_call.results", "no_inline_citations"]},
     {"include": ["file_search_call.results", "no_inline_citations"]}),
    ({"agent_count": 4}, {"reasoning": {"effort": "low"}}),
    ({"agent_count": 16}, {"reasoning": {"effort": "high"}}),
    ({"agent_count": 16, "reasoning_effort": "xhigh"}, {"reasoning": {"effort": "xhigh"}}),
    ({"tools": []}, {}),
    ({"tools": [], "tool_choice": "auto"}, {}),
    ({"tools": [WEATHER, web_search()]}, {"tools": [WEATHER.wire(), {"type": "web_search"}]}),
    ({"tools": [WEATHER], "tool_choice": "required"}, {"tools": [WEATHER.wire()], "tool_choice": "required"}),
    ({"tools": [WEATHER], "tool_choice": required_tool("get_weather")},
     {"tools": [WEATHER.wire()], "tool_choice": CHOSEN}),
    ({"tools": [{"type": "function", "function": {"name": "get_weather"}}],
      "tool_choice": {"type": "function", "function": {"name": "get_weather"}}},
     {"tools": [{"type": "function", "name": "get_weather"}], "tool_choice": CHOSEN}),
    ({"search_parameters": SearchParameters(sources=[web_source()])},
     {"search_parameters": {"mode": "auto", "return_citations": True,
                            "sources": [{"type": "web", "safe_search": True}]}}),
    ({"search_parameters": {"mode": "on"}}, {"search_parameters": {"mode": "on"}}),
    (dict.fromkeys(ChatSettings.__annotations__), {}),
]  # fmt: skip


@pytest.mark.parametrize(("given", "fields"), FIELDS)
def test_a_setting_has_this_name_and_value_on_the_wire(given: dict[str, Any], fields: dict[str, Any]) -> None:
    assert settings_fields(given) == fields
    assert settings_body(given) == {"store": False, **fields}


REFUSED: list[tuple[dict[str, Any], str]] = [
    ({"stop": list("abcde")}, "1 to 4 texts"),
    ({"stop": [""]}, "1 to 4 texts"),
    ({"frequency_penalty": 2.5}, "from -2 to 2"),
    ({"presence_penalty": "much"}, "from -2 to 2"),
    ({"top_logprobs": 9}, "from 0 to 8"),
    ({"max_turns": 0}, "from 1"),
    ({"service_tier": "first"}, "default, priority"),
    ({"agent_count": 5}, "4 or 16"),
    ({"user": ""}, "end user"),
    ({"safety_identifier": 7}, "end user"),
    ({"guidelines": [{"category": "nsfw"}]}, "looks like"),
    ({"guidelines": [{**DECLINE, "category": "rude"}]}, "nsfw, violence, profanity"),
    ({"guidelines": [{**DECLINE, "behavior": "allow"}]}, "decline"),
    ({"guidelines": [DECLINE, DECLINE]}, "twice"),
    ({"include": ["web_search_output"]}, "Did you mean web_search_call_output?"),
    ({"include": [7]}, "'7'"),
    ({"tools": ["web_search"]}, "str is no tool"),
    ({"tools": [WEATHER, WEATHER]}, "two tools named get_weather"),
    ({"tools": [tool(f"f{at}", "", {}) for at in range(129)]}, "128 at most"),
    ({"tools": [WEATHER], "tool_choice": "some"}, "auto, none, required"),
    ({"tools": [WEATHER], "tool_choice": required_tool("get_wether")}, "Did you mean 'get_weather'?"),
    ({"tools": [web_search()], "tool_choice": required_tool("web_search")}, "no tool named"),
    ({"tool_choice": 7}, "no tool choice"),
    ({"search_parameters": "on"}, "SearchParameters"),
]


@pytest.mark.parametrize(("given", "words"), REFUSED)
def test_what_would_be_refused_is_told(given: dict[str, Any], words: str) -> None:
    with pytest.raises(ValueError) as caught:  # noqa: PT011 - as programs of xai_sdk catch it
        settings_body(given)
    assert isinstance(caught.value, InputError)
    assert words in str(caught.value)


def test_what_no_way_to_ask_takes_is_told() -> None:
    given = {"include": ["x_search_call_output"], "tools": [web_search(user_location_city="Bern"), WEATHER]}
    told = notice_of(given)
    assert "x_search_call_output" in told
    assert "user_location" in told
    assert notice_of({"include": ["inline_citations"], "tools": [code_execution()]}) == ""
    assert notice_of({}) == ""


def test_a_server_that_knows_more_gets_what_our_tables_do_not_know() -> None:
    assert settings_body({"depth": 3}, validate=False) == {"store": False, "depth": 3}


@pytest.mark.parametrize("name", get_args(IncludeOption))
def test_all_that_the_sdk_can_include_is_known(name: str) -> None:
    found = settings_fields({"include": [name]}).get("include", [])
    assert name not in found  # the API has names of its own, or brings it anyhow
    assert len(found) <= 1
