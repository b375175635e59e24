"""What tests of galleries elsewhere make and compare: pictures of one colour, kept; a gallery's view."""

from __future__ import annotations

import io

from PIL import Image

from imagine_nb import Gallery
from imagine_nb.gallery.journalled import begin
from imagine_nb.records import NewPicture, Outcome, Recorded, Request

KEYS = {"key": "who-asks", "secret": "nobody-may-see-this"}


def jpeg(colour: str, size: tuple[int, int] = (300, 200)) -> bytes:
    """A picture of one colour."""
    file = io.BytesIO()
    Image.new("RGB", size, colour).save(file, "JPEG")
    return file.getvalue()


def keep(gallery: Gallery, *colours: str, prompt: str = "a fox") -> Recorded:
    """Keep pictures of these colours, as one request's."""
    request = Request("xai", "u", "/images/generations", "m", prompt, prompt)
    pictures = [NewPicture(jpeg(each), "image/jpeg", 300, 200) for each in colours]
    return begin(gallery, request).finish(Outcome("done"), pictures=pictures)


def view(gallery: Gallery) -> set[tuple[object, ...]]:
    """What a gallery holds, but for the numbers, which each machine gives by itself."""
    return {
        (each.id, each.sha256, each.prompt, each.alt, gallery.labels(each), gallery.is_favourite(each))
        for each in gallery
    }
