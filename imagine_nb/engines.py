"""Engines: who can answer requests, one row of facts each, which is all that sets them apart.

A new engine is a row here and, where it speaks by other means than HTTP, a transport. What sets
an engine apart is an attribute of its row, never its name.
"""

from __future__ import annotations

from typing import NamedTuple

AUTO = "auto"  # the API where there is a key, else recordings and the print shop


class EngineFacts(NamedTuple):
    """Facts about one engine.

    `url` is its address unless another is given; `label` its name in captions, empty where the model's says
    it; `speaker` who it is in an error; `introduction` what a notebook is told first, `{host}` filled in;
    `bug_advice` what to do where it fails. `source_types` are IPTC's words for a picture of its making, and
    for one that other pictures went into.
    """

    name: str
    url: str
    speaker: str
    introduction: str
    label: str = ""
    bug_advice: str = ""
    source_types: tuple[str, str] = ("", "")
    is_billed: bool = False
    needs_key: bool = False  # at its own address; elsewhere a server may want none
    is_asked: bool = True  # requests are sent to it, and may be recorded under its name
    is_embedded: bool = False  # it runs in this process: nothing leaves the machine, no address of it lasts
    pictures_per_second: float | None = None
    answers_per_second: float | None = None
    has_take_header: bool = False  # it is told the take number, so that each take is another picture


XAI = EngineFacts(
    "xai",
    url="https://api.x.ai/v1",
    speaker="The API",
    introduction="Requests go to {host}.",
    source_types=("trainedAlgorithmicMedia", "compositeWithTrainedAlgorithmicMedia"),
    is_billed=True,
    needs_key=True,
    pictures_per_second=5.0,  # docs.x.ai, "Rate limits": 300 a minute for image models, at every tier
    answers_per_second=2.0,  # as there: those a minute of a team's tier / 48, and never fewer than this
)
PRINT_SHOP = EngineFacts(
    "print-shop",
    url="http://print-shop/v1",  # no host: requests to it stay in this process
    speaker="The print shop",
    introduction="No key: the print shop draws these pictures, they are not Grok's. "
    "%imagine_key takes a key.",
    label="print shop, not Grok",
    bug_advice="That is a bug of the print shop; other prompts may work.",
    source_types=("algorithmicMedia", "compositeSynthetic"),
    is_embedded=True,
    has_take_header=True,
)
REPLAY = EngineFacts(
    "replay",
    url=XAI.url,
    speaker="The gallery",
    introduction="Nothing is sent: everything is replayed from the gallery.",
    is_asked=False,
)


class _Engines(dict[str, EngineFacts]):
    """The rows by name; a name that nobody here knows, as another version may record, counts as the API's."""

    def __missing__(self, name: str) -> EngineFacts:
        return XAI


ENGINES = _Engines({each.name: each for each in (XAI, PRINT_SHOP, REPLAY)})
CHOICES = (AUTO, *ENGINES)
