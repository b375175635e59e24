"""First use of a gallery: what a crash left whole on disk is taken in before anything is asked again."""

from __future__ import annotations

from collections.abc import Sequence

from imagine_nb.gallery.batched import InBatch
from imagine_nb.gallery.database import Database
from imagine_nb.gallery.ledger import charges_of
from imagine_nb.gallery.unfinished import Unfinished
from imagine_nb.money import cost
from imagine_nb.printable import counted, printable
from imagine_nb.records import clipped
from imagine_nb.recovery.adoption import Adoption


def adopted(database: Database, left: Sequence[Unfinished]) -> str:
    """Take these requests in by what lies on disk; one line of what became of them, empty for nothing.

    Nothing is sent: what has to be fetched is named, and left to `recover`.
    """
    adoption, n_elsewhere, batches = Adoption(database), 0, list[str]()
    for each in left:
        wanting = adoption.settled(each)
        if wanting is None:
            continue
        if isinstance(wanting.reply, InBatch):
            batches.append(wanting.reply.batch_id)
        else:
            n_elsewhere += 1
            adoption.billed(wanting)
    return " ".join(
        filter(
            None,
            (
                _taken_in(adoption, database),
                _unknown(adoption, database),
                _elsewhere(n_elsewhere, len(adoption.failed)),
                _in_batches(batches),
            ),
        )
    )


def _taken_in(adoption: Adoption, database: Database) -> str:
    if not adoption.recorded:
        return ""
    ticks = [each.ticks for each in charges_of(database, [each.id for each in adoption.recorded])]
    paid = cost(None if None in ticks else sum(each or 0 for each in ticks))
    numbers = [picture.number for recorded in adoption.recorded for picture in recorded.pictures]
    what = [
        f"{counted(adoption.n_pictures, 'picture')} (#{_range(numbers)})" if numbers else "",
        counted(adoption.n_answers, "answer") if adoption.n_answers else "",
    ]
    brought = " and ".join(each for each in what if each)
    return f"Taken in from a kernel that ended before it could: {brought}, {paid}."


def _unknown(adoption: Adoption, database: Database) -> str:
    if not adoption.unknown:
        return ""
    most = sum(each.ticks or 0 for each in charges_of(database, adoption.unknown))
    requests = counted(len(adoption.unknown), "request")
    about = f", about {cost(most)} at most" if most else ""
    of = "it" if adoption.recorded else "a kernel that ended"  # which is told before
    return f"{requests} of {of} may have been charged{about}, and brought nothing: %imagine_cost request."


def _elsewhere(n_elsewhere: int, n_failed: int) -> str:
    told = [
        f"{counted(n_elsewhere, 'request')} with pictures at the API still" if n_elsewhere else "",
        f"{counted(n_failed, 'request')} that cannot be taken in" if n_failed else "",
    ]
    left = " and ".join(filter(None, told))
    return f"It left {left}: gallery.recover() fetches or explains." if left else ""


def _in_batches(batches: Sequence[str]) -> str:
    """Whose results nobody has read; they may not be there yet, and nothing is lost."""
    newest = list(dict.fromkeys(reversed(batches)))
    if not newest:
        return ""
    more = f" and {len(newest) - 1} more" if newest[1:] else ""
    return printable(
        f"Results of {clipped(newest[0], 60)}{more} have not been read: "
        "studio.collect(batch_id) or gallery.recover() reads what has come."
    )


def _range(numbers: Sequence[int]) -> str:
    low, high = min(numbers), max(numbers)
    return str(low) if low == high else f"{low} to #{high}"
