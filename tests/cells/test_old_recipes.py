"""The cells of recipes that version 0.1.0 wrote down, run in a kernel of today."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

MADE = Path(__file__).parents[1] / "gallery" / "version_0_1_0"
FACTS = json.loads((MADE / "facts.json").read_text("utf-8"))
RECIPES = FACTS["recipes"]
SHA256 = {str(each["number"]): each["sha256"] for each in FACTS["pictures"]}
REPLAYED = ("1", "2", "3", "5", "6", "7", "8", "13", "16", "18")


def started(new_kernels: Any, folder: Path, engine: str) -> Any:
    shutil.copy(MADE / "photo.png", folder)
    kernel = new_kernels(IMAGINE_NB_ENGINE=engine, IMAGINE_NB_GALLERY=str(folder / "gallery"))
    assert kernel.run("%load_ext imagine_nb").error == ""
    return kernel


def made(kernel: Any, number: str, wish: str) -> str:
    """What a recipe's picture has of this name, once its cells have run."""
    for cell in RECIPES[number]["cells"]:
        assert kernel.run(cell).error == "", cell
    return str(kernel.run(f"print({RECIPES[number]['name']}.{wish})").text.strip())


def test_cells_make_a_picture_anew(new_kernels: Any, tmp_path: Path) -> None:
    kernel = started(new_kernels, tmp_path, "print-shop")
    assert made(kernel, "8", "number") == "6"


def test_cells_find_their_own_pictures_again(new_kernels: Any, tmp_path: Path) -> None:
    shutil.copytree(MADE / "gallery", tmp_path / "gallery")
    kernel = started(new_kernels, tmp_path, "replay")
    for number in REPLAYED:
        assert made(kernel, number, "record.sha256") == SHA256[number]
