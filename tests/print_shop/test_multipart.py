from __future__ import annotations

import httpx
from hypothesis import given
from hypothesis import strategies as st

from imagine_nb.print_shop.counter.multipart import Field, fields_in


@given(st.lists(st.binary(), min_size=1))
def test_any_bytes_come_out_as_they_went_in(contents):
    form = [(f"field{at}", (f"file {at}.png", data)) for at, data in enumerate(contents)]
    request = httpx.Request("POST", "http://here/", files=form)
    assert fields_in(request.read(), request.headers["content-type"]) == [
        Field(name, data, filename, "image/png") for name, (filename, data) in form
    ]
