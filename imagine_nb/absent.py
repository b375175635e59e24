"""Absent parts of xai_sdk: what a program written for it asks in vain here, and why, in one sentence each."""

from __future__ import annotations

_HERE = "imagine_nb speaks the REST API, and keeps what xai_sdk has for images, vision, chat, files and batch"
_TOKENS = "There is no tokenizer: `response.usage` counts the tokens of what was asked"
_WHY = {
    "proto": "There are no protocol buffers: use the attributes of the response itself",
    "telemetry": "There is no tracing: the gallery's ledger says what was asked, and what was billed",
    "collections": "There are no document collections: put documents into a chat with `file(...)`",
    "tokenize": _TOKENS,
    "tokenizer": _TOKENS,
    "video": "There are no videos",
}
NAMES = tuple(_WHY)


def reason(name: str) -> str:
    """Why there is no such part, and what to use instead."""
    return f"{_WHY[name]}. {_HERE}."
