"""The JSON of batches: each of them, its requests, their results; an answer of any endpoint as a result."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from imagine_nb.print_shop.counter.batch_store import CANCELLED, FAILED, PENDING, SUCCEEDED, Batch, Item

Body = dict[str, Any]

_ENDPOINTS = {  # as the API calls them, whose batches are made of its remote procedures
    "chat_get_completion": "xai_api.Chat/GetCompletion",
    "responses": "xai_api.Chat/GetCompletion",
    "image_generation": "xai_api.Image/GenerateImage",
    "image_edit": "xai_api.Image/GenerateImage",
}
_RESULTS = {"responses": "chat_get_completion", "image_edit": "image_generation"}


def batch_body(batch: Batch) -> Body:
    """What is known of a batch: when, and how many of its requests stand how."""
    counts = batch.counts
    body = {
        "batch_id": batch.id,
        "name": batch.name,
        "create_time": _date(batch.created),
        "expire_time": _date(batch.expires),
        "create_api_key_id": "print-shop",
        "cancel_time": None if batch.cancelled is None else _date(batch.cancelled),
        "cancel_by_xai_message": batch.complaint,
        "state": {
            "num_requests": len(batch.items),
            "num_pending": counts[PENDING],
            "num_success": counts[SUCCEEDED],
            "num_error": counts[FAILED],
            "num_cancelled": counts[CANCELLED],
        },
    }
    return body if batch.file_id is None else body | {"input_file_id": batch.file_id}


def metadata_body(item: Item) -> Body:
    """How one request stands."""
    return {
        "batch_request_id": item.id,
        "endpoint": _ENDPOINTS[item.kind],
        "model": item.model,
        "state": item.state,
        "create_time": _date(item.created),
        "finish_time": None if item.finished is None else _date(item.finished),
    }


def result_body(item: Item) -> Body:
    """What one request brought."""
    return {"batch_request_id": item.id, "batch_result": json.loads(item.result)}


def result_of(kind: str, status: int, answer: Mapping[str, Any]) -> Body:
    """The answer of a single endpoint as the result of a batch: under one key, an error as its words."""
    if status >= 400:
        return {"error": str(answer.get("error") or f"HTTP {status}")}
    found = completion_of(answer) if kind == "responses" else dict(answer)
    return {"response": {_RESULTS.get(kind, kind): found}}


def completion_of(answer: Mapping[str, Any]) -> Body:
    """A body of `/responses` as one of `/chat/completions`, in which batches bring every text."""
    items = answer.get("output") or []
    text = "".join(part.get("text") or "" for item in items for part in item.get("content") or [])
    calls = [_call(item) for item in items if item.get("type") == "function_call"]
    message: Body = {"role": "assistant", "content": text, "refusal": None}
    cut = "length" if answer.get("status") == "incomplete" else "stop"
    choice = {
        "index": 0,
        "message": message | ({"tool_calls": calls} if calls else {}),
        "finish_reason": "tool_calls" if calls else cut,
    }
    return {
        "id": answer.get("id"),
        "object": "chat.completion",
        "created": answer.get("created_at"),
        "model": answer.get("model"),
        "choices": [choice],
        "usage": _usage(answer.get("usage") or {}),
    }


def _call(item: Mapping[str, Any]) -> Body:
    function = {"name": item.get("name"), "arguments": item.get("arguments")}
    return {"id": item.get("call_id") or item.get("id"), "type": "function", "function": function}


def _usage(usage: Mapping[str, Any]) -> Body:
    asked, answered = usage.get("input_tokens", 0), usage.get("output_tokens", 0)
    cached = (usage.get("input_tokens_details") or {}).get("cached_tokens", 0)
    return {
        "prompt_tokens": asked,
        "completion_tokens": answered,
        "total_tokens": usage.get("total_tokens", asked + answered),
        "prompt_tokens_details": {"text_tokens": asked, "image_tokens": 0, "cached_tokens": cached},
        "completion_tokens_details": {"reasoning_tokens": 0},
        "num_sources_used": 0,
        "cost_in_usd_ticks": usage.get("cost_in_usd_ticks", 0),
    }


def _date(seconds: float) -> str:
    """A bare date, which is all that REST tells of a time."""
    return datetime.fromtimestamp(seconds, UTC).date().isoformat()
