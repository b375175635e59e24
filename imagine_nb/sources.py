"""Input images: anything image-like becomes one checked source, bytes or an address."""

from __future__ import annotations

import hashlib
import sys
from array import array
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Protocol, TypeAlias, runtime_checkable
from unicodedata import normalize
from urllib.parse import urlsplit
from urllib.request import url2pathname

from imagine_nb.errors import SourceError, holds_key, without_keys
from imagine_nb.picture_files import pixels
from imagine_nb.picture_files.arrays import image_of_array
from imagine_nb.picture_files.base64_text import data_uri, decoded_base64, encoded_picture
from imagine_nb.picture_files.conversion import converted, png_of
from imagine_nb.picture_files.figures import figure_in, png_of_figure
from imagine_nb.picture_files.metadata import without_metadata
from imagine_nb.reading import BUFFERS, MAX_READ, file_bytes, read_of, too_large
from imagine_nb.records import JSON, PictureRecord, SourceRecord
from imagine_nb.values import kind_of

if TYPE_CHECKING:
    import numpy.typing as npt
    from PIL.Image import Image

MAX_BYTES = 20 * 2**20  # of a picture, what the API takes
MAX_SIDE = 4096  # pixels; what a picture too large in bytes is scaled down to


@dataclass(frozen=True, slots=True)
class Source:
    """One image that a request carries: its facts (`record`) and, unless it is an address, its bytes.

    `notice` says what was done to the bytes before they are sent; empty where they go as they are.
    """

    record: SourceRecord
    data: bytes | None = field(default=None, repr=False)
    notice: str = ""

    @property
    def url(self) -> str | None:
        """What the API gets as the image's URL: the address, else a data URI."""
        if self.data is None:
            return self.record.url
        return data_uri(self.data, self.record.mime_type)

    def wire(self) -> JSON:
        """The image object of an edit's body."""
        return {"file_id": self.record.file_id} if self.record.file_id else {"url": self.url}


@runtime_checkable
class HasSource(Protocol):
    """What knows how to be a source: a Picture, Pictures of one element, an image response."""

    def as_source(self) -> Source: ...


Buffer: TypeAlias = "bytes | bytearray | memoryview | array[int]"
ImageLike: TypeAlias = (
    "HasSource | Source | str | Path | Buffer | IO[bytes] | Mapping[str, Any] | Image | npt.NDArray[Any]"
)


def is_picture(value: object) -> bool:
    """Whether it is a picture and nothing else by its type: what has a source, a PIL image, a figure."""
    pillow = sys.modules.get("PIL.Image")  # which is not loaded for that
    return not isinstance(value, type) and (
        isinstance(value, (Source, HasSource))
        or (pillow is not None and isinstance(value, pillow.Image))
        or figure_in(value) is not None
    )


def source(value: ImageLike, *, name: str = "", strip_metadata: bool = False) -> Source:
    """One checked source, made of anything image-like.

    Takes a Picture, an http(s) URL (passed on as it is), a data URI, base64 alone (a file of that name goes
    first), a path, bytes, a binary file, what an upload widget gives, a PIL image, a figure or axes of
    matplotlib, or a numpy array (H x W, H x W x 3 or H x W x 4; uint8, uint16, or floats from 0 to 1). JPEG,
    PNG and WebP go as they are, with what their metadata says, or without it where `strip_metadata` asks for
    that; other formats are converted, a photograph on its side is turned upright, and of several frames the
    first goes. The notice says so. Raises SourceError, with nothing sent, for what is no readable picture.
    """
    found = _found(value, name)
    return _stripped(found) if strip_metadata else found


def _found(value: ImageLike, name: str) -> Source:
    if isinstance(value, HasSource) and not isinstance(value, type):
        found = value.as_source()
        return replace(found, record=replace(found.record, name=name)) if name else found
    if isinstance(value, (str, Path)):
        return _of_text(str(value), name)
    return value if isinstance(value, Source) else _of_object(value, name)


def sources(values: ImageLike | Iterable[ImageLike] | None) -> tuple[Source, ...]:
    """The sources in `values`, in order, the same one once; see `listed`."""
    first: dict[str, Source] = {}
    for found in map(source, listed(values)):
        first.setdefault(found.record.identity, found)
    return tuple(first.values())


def listed(values: ImageLike | Iterable[ImageLike] | None) -> list[ImageLike]:
    """The image-like things in `values`, in order; a single one counts as one.

    None and `()`, the default of `images=`, are no wish for a source. Raises SourceError where there is
    one and nothing is in it: what was to be an edit would become a new picture, and be paid for.
    """
    if values is None or (isinstance(values, tuple) and not values):
        return []
    if isinstance(values, Mapping) and values and not is_upload(values):
        told = f"{kind_of(values, is_first=True)} is no list of pictures."
        raise SourceError(told, advice="Give list(name.values()).")
    found: list[Any] = list(values) if _is_several(values) else [values]  # type: ignore[arg-type]
    if not found:
        told = f"The sources are {kind_of(values)} with no picture in it."
        raise SourceError(told, advice="Leave them out for a new picture.")
    return found


def _is_several(values: object) -> bool:
    if not isinstance(values, Iterable) or isinstance(
        values, (str, *BUFFERS, Mapping, Path, Source, HasSource)
    ):
        return False  # before its attributes are read: a PIL image would be decoded by that
    return not any(hasattr(values, name) for name in ("read", "__array_interface__", "__array__"))


def is_upload(value: object) -> bool:
    """Whether it is what upload widgets give: the name and the content of a file."""
    return isinstance(value, Mapping) and isinstance(value.get("content"), BUFFERS)


