import base64
import io
import re
from dataclasses import replace

import pytest
from PIL import Image

from imagine_nb.display import html as display
from imagine_nb.display.html import Shown, answer_bundle, line_bundle, picture_bundle, pictures_bundle
from imagine_nb.records import AnswerRecord, PictureRecord, SourceRecord
from imagine_nb.usage import Usage

NASTY = """<script>alert("x")</script> & 'a' {b}"""


def noisy(width: int, height: int) -> bytes:
    """A picture that compresses badly."""
    import numpy as np

    pixels = np.random.default_rng(1).integers(0, 255, (height, width, 3), dtype=np.uint8)
    out = io.BytesIO()
    Image.fromarray(pixels).save(out, "JPEG", quality=95)
    return out.getvalue()


RECORD = PictureRecord(
    "a" * 16, 12, "r" * 16, 0, "s" * 64, "0012-red-fox-aaaa.jpg", "image/jpeg", 1024, 1024, 10,
    prompt="a red fox", sent="a red fox", model="grok-imagine-image", engine="xai",
    endpoint="/images/generations", created=0.0, cost_ticks=200_000_000,
)  # fmt: skip


@pytest.fixture(scope="module")
def shown() -> Shown:
    return Shown(RECORD, noisy(1024, 1024), "imagine_gallery/0012-red-fox-aaaa.jpg")


def images(html: str) -> list[bytes]:
    return [base64.b64decode(data) for data in re.findall(r"data:image/jpeg;base64,([^\"]+)", html)]


def test_a_picture_is_shown_once_small_and_with_words(shown: Shown) -> None:
    bundle = picture_bundle(shown)
    (thumb,) = images(bundle["text/html"])
    assert Image.open(io.BytesIO(thumb)).format == "JPEG"
    assert len(base64.b64encode(thumb)) <= 45_000
    assert max(Image.open(io.BytesIO(thumb)).size) <= 768
    assert len(bundle["image/jpeg"]) <= 12_000
    assert 'alt="Picture: a red fox"' in bundle["text/html"]
    assert 'href="imagine_gallery/0012-red-fox-aaaa.jpg"' in bundle["text/html"]
    assert bundle["text/plain"] == (
        "Picture 12: a red fox · 1024 x 1024 · grok-imagine-image · $0.02"
        " · imagine_gallery/0012-red-fox-aaaa.jpg"
    )


def test_a_smooth_picture_keeps_its_768_pixels() -> None:
    out = io.BytesIO()
    Image.linear_gradient("L").resize((1024, 512)).save(out, "JPEG")
    (thumb,) = images(picture_bundle(Shown(RECORD, out.getvalue()))["text/html"])
    assert Image.open(io.BytesIO(thumb)).size == (768, 384)


def test_several_pictures_are_one_grid_with_one_caption(shown: Shown) -> None:
    several = [replace(shown, record=replace(RECORD, number=number, n=4)) for number in range(1, 5)]
    bundle = pictures_bundle(several)
    assert len(images(bundle["text/html"])) == 4
    assert all(max(Image.open(io.BytesIO(each)).size) <= 512 for each in images(bundle["text/html"]))
    assert bundle["text/html"].count("<div>a red fox</div>") == 1
    assert "$0.08" in bundle["text/html"]
    assert len(bundle["image/jpeg"]) <= 12_000
    assert bundle["text/plain"].count("\n") == 3


def test_the_address_of_the_api_is_never_shown(shown: Shown) -> None:
    url = "https://imgen.x.ai/xai-imgen/xai-tmp-imgen-1.jpg"
    assert url not in str(picture_bundle(replace(shown, record=replace(RECORD, url=url))))


def test_the_print_shop_says_that_it_is_not_grok(shown: Shown) -> None:
    note = "Print shop, not Grok. Drew: 1 red fox. Not understood: majestic."
    record = replace(RECORD, engine="print-shop", model="print-shop", revised_prompt=note)
    bundle = picture_bundle(replace(shown, record=record))
    assert bundle["text/html"].count("not Grok") == 1
    assert "Not understood: majestic." in bundle["text/html"]
    assert "print shop, not Grok" in bundle["text/plain"]


