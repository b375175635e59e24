"""The README's code, for tests that run it as a reader would."""

from __future__ import annotations

import re

from code_metrics import ROOT

README = ROOT / "README.md"


def blocks() -> list[str]:
    """The fenced blocks that are cells or Python; commands of a shell are left out."""
    found = re.findall(r"^```(\w*)\n(.*?)^```$", README.read_text("utf-8"), flags=re.DOTALL | re.MULTILINE)
    return [text.rstrip() for kind, text in found if kind in {"", "python"}]
