from __future__ import annotations

import subprocess
import sys

import numpy as np
from PIL import Image


def test_the_command_draws_every_cell_of_the_sheet(tmp_path) -> None:
    path = tmp_path / "sheet.png"
    command = [sys.executable, "-m", "imagine_nb.print_shop", "--sheet", str(path)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=True)
    assert done.stdout.strip() == str(path)
    with Image.open(path) as image:
        pixels = np.asarray(image.convert("L"), np.float32)
    corners = [(x, y) for y in range(0, pixels.shape[0], 346) for x in range(0, 2560, 320)]
    cells = [pixels[y : y + 300, x : x + 300] for x, y in corners]
    assert pixels.shape[1] == 8 * 320
    assert sum(cell.std() > 5 for cell in cells) >= 70
