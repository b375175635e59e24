"""Cells whose gallery is at an address: the same cells, and another machine shows what one has made."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from quick_server import QuickServer

FOX = "%imagine -o fox a red fox"
ENDS = "import imagine_nb.notebook as n; told = n.studio().gallery.sync(); print(told.n_waiting)"


def test_cells_of_two_machines_share_what_they_make(
    new_kernels: Callable[..., Any], quick: QuickServer, tmp_path: Path
) -> None:
    address = f"file://{tmp_path / 'shared'}"
    before = len(quick.bodies)

    def machine(name: str) -> Any:
        told = {"IMAGINE_NB_GALLERY": address, "IMAGINE_NB_MIRRORS": str(tmp_path / name)}
        kernel = new_kernels(XAI_BASE_URL=quick.base_url, JPY_SESSION_NAME=f"/home/{name}/a.ipynb", **told)
        kernel.run("%load_ext imagine_nb")
        return kernel

    one = machine("one")
    run = one.run(FOX)
    assert f"Pictures are kept in {address}." in run.html
    (link,) = set(re.findall(r'href="([^"]+\.jpg)"', run.html))
    assert (tmp_path / link).read_bytes()  # the whole file, on this machine
    assert one.run(ENDS).text.strip() == "0"
    other = machine("other")
    assert "reused" in other.run(FOX).html
    assert len(quick.bodies) == before + 1
    assert other.run("%imagine_gallery").images == 1
    assert other.run("%imagine -o night -i fox make it night").images == 1
    assert len(quick.bodies) == before + 2
