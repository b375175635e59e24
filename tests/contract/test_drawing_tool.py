"""The tool `image_generation` of /v1/responses: pictures that are drawn in a conversation."""

from __future__ import annotations

import base64
import json

import pytest

pytestmark = pytest.mark.print_shop_only  # a picture in an answer costs more than the budget of this suite

MODEL = "grok-4.5"
TOOLS = [{"type": "image_generation"}]


def asked(server, given, **fields):
    body = {"model": MODEL, "store": False, "input": given, "tools": TOOLS} | fields
    answer = server.post("/responses", body)
    assert answer.status_code == 200, answer.text
    return answer.json()


def drawn_in(body):
    return [item for item in body["output"] if item["type"] == "image_generation_call"]


def text_of(body):
    return "".join(p["text"] for item in body["output"] if item["type"] == "message" for p in item["content"])


def test_a_picture_is_drawn_and_said_to_be_the_print_shops(server):
    body = asked(server, "Generate an image of a red fox in the snow")
    (item,) = drawn_in(body)
    assert base64.b64decode(item["result"])[:3] == b"\xff\xd8\xff"
    assert (item["status"], item["prompt"]) == ("completed", "a red fox in the snow")
    assert "Print shop, not Grok" in text_of(body)
    assert "fox" in text_of(body)
    usage = body["usage"]
    assert usage["num_server_side_tools_used"] == 1
    assert usage["server_side_tool_usage_details"]["image_generation_calls"] == 1


def test_the_newest_picture_is_edited_then_asked_about(server):
    first = asked(server, "Draw a red fox in the snow")
    told = [{"role": "user", "content": "Draw a red fox in the snow"}, *first["output"]]
    edit = {"role": "user", "content": "Edit the image you just generated: make it night"}
    second = asked(server, [*told, edit])
    (item,) = drawn_in(second)
    assert (item["action"], item["prompt"]) == ("edit", "make it night")
    assert item["result"] != drawn_in(first)[0]["result"]
    question = {"role": "user", "content": "What is in this picture? What time of day is it?"}
    answer = asked(server, [*told, edit, *second["output"], question])
    assert drawn_in(answer) == []
    assert "night" in text_of(answer)


def test_a_picture_that_was_sent_is_edited(server, photo):
    content = [
        {"type": "input_image", "image_url": photo},
        {"type": "input_text", "text": "Edit this image so that it is sepia."},
    ]
    body = asked(server, [{"role": "user", "content": content}], tools=[{**TOOLS[0], "action": "edit"}])
    assert len(drawn_in(body)) == 1


def test_a_kept_answer_remembers_what_it_drew(server):
    first = asked(server, "Draw two cats", store=True)
    body = asked(server, "How many are there in the picture?", previous_response_id=first["id"])
    assert "2" in text_of(body)


def test_the_stream_tells_of_the_drawing(server):
    given = {"model": MODEL, "store": False, "input": "Draw a fox", "tools": TOOLS, "stream": True}
    events = [event.data for event in server.events("/responses", given)[:-1]]
    kinds = [event["type"] for event in events]
    steps = ["in_progress", "generating", "completed"]
    places = [kinds.index(f"response.image_generation_call.{step}") for step in steps]
    assert places == sorted(places)
    assert events[places[0] - 1]["item"]["result"] is None
    assert events[places[-1] + 1]["item"] == drawn_in(events[-1]["response"])[0]


def test_what_moderation_refuses_is_no_picture(server):
    body = asked(server, "Draw a picture of gore")
    (item,) = drawn_in(body)
    assert (item["status"], item["result"]) == ("failed", None)
    assert "moderation" in text_of(body)


def test_a_form_that_is_asked_for_is_filled_from_what_was_drawn(server):
    wanted = {"type": "object", "properties": {"subject": {"type": "string"}, "mood": {"type": "string"}}}
    form = {"format": {"type": "json_schema", "name": "picture", "schema": wanted}}
    body = asked(server, "Draw a red fox", text=form)
    assert len(drawn_in(body)) == 1
    assert json.loads(text_of(body)) == {"subject": "fox", "mood": "unknown"}
    refused = asked(server, "Draw a picture of gore", text=form)
    assert json.loads(text_of(refused)) == {"subject": "unknown", "mood": "unknown"}


def test_a_question_that_asks_for_no_picture_gets_none(server):
    assert drawn_in(asked(server, "hello")) == []
    assert drawn_in(asked(server, "Draw a fox", tool_choice="none")) == []
    assert len(drawn_in(asked(server, "a fox", tool_choice="required"))) == 1


def test_there_must_be_a_picture_to_edit(server):
    body = asked(server, "Make it night", tools=[{**TOOLS[0], "action": "edit"}])
    assert drawn_in(body) == []
    assert "no picture in the conversation" in text_of(body)


def test_tools_that_need_a_network_are_said_not_to_run(server):
    tools = [{"type": kind} for kind in ("web_search", "x_search", "code_interpreter", "file_search", "mcp")]
    body = asked(server, "Who won yesterday?", tools=tools)
    assert "no network" in text_of(body)
    assert body["tools"] == tools
    assert body["usage"]["num_server_side_tools_used"] == 0
    assert "network" not in json.dumps(asked(server, "hello"))
    both = asked(server, "Draw a picture of the latest news", tools=[*tools, *TOOLS])
    assert len(drawn_in(both)) == 1
    assert "no network" in text_of(both)
