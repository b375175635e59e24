"""Contact sheet as an image: PIL's for programs, small and with an alt text where a notebook shows it."""

from __future__ import annotations

import base64
import copy
import pickle
from pathlib import Path

import numpy as np
from IPython.core.formatters import DisplayFormatter
from PIL import Image

from imagine_nb.display.contact_sheet import Sheet
from imagine_nb.display.html import HTML_BYTES, RASTER_BYTES
from imagine_nb.display.sheet_image import sheet_image
from imagine_nb.display.tiles import Tile
from imagine_nb.picture_files import pixels

NOISE = Image.fromarray(np.random.default_rng(0).integers(0, 255, (1500, 2000, 3), np.uint8))


def test_it_shows_itself_small_and_says_what_is_on_it(tmp_path: Path) -> None:
    made = sheet_image(NOISE, 'Contact sheet of 9 pictures: "Foxes"')
    shown, _ = DisplayFormatter().format(made)
    assert shown.keys() == {"text/html", "image/jpeg", "text/plain"}
    assert shown["text/plain"] == 'Contact sheet of 9 pictures: "Foxes" · 2000 x 1500'
    assert 'alt="Contact sheet of 9 pictures: &quot;Foxes&quot;"' in shown["text/html"]
    assert len(shown["text/html"]) < HTML_BYTES + 1000
    assert len(shown["image/jpeg"]) <= RASTER_BYTES
    assert max(pixels.size(base64.b64decode(shown["image/jpeg"]))) <= 320


def test_it_is_an_image_as_any_other(tmp_path: Path) -> None:
    made = sheet_image(NOISE, "Contact sheet")
    made._repr_mimebundle_()
    made.save(tmp_path / "sheet.png")
    with Image.open(tmp_path / "sheet.png") as image:
        assert (image.size, image.mode) == (made.size, made.mode) == ((2000, 1500), "RGB")
        assert image.tobytes() == made.tobytes() == NOISE.tobytes()
    for each in (copy.copy(made), pickle.loads(pickle.dumps(made)), made.resize((20, 15))):
        assert isinstance(each, Image.Image)
    assert np.asarray(made).shape == (1500, 2000, 3)


def test_a_sheet_tells_its_pictures_and_its_texts() -> None:
    picture, words = Tile(lambda: b""), Tile(None, words="Refused")
    assert Sheet([picture]).told == "Contact sheet of 1 picture"
    assert (
        Sheet([picture, picture, words], title="Foxes").told == "Contact sheet of 2 pictures, 1 text: Foxes"
    )
    assert Sheet([words, words]).told == "Contact sheet of 2 texts"
