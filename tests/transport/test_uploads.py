"""A form is the bytes that its headers promise, and a file that changes under way is told, not sent."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator

import pytest

from imagine_nb.errors import SourceError
from imagine_nb.print_shop.counter.multipart import fields_in
from imagine_nb.transport.uploads import Form, Upload


def upload(*pieces: bytes, name: str = "fox.jpg", size: int | None = None) -> Upload:
    async def each() -> AsyncGenerator[bytes, None]:
        for piece in pieces:
            yield piece

    return Upload(name, sum(map(len, pieces)) if size is None else size, each)


def body_of(form: Form) -> bytes:
    async def read() -> bytes:
        return b"".join([piece async for piece in form.pieces()])

    return asyncio.run(read())


def test_a_form_has_its_fields_before_its_file_and_the_length_that_it_tells() -> None:
    form = Form({"expires_after": "3600"}, upload(b"\xff\xd8", b"", b"rest\r\n--"))
    body = body_of(form)
    assert form.headers["content-length"] == str(len(body)) == str(form.length)
    life, file = fields_in(body, form.headers["content-type"])
    assert (life.name, life.data) == ("expires_after", b"3600")
    assert (file.name, file.filename, file.kind) == ("file", "fox.jpg", "image/jpeg")
    assert file.data == b"\xff\xd8rest\r\n--"


def test_a_form_is_the_same_when_it_is_sent_again() -> None:
    form = Form({}, upload(b"abc"))
    assert body_of(form) == body_of(form)


def test_a_name_cannot_leave_its_quotes_or_its_line() -> None:
    form = Form({}, upload(b"abc", name='a"; x="\r\ny: z'))
    (file,) = fields_in(body_of(form), form.headers["content-type"])
    assert file.filename == "a%22; x=%22%0D%0Ay: z"


@pytest.mark.parametrize("size", [2, 4])
def test_a_file_that_has_another_size_than_it_told_is_not_sent_whole(size: int) -> None:
    with pytest.raises(SourceError, match=r"fox\.jpg changed while it was sent"):
        body_of(Form({}, upload(b"ab", b"c", size=size)))