def test_what_was_sent_is_told_with_its_size(shown: Shown) -> None:
    sources = (
        SourceRecord("hat", "image/png", 250_000, 640, 480, "h"),
        SourceRecord("cat.jpg", url="https://example.org/cat.jpg"),
    )
    record = replace(RECORD, sources=sources, parameters={"n": 1, "aspect_ratio": "3:2"})
    html = picture_bundle(replace(shown, record=record))["text/html"]
    assert "hat: 640 x 480, 250 kB" in html
    assert "cat.jpg: https://example.org/cat.jpg, fetched by the API" in html
    assert "aspect ratio 3:2" in html


def test_a_call_of_several_requests_tells_the_count_of_each(shown: Shown) -> None:
    of = [
        replace(RECORD, request_id=key, n=n, index=index, parameters={"n": n})
        for key, n in {"a": 10, "b": 2}.items()
        for index in range(n)
    ]
    small = replace(shown, data=noisy(16, 16))
    assert ">n 10, 2</details>" in _sent([replace(small, record=each) for each in of])
    assert ">n 10</details>" in _sent([replace(small, record=each) for each in of[:10]])


def _sent(several: list[Shown]) -> str:
    html = str(pictures_bundle(several)["text/html"])
    return html[html.index("</summary>") :]


def test_every_text_of_others_is_escaped(shown: Shown) -> None:
    source = SourceRecord(NASTY, url=f"https://x.org/{NASTY}")
    record = replace(RECORD, sent=NASTY, prompt=NASTY, model=NASTY, revised_prompt=NASTY, sources=(source,))
    whole = replace(shown, record=record, href=f"a/{NASTY}.jpg", badge=NASTY, notice=NASTY)
    answer = AnswerRecord("a", "r", NASTY, NASTY, NASTY, "xai", 0.0)
    for bundle in (
        picture_bundle(whole),
        pictures_bundle([whole, whole]),
        answer_bundle(answer, [(source, None), (source, shown.data)]),
        line_bundle(NASTY),
    ):
        assert "<script" not in bundle["text/html"]
        assert 'alert("x")' not in bundle["text/html"]


def test_a_long_prompt_is_folded_and_whole(shown: Shown) -> None:
    prompt = "a red fox " * 300
    html = picture_bundle(replace(shown, record=replace(RECORD, sent=prompt)))["text/html"]
    assert "<details><summary>a red fox a red fox" in html
    assert prompt in html
    assert len(picture_bundle(replace(shown, record=replace(RECORD, sent=prompt)))["text/plain"]) < 500


def test_an_answer_stands_beside_its_pictures(shown: Shown) -> None:
    answer = AnswerRecord(
        "a",
        "r",
        "what?",
        "A **fox**.",
        "grok-4.3",
        "xai",
        0.0,
        usage=Usage(15_000_000, total_tokens=1234),
        seconds=2.04,
    )
    bundle = answer_bundle(answer, [(SourceRecord("fox.jpg"), shown.data)])
    (thumb,) = images(bundle["text/html"])
    assert max(Image.open(io.BytesIO(thumb)).size) <= display.BESIDE
    assert 'alt="Image 1: fox.jpg"' in bundle["text/html"]
    assert "<strong>fox</strong>" in bundle["text/html"]
    assert "grok-4.3 · $0.0015 · 1,234 tokens · 2.0 s" in bundle["text/html"]
    assert bundle["text/plain"] == "A **fox**."


def test_a_portrait_is_no_taller_than_the_screen(shown: Shown) -> None:
    html = picture_bundle(replace(shown, record=replace(RECORD, width=512, height=1024)))["text/html"]
    assert "max-width:256px" in html


def test_nothing_is_loaded_from_elsewhere(shown: Shown) -> None:
    html = picture_bundle(shown)["text/html"]
    assert not re.search(r"<(script|link|style)|https?://", html)


def test_dollars_are_money_and_no_formula_but_in_an_answer(shown: Shown) -> None:
    several = pictures_bundle([shown, shown])["text/html"]
    for html in (picture_bundle(shown)["text/html"], several, line_bundle("$1 and $2")["text/html"]):
        assert re.match(r"<\w+ class=\"imagine-nb mathjax_ignore tex2jax_ignore\"", str(html))
    answer = display.answer_html("x is $y$", "", facts=["$0 now", "$0.02"])
    assert "mathjax_ignore" in answer.partition("x is $y$")[0]
    assert "mathjax_process" in answer.partition("x is $y$")[0]
    assert answer.index("x is $y$</p>") < answer.index("</div>") < answer.index("$0 now")
