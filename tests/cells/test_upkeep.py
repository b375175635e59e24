"""Upkeep of the gallery in cells: verified, pruned and rebuilt, with a line of how far it is, and stopped."""

from __future__ import annotations

import os
from typing import Any

from imagine_nb import Gallery
from quick_server import QuickServer

LONG = 2**35  # bytes of a file that is all holes: hashing it takes a while


def test_a_gallery_is_verified_and_pruned_in_a_cell(new_kernel: Any, quick: QuickServer) -> None:
    kernel = new_kernel
    kernel.run(f"%env XAI_BASE_URL={quick.base_url}")
    kernel.run("%load_ext imagine_nb\n%imagine a lighthouse")
    assert "Health 1 file checked · all is well" in kernel.run("%imagine_gallery --verify").text
    assert "is no number of days" in kernel.run("%imagine_gallery --prune soon").error
    assert "is not understood" in kernel.run("%imagine_gallery --verify now").error
    assert "Pruned 0 pictures" in kernel.run("%imagine_gallery --prune 30").text
    assert "Pruned 1 picture " in kernel.run("%imagine_gallery --prune 0").text


def test_a_lost_database_is_said_and_made_again(new_kernel: Any, quick: QuickServer) -> None:
    kernel, before = new_kernel, len(quick.bodies)
    kernel.run(f"%env XAI_BASE_URL={quick.base_url}")
    kernel.run("%load_ext imagine_nb\n%imagine a lighthouse")
    folder = kernel.folder / "imagine_gallery"
    for each in folder.glob("gallery.db*"):
        each.unlink()
    run = kernel.run("%imagine a lighthouse")
    assert "has lost its database" in run.error
    assert "%imagine_gallery --rebuild" in run.error
    assert "Rebuilt 1 picture " in kernel.run("%imagine_gallery --rebuild").text
    assert "reused" in kernel.run("%imagine a lighthouse").html
    assert len(quick.bodies) == before + 1


def test_a_line_tells_how_far_it_is_until_the_stop_button_is_pressed(
    new_kernel: Any, quick: QuickServer
) -> None:
    kernel = new_kernel
    kernel.run(f"%env XAI_BASE_URL={quick.base_url}")
    kernel.run("%load_ext imagine_nb\n%imagine -n 2 a lighthouse")
    gallery = Gallery(kernel.folder / "imagine_gallery")
    os.truncate(max(gallery.path(each) for each in gallery), LONG)
    message = kernel.start("%imagine_gallery --verify")
    kernel.wait(message, until="Verifying: ")
    kernel.interrupt()
    error = kernel.wait(message).error
    assert error.startswith("Stopped: ")
    assert " of 2 files were checked. Nothing was changed." in error
