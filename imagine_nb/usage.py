"""Usage: the tokens and the bill that the API told of one request, under its own names and xai_sdk's."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from imagine_nb.fields import bill_in, count_in, object_in
from imagine_nb.money import TICKS_PER_USD
from imagine_nb.protobuf import Message

# as version 0.1.0 wrote them into galleries and archives, and reads them
KEPT = ("cost_in_usd_ticks", "input_tokens", "output_tokens", "reasoning_tokens", "total_tokens")


@dataclass(frozen=True, slots=True, repr=False)
class Usage(Message):
    """Usage of a request. `cost_in_usd_ticks` is the bill (10^10 ticks are $1). None is what nobody told.

    Every field is a count. `input_tokens` are of all that was sent, `text_tokens`, `image_tokens` and
    `cached_tokens` parts of them. A gallery keeps those that `KEPT` names.
    """

    cost_in_usd_ticks: int | None = None
    input_tokens: int | None = None
    output_tokens: int | None = None
    reasoning_tokens: int | None = None
    total_tokens: int | None = None
    text_tokens: int | None = None
    image_tokens: int | None = None
    cached_tokens: int | None = None
    num_sources_used: int | None = None

    @classmethod
    def told(cls, parsed: Any) -> Usage:
        """What the `usage` of a body says, of whichever API it is."""
        usage = object_in(parsed, "usage") if isinstance(parsed, dict) else {}
        read = _details(usage, "input_tokens_details", "prompt_tokens_details")
        written = _details(usage, "output_tokens_details", "completion_tokens_details")
        return cls(
            cost_in_usd_ticks=bill_in(usage),
            input_tokens=count_in(usage, "input_tokens", "prompt_tokens"),
            output_tokens=count_in(usage, "output_tokens", "completion_tokens"),
            reasoning_tokens=count_in(written, "reasoning_tokens"),
            total_tokens=count_in(usage, "total_tokens"),
            text_tokens=count_in(read, "text_tokens"),
            image_tokens=count_in(read, "image_tokens"),
            cached_tokens=count_in(read, "cached_tokens"),
            num_sources_used=count_in(usage, "num_sources_used"),
        )

    def kept(self) -> dict[str, int | None]:
        """The counts that a gallery keeps."""
        return {name: getattr(self, name) for name in KEPT}

    @property
    def cost_usd(self) -> float | None:
        """The bill in US dollars, None where the API did not tell."""
        return None if self.cost_in_usd_ticks is None else self.cost_in_usd_ticks / TICKS_PER_USD

    @property
    def prompt_tokens(self) -> int | None:
        """xai_sdk's name of `input_tokens`."""
        return self.input_tokens

    @property
    def completion_tokens(self) -> int | None:
        """xai_sdk's name of `output_tokens`."""
        return self.output_tokens

    @property
    def prompt_text_tokens(self) -> int | None:
        """xai_sdk's name of `text_tokens`."""
        return self.text_tokens

    @property
    def prompt_image_tokens(self) -> int | None:
        """xai_sdk's name of `image_tokens`; `/responses` does not tell them."""
        return self.image_tokens

    @property
    def cached_prompt_text_tokens(self) -> int | None:
        """xai_sdk's name of `cached_tokens`."""
        return self.cached_tokens


def _details(usage: Mapping[str, Any], *names: str) -> Mapping[str, Any]:
    found = (object_in(usage, name) for name in names)
    return next(filter(None, found), {})
