"""What of xai_sdk is not here or not as there, and why, as `help(imagine_nb.client)` tells users.

An entry that is not needed any more fails.
"""

from __future__ import annotations

from imagine_nb.absent import reason

_NO_GRPC = "gRPC and protocol buffers are not used"
_NOT_TOLD = "REST tells none"
_NONE = "what nobody told is None"
_EVERY_FORM = "A response has its picture in every form, whichever was asked for"

# patterns of names and parameters, as `surface` writes them
LEFT_OUT = {
    "*.BaseClient*": _NO_GRPC,
    "chat.BaseChat*": _NO_GRPC,
    "image.convert_*": _NO_GRPC,
    "*Map": _NO_GRPC,
    "*Validator": "Arguments are checked without pydantic",
    "*Keyframe*": reason("video"),
    "types*.*Audio*": reason("video"),
    "types*.Video*": reason("video"),
    "batch.BatchResult.video_response": reason("video"),
    "chat_pb2.InlineCitation.collections_citation": reason("collections"),
    "*.compact*": "A chat is not compacted",
    "chat.CompactContextResponse*": "A chat is not compacted",
    "*.debug_output": _NOT_TOLD,
    "batch_pb2.BatchCostBreakdown.*": _NOT_TOLD,
    "*.request_settings": _NOT_TOLD,
    "chat.Response.process_chunk*": "A response grows by itself",
    "chat.CompletionOutputChunk*": "A chunk is its one choice",
    "usage_pb2.SamplingUsage.server_side_tools_used": "`response.server_side_tool_usage` counts them",
}

LEFT_OUT |= {f"chat.{name}*": "It stands in `imagine_nb.types`" for name in (*("ChatModel", "Content"),)}

# modules of xai_sdk that no program needs
INTERNAL = ("auth", "client", "interceptors", "meta", "poll_timer", "service_tier")

# statements of tests/sdk/test_statements.py that are not true here
DIFFERS = {
    'fox.prompt == ""': "It is the prompt as the API revised it",
    "fox.usage.prompt_image_tokens >= 0": _NONE,
    "answer.usage.prompt_text_tokens >= 0": _NONE,
    "answer.usage.prompt_image_tokens >= 0": _NONE,
    'f"{answer.usage.prompt_text_tokens:,}"': _NONE,
    'parts.user("hi").role == 1': "It is the wire's word",
    "answer.tool_calls == []": "They are tuples",
    'fox.base64.partition("base64,")[1]': "REST sends bare base64",
    "raises(ValueError, lambda: fox.url)": _EVERY_FORM,
    'raises(ValueError, lambda: c.image.sample("a fox", M, image_format="url").base64)': _EVERY_FORM,
    'c.image.sample("a fox", M, image_urls=[]).image': "Sources that were asked for and are none are refused",
    'c.image.sample("mix them", M, image_urls=[URI] * 4).image': "What the API would refuse is not sent",
    'c.image.sample("explicit nude scene", M).respect_moderation is False': "in a 400 `ModeratedError`",
    'raises(ValueError, lambda: talk().append("hello"))': "A text that is appended is the user's",
    'parts.image(URI, detail="bogus")': "A detail that there is not is refused",
}