def _stripped(found: Source) -> Source:
    bare = without_metadata(found.data) if found.data is not None else None
    if bare is None or bare == found.data:
        return found
    record = replace(found.record, n_bytes=len(bare), sha256=hashlib.sha256(bare).hexdigest())
    return replace(found, record=record, data=bare)


def picture_source(record: PictureRecord, data: bytes) -> Source:
    """A picture of the gallery as a source; its request becomes the child of this one."""
    fact = SourceRecord(
        name=_name_of(record),
        mime_type=record.mime_type,
        n_bytes=len(data),
        width=record.width,
        height=record.height,
        sha256=record.sha256 or hashlib.sha256(data).hexdigest(),
        picture_id=record.id,
    )
    return Source(fact, data)


def _name_of(record: PictureRecord) -> str:
    """The name of a picture's file, its number where the file has another's: equal pictures share one."""
    name = Path(record.path).name
    if record.number and name.partition("-")[0].lstrip("0") != str(record.number):
        return f"picture {record.number}"
    return name or f"picture {record.id[:4]}"


def file_source(file_id: str) -> Source:
    """A source that is stored at the API already; raises SourceError for an id that is none."""
    if not str(file_id).strip():
        raise SourceError("The id of a stored file is empty.", advice="client.files.list() has the ids.")
    return Source(SourceRecord(name=file_id, file_id=file_id))


def of_bytes(data: bytes, *, name: str) -> Source:
    """A source of a picture file's bytes, judged by what they are and not by a name."""
    if len(data) > MAX_READ:
        raise too_large(f"{name} has more than {MAX_READ // 2**20} MB.")
    made = converted(data, name=name, max_bytes=MAX_BYTES, max_side=MAX_SIDE)
    width, height = made.size
    record = SourceRecord(
        name=name,
        mime_type=pixels.mime_type(made.data),
        n_bytes=len(made.data),
        width=width,
        height=height,
        sha256=hashlib.sha256(made.data).hexdigest(),
    )
    return Source(record, made.data, made.notice)


def _of_text(text: str, name: str) -> Source:
    if not text.strip():
        raise SourceError(
            f"{name or 'The source'} is empty text.", advice="Name a path or a URL, or leave the source out."
        )
    if text.startswith(("http://", "https://")):
        return _of_url(text, name)
    if text.startswith("data:"):
        return of_bytes(decoded_base64(text, name=name or "The data URI"), name=name or "image")
    if text.startswith("file://"):
        return _of_path(Path(url2pathname(_path_in(text))), name)
    encoded = encoded_picture(text, name=name or "The base64 text")
    if encoded is not None and not file_named(text):
        return of_bytes(encoded, name=name or "image")
    return _of_path(path_named(text), name)


def path_named(text: str) -> Path:
    """The path that a text means: the file of that name if there is one, else with `~` as the home folder."""
    if "\0" in text:
        raise SourceError(f"{text[:120]!r} is no path.", advice="Take the NUL out of it.")
    with suppress(RuntimeError):  # the home of nobody
        return file_named(text) or Path(text).expanduser()
    return Path(text)


def file_named(text: str) -> Path | None:
    """The file or folder of exactly this name; its accents may be one letter here and two there."""
    for form in dict.fromkeys((text, normalize("NFC", text), normalize("NFD", text))):
        with suppress(OSError, ValueError):  # a name that no file can have
            if (path := Path(form)).exists():
                return path
    return None


def _of_url(text: str, name: str) -> Source:
    if holds_key(text):
        raise SourceError("A URL with a key in it is not sent.", advice="Take the key out.")
    path = _path_in(text)  # read though a name is given: it has to be an address
    return Source(SourceRecord(name=name or Path(path).name or text, url=text))


def _path_in(url: str) -> str:
    """The path in an address; raises SourceError for one that cannot be read."""
    try:
        return urlsplit(url).path
    except ValueError as exc:  # a bracket that nothing closes
        raise SourceError(
            f"{without_keys(url)[:120]!r} is no address ({exc}).", advice="Check it, bracket by bracket."
        ) from exc


def _of_path(path: Path, name: str) -> Source:
    try:
        data = file_bytes(path)
    except SourceError:
        raise
    except (OSError, ValueError) as exc:
        reason = getattr(exc, "strerror", None) or "no such path"
        raise SourceError(
            f"Cannot read {without_keys(str(path))[:120]!r}: {reason}.", advice="Check the picture's path."
        ) from exc
    return of_bytes(data, name=name or path.name)


def _of_object(value: Any, name: str) -> Source:
    from PIL import Image

    if isinstance(value, BUFFERS):
        return of_bytes(bytes(value), name=name or "image")
    if is_upload(value):
        return of_bytes(bytes(value["content"]), name=name or str(value.get("name") or "upload"))
    if hasattr(value, "read"):
        return of_bytes(
            read_of(value, MAX_READ + 1), name=name or Path(str(getattr(value, "name", "file"))).name
        )
    if isinstance(value, Image.Image):
        return _of_image(value, name or Path(str(getattr(value, "filename", ""))).name or "PIL image")
    if hasattr(value, "__array_interface__") or hasattr(value, "__array__"):
        return _of_image(image_of_array(value), name or "array")
    if (figure := figure_in(value)) is not None:
        return of_bytes(png_of_figure(figure), name=name or "figure")
    told = f"{kind_of(value, is_first=True)} is no picture."
    advice = "Give a Picture, a path, a URL, bytes, a PIL image, a numpy array or a figure."
    raise SourceError(told, advice=advice)


def _of_image(image: Image, name: str) -> Source:
    data, notice = png_of(image, name=name)
    found = of_bytes(data, name=name)
    return replace(found, notice=" ".join(filter(None, [notice, found.notice])))
