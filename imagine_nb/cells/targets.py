"""Targets of a cell's result: the file or the conversation that it goes to, checked beforehand."""

from __future__ import annotations

from argparse import Namespace
from typing import Any

from imagine_nb.errors import InputError


def check_targets(options: Namespace) -> None:
    """Raise InputError, before anything is sent, for what the result could not be kept in."""
    if getattr(options, "save", None) and getattr(options, "columns", None) is None:
        from imagine_nb.saving import checked_target

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
    """Write the result where --save says."""
    if options.save:
        from imagine_nb.saving import save_all

        save_all(getattr(result, "pictures", result), options.save)  # a grid's, row by row
