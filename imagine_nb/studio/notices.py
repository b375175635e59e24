"""Notices that a studio gives once: who answers, where pictures are kept, whether they will stay."""

from __future__ import annotations

import os
import sys

from imagine_nb.config import Target
from imagine_nb.engines import ENGINES, XAI
from imagine_nb.gallery import Gallery

ALSO_REPLAYED = "What was recorded from the API is replayed."
FORGETFUL = "This machine forgets its files when it ends; %imagine_export writes them all to one."


def introduction(to: Target, gallery: Gallery | None, *, replays: bool) -> str:
    """Who answers, and where pictures are kept. `replays` says that recordings of the API come first."""
    facts = ENGINES[to.engine]
    who = facts.introduction.format(host=to.host)
    if gallery is None:
        return who
    prints = facts.is_asked and not facts.is_billed
    recorded = replays and prints and XAI.name in gallery.journal.engines()
    told = [
        who,
        *([ALSO_REPLAYED] if recorded else []),
        f"The gallery {gallery.place} is read-only: what is in it is shown, and nothing new can be made."
        if gallery.is_read_only
        else f"Pictures are kept in {gallery.place}.",
    ]
    return " ".join([*told, *([FORGETFUL] if is_forgetful() else [])])


def is_forgetful() -> bool:
    """Whether this is a machine on loan, as Colab's and Binder's are."""
    return "google.colab" in sys.modules or "BINDER_SERVICE_HOST" in os.environ
