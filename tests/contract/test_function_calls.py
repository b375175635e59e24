"""Functions of the asking program: they are called, and the answer speaks of what they gave back."""

from __future__ import annotations

import json

import jsonschema
import pytest

MODEL = "grok-4.3"
QUESTION = "What is the weather in Paris? Use the tool."
CITY = {"type": "string", "description": "The name of the city."}
PARAMETERS = {
    "type": "object",
    "properties": {"city": CITY, "units": {"type": "string", "enum": ["C", "F"]}},
    "required": ["city", "units"],
}
WEATHER = {
    "name": "get_weather",
    "description": "Get the weather for a given city.",
    "parameters": PARAMETERS,
}
TOLD = "Sunny, 21 degrees, with a wind from Fleetwood."


def of_chat(**fields):
    messages = [{"role": "user", "content": QUESTION}]
    return {
        "model": MODEL,
        "messages": messages,
        "tools": [{"type": "function", "function": WEATHER}],
    } | fields


def of_responses(**fields):
    asked = [{"role": "user", "content": QUESTION}]
    return {
        "model": MODEL,
        "input": asked,
        "store": False,
        "tools": [{"type": "function", **WEATHER}],
    } | fields


def asked(server, path, body):
    answer = server.post(path, body)
    assert answer.status_code == 200, answer.text
    return answer.json()


def arguments_in(text):
    arguments = json.loads(text)
    jsonschema.validate(arguments, PARAMETERS)
    assert "Paris" in arguments["city"]
    return arguments


def test_chat_completions_call_a_function_and_answer_with_its_result(server):
    body = of_chat()
    (choice,) = asked(server, "/chat/completions", body)["choices"]
    assert choice["finish_reason"] == "tool_calls"
    message = choice["message"]
    call = message["tool_calls"][0]
    assert (call["type"], call["function"]["name"]) == ("function", "get_weather")
    arguments_in(call["function"]["arguments"])
    result = {"role": "tool", "tool_call_id": call["id"], "content": TOLD}
    (choice,) = asked(server, "/chat/completions", of_chat(messages=[*body["messages"], message, result]))[
        "choices"
    ]
    assert choice["finish_reason"] in {"stop", "end_turn"}
    assert "21" in choice["message"]["content"]
    assert not choice["message"].get("tool_calls")


def test_responses_call_a_function_and_answer_with_its_result(server):
    body = of_responses()
    first = asked(server, "/responses", body)
    call = next(item for item in first["output"] if item["type"] == "function_call")
    assert call["name"] == "get_weather"
    assert call["call_id"]
    arguments_in(call["arguments"])
    result = {"type": "function_call_output", "call_id": call["call_id"], "output": TOLD}
    again = asked(server, "/responses", of_responses(input=[*body["input"], *first["output"], result]))
    (message,) = [item for item in again["output"] if item["type"] == "message"]
    assert "21" in message["content"][0]["text"]
    assert not [item for item in again["output"] if item["type"] == "function_call"]


def test_a_kept_answer_takes_the_result_of_its_call(server):
    first = asked(server, "/responses", of_responses(store=True))
    call = next(item for item in first["output"] if item["type"] == "function_call")
    result = {"type": "function_call_output", "call_id": call["call_id"], "output": TOLD}
    body = of_responses(store=True, input=[result], previous_response_id=first["id"])
    again = asked(server, "/responses", body)
    assert "21" in json.dumps(again["output"])


def test_the_choice_of_a_tool_is_heeded(server):
    hello = [{"role": "user", "content": "Say hello."}]
    named = {"type": "function", "function": {"name": "get_weather"}}
    for choice in ("required", named):
        (made,) = asked(server, "/chat/completions", of_chat(messages=hello, tool_choice=choice))["choices"]
        jsonschema.validate(json.loads(made["message"]["tool_calls"][0]["function"]["arguments"]), PARAMETERS)
    (made,) = asked(server, "/chat/completions", of_chat(tool_choice="none"))["choices"]
    assert not made["message"].get("tool_calls")
    assert made["message"]["content"]


def test_a_streamed_call_comes_in_chunks_with_an_index(server):
    events = server.events("/chat/completions", of_chat(stream=True))
    choices = [choice for event in events[:-1] for choice in event.data["choices"]]
    pieces = [piece for choice in choices for piece in choice["delta"].get("tool_calls") or ()]
    assert {piece["index"] for piece in pieces} == {0}
    assert "".join(piece["function"].get("name") or "" for piece in pieces) == "get_weather"
    arguments_in("".join(piece["function"].get("arguments") or "" for piece in pieces))
    assert [choice["finish_reason"] for choice in choices if choice["finish_reason"]] == ["tool_calls"]


def test_a_streamed_call_is_an_item_with_its_events(server):
    events = [event.data for event in server.events("/responses", of_responses(stream=True))[:-1]]
    kinds = [event["type"] for event in events]
    added = next(
        event
        for event in events
        if event["type"] == "response.output_item.added" and event["item"]["type"] == "function_call"
    )
    deltas = [e["delta"] for e in events if e["type"] == "response.function_call_arguments.delta"]
    done = events[kinds.index("response.function_call_arguments.done")]
    assert "".join(deltas) == done["arguments"]
    arguments_in(done["arguments"])
    assert done["item_id"] == added["item"]["id"]
    calls = [item for item in events[-1]["response"]["output"] if item["type"] == "function_call"]
    assert [call["arguments"] for call in calls] == [done["arguments"]]


@pytest.mark.print_shop_only
def test_the_answer_only_passes_on_what_the_function_gave_back(server):
    messages = [
        {"role": "user", "content": QUESTION},
        {
            "role": "assistant",
            "content": "",
            "tool_calls": [
                {"id": "c", "type": "function", "function": {"name": "get_weather", "arguments": "{}"}}
            ],
        },
        {"role": "tool", "content": TOLD},
    ]
    (choice,) = asked(server, "/chat/completions", of_chat(messages=messages, tool_choice="required"))[
        "choices"
    ]
    assert choice["message"]["content"] == (
        f"Print shop, not Grok: get_weather answered: “{TOLD}”. The print shop only passes that on."
    )


@pytest.mark.print_shop_only
def test_several_cities_are_several_calls_unless_they_are_to_come_one_at_a_time(server):
    several = [{"role": "user", "content": "What is the weather in Paris, Rome and Oslo?"}]
    (choice,) = asked(server, "/chat/completions", of_chat(messages=several))["choices"]
    cities = [json.loads(call["function"]["arguments"])["city"] for call in choice["message"]["tool_calls"]]
    assert cities == ["Paris", "Rome", "Oslo"]
    body = of_chat(messages=several, parallel_tool_calls=False)
    (choice,) = asked(server, "/chat/completions", body)["choices"]
    assert len(choice["message"]["tool_calls"]) == 1


@pytest.mark.print_shop_only
@pytest.mark.parametrize("path", ["/responses", "/chat/completions"])
def test_a_question_for_nothing_that_the_function_does_is_answered_in_words(server, path):
    body = (
        of_responses(input="hello")
        if path == "/responses"
        else of_chat(messages=[{"role": "user", "content": "hello"}])
    )
    assert "Print shop" in json.dumps(asked(server, path, body))


@pytest.mark.print_shop_only
def test_arguments_that_nothing_fits_are_refused_with_the_reason(server):
    broken = {
        "type": "function",
        "name": "get_weather",
        "parameters": {"properties": {"a": False}, "required": ["a"]},
    }
    answer = server.post("/responses", of_responses(tools=[broken]))
    assert answer.status_code == 400
    assert "cannot be satisfied" in answer.json()["error"]
