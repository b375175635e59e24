"""The surface of xai_sdk, or of what stands for it: names, attributes and parameters, one line each.

`python surface.py xai_sdk` prints it as JSON. A line is `sync.image.Client` for a name of a module,
`sync.image.Client.sample()` for a method, `sync.image.Client.sample(prompt)` for a parameter,
`chat.Response.content` for an attribute.
"""

from __future__ import annotations

import ast
import inspect
import json
import sys
import typing
from collections.abc import Iterator
from importlib import import_module
from types import ModuleType
from typing import Any

PARTS = ("auth", "batch", "chat", "client", "files", "image", "models")
MODULES = (
    *("batch", "chat", "cost", "files", "image", "models", "search", "tools"),
    *("types", "types.chat", "types.common", "types.image", "types.model"),
    *(f"{side}.{part}" for side in ("sync", "aio") for part in PARTS),
)
MESSAGES = {  # the protocol buffers that programs read, and the data classes that stand for them
    "usage_pb2.SamplingUsage": "usage.Usage",
    "files_pb2.File": "files.File",
    "files_pb2.ListFilesResponse": "files.FilePage",
    "models_pb2.LanguageModel": "models.Model",
    "models_pb2.ImageGenerationModel": "models.Model",
    "models_pb2.EmbeddingModel": "models.Model",
    "image_pb2.FileOutput": "wire.replies.Stored",
    "batch_pb2.Batch": "batch.Batch",
    "batch_pb2.BatchState": "wire.batches.BatchState",
    "batch_pb2.BatchCostBreakdown": "wire.batches.BatchCostBreakdown",
    "batch_pb2.BatchRequestMetadata": "wire.batches.BatchRequestMetadata",
    "batch_pb2.ListBatchesResponse": "batch.ListBatchesResponse",
    "batch_pb2.ListBatchRequestMetadataResponse": "batch.ListBatchRequestMetadataResponse",
    "auth_pb2.ApiKey": "client.auth.ApiKey",
    "chat_pb2.Message": "chat.Message",
    "chat_pb2.ToolCall": "wire.chat_reply.ToolCall",
    "chat_pb2.FunctionCall": "wire.chat_reply.FunctionCall",
    "chat_pb2.InlineCitation": "wire.chat_reply.InlineCitation",
    "chat_pb2.LogProbs": "wire.chat_reply.LogProbs",
    "chat_pb2.LogProb": "wire.chat_reply.LogProb",
}


def lines(package: str) -> set[str]:
    """The whole surface of a package."""
    found = {line for name in MODULES for line in _of_module(package, name)}
    for message, ours in MESSAGES.items():
        found.update(f"{message}.{field}" for field in _fields(package, message, ours))
    return found


def _of_module(package: str, name: str) -> Iterator[str]:
    try:
        module = import_module(f"{package}.{name}")
    except ImportError:
        return
    for public in _names(module):
        value = getattr(module, public)
        yield f"{name}.{public}"
        if inspect.isfunction(value):
            yield from (f"{name}.{public}({each})" for each in _parameters(value))
        elif inspect.isclass(value):
            yield from (f"{name}.{public}.{line}" for line in _of_class(value))


def _names(module: ModuleType) -> set[str]:
    """The public names that a module gives programs: its `__all__`, else those that it defines."""
    told = getattr(module, "__all__", None)
    return set(told) if told is not None else set(_defined(ast.parse(inspect.getsource(module))))


def _defined(tree: ast.Module) -> Iterator[str]:
    for node in tree.body:
        if isinstance(node, ast.ClassDef | ast.FunctionDef):
            names = [node.name]
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            names = [target.id for target in targets if isinstance(target, ast.Name)]
        elif isinstance(node, ast.ImportFrom) and node.module == "types" and node.level == 1:
            names = [each.name for each in node.names]
        else:
            names = []
        yield from (name for name in names if not name.startswith("_") and name not in {"T", "tracer"})


def _of_class(kind: type) -> Iterator[str]:
    """The attributes of a class; how it is made, of a client alone: programs make nothing else."""
    annotated = {name for base in kind.__mro__ for name in getattr(base, "__annotations__", {})}
    made = {"__init__"} if hasattr(kind, "__enter__") or hasattr(kind, "__aenter__") else set()
    public = annotated if _is_typeddict(kind) else annotated | set(dir(kind))
    for name in {name for name in public if not name.startswith("_")} | made:
        value = inspect.getattr_static(kind, name, None)
        value = value.__func__ if isinstance(value, staticmethod | classmethod) else value
        if not inspect.isfunction(value):
            yield name
            continue
        yield f"{name}()"
        yield from (f"{name}({each})" for each in _parameters(value))


def _parameters(function: Any) -> Iterator[str]:
    """The names of a function's parameters, those of a TypedDict behind `**fields` among them."""
    hints = _hints(function)
    for name, parameter in inspect.signature(function).parameters.items():
        (unpacked, *_) = typing.get_args(hints.get(name)) or (None,)
        if parameter.kind is parameter.VAR_KEYWORD and _is_typeddict(unpacked):
            yield from _hints(unpacked)
        elif parameter.kind is parameter.VAR_KEYWORD:
            yield f"**{name}"
        elif name != "self":
            yield "*" if parameter.kind is parameter.VAR_POSITIONAL else name


def _is_typeddict(of: Any) -> bool:
    return isinstance(of, type) and hasattr(of, "__total__")


def _hints(of: Any) -> dict[str, Any]:
    try:
        return typing.get_type_hints(of, include_extras=True)
    except (NameError, TypeError):  # what is imported for a type checker alone
        return dict(getattr(of, "__annotations__", {}))


def _fields(package: str, message: str, ours: str) -> set[str]:
    if package == "xai_sdk":
        module, _, name = message.partition(".")
        kind = getattr(getattr(import_module("xai_sdk.proto"), module), name)
        return {field.name for field in kind.DESCRIPTOR.fields}
    module, _, name = ours.rpartition(".")
    kind = getattr(import_module(f"{package}.{module}"), name)
    return {line for line in _of_class(kind) if "(" not in line}


if __name__ == "__main__":
    print(json.dumps(sorted(lines(sys.argv[1]))))
