"""A request that was made before, made ready to be sent again."""

from __future__ import annotations

from imagine_nb.config import Target
from imagine_nb.errors import InputError
from imagine_nb.gallery import Gallery
from imagine_nb.records import Request, SourceRecord
from imagine_nb.settings import ON_THE_WIRE, picture_settings
from imagine_nb.sources import Source, picture_source
from imagine_nb.wire.images import Ask, image_ask


def repeated(request: Request, *, gallery: Gallery, to: Target) -> Ask:
    """The same request for pictures, to `to`; raises InputError where a source was not the gallery's."""
    given = dict(request.parameters)
    settings = picture_settings({row.name: given.pop(row.name, None) for row in ON_THE_WIRE})
    return image_ask(
        request.sent,
        target=to,
        model=request.model,
        n=given.pop("n", 1),
        sources=[_source(each, gallery) for each in request.sources],
        storage_options=given.pop("storage_options", None),
        output=given.pop("output", None),
        deferred=given.pop("deferred", False),
        more=given,
        typed=request.prompt,
        **settings,
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
