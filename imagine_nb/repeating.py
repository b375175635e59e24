"""A request that was made before, made ready to be sent again."""

from __future__ import annotations

from imagine_nb.config import Target
from imagine_nb.errors import InputError
from imagine_nb.gallery import Gallery
from imagine_nb.records import Request, SourceRecord
from imagine_nb.sources import Source, picture_source
from imagine_nb.wire.images import Ask, image_ask


def repeated(request: Request, *, gallery: Gallery, to: Target) -> Ask:
    """The same request for pictures, to `to`; raises InputError where a source was not the gallery's."""
    return image_ask(
        request.sent,
        target=to,
        model=request.model,
        sources=[_source(each, gallery) for each in request.sources],
        typed=request.prompt,
        **request.parameters,
    )


def _source(record: SourceRecord, gallery: Gallery) -> Source:
    """A source that a request had, from the gallery or by its address."""
    if record.picture_id is not None:
        picture = gallery[record.picture_id]
        return picture_source(picture, gallery.data(picture))
    if record.url is not None:
        return Source(record)
    raise InputError(
        f"The source {record.name!r} is not the gallery's.", advice="Run its cell again with --fresh."
    )
