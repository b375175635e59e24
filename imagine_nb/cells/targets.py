"""Targets of a cell's result: the file or the conversation that it goes to, checked beforehand."""

from __future__ import annotations

from argparse import Namespace
from typing import Any

from imagine_nb.errors import InputError


def check_targets(options: Namespace) -> None:
    """Raise InputError, before anything is sent, for what the result could not be kept in."""
    if getattr(options, "save", None) and getattr(options, "columns", None) is None:
        from imagine_nb.display.kinds import is_paged
        from imagine_nb.saving import check_place, checked_target

        if not is_paged(check_place(options.save)):
            checked_target(options.save)
    if getattr(options, "new", False) and not options.chat:
        raise InputError("--new begins which conversation anew?", advice="Name it with --chat NAME.")


def check_question(options: Namespace) -> None:
    """Raise InputError for an option that a single question has no use for."""
    for name in ("save", "dry_run", "yes", "background"):
        if getattr(options, name):
            raise InputError(
                f"--{name.replace('_', '-')} is for questions about the rows of a table.",
                advice="Name one with --table.",
            )


def save(options: Namespace, result: Any) -> None:
    """Write the result where --save says: its pictures, or a contact sheet of them (.pdf, .html)."""
    if not options.save:
        return
    from imagine_nb.display.kinds import is_paged
    from imagine_nb.saving import check_place, save_all

    pictures = getattr(result, "pictures", result)  # a grid's, row by row
    if is_paged(target := check_place(options.save)):
        pictures.contact_sheet(target)
    else:
        save_all(pictures, options.save)
