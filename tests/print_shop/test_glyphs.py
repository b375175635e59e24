from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from imagine_nb.print_shop.drawing.figures import glyphs
from imagine_nb.print_shop.drawing.figures.glyphs import font, glyph, silhouette
from imagine_nb.print_shop.reading.nouns import nouns

RED = (206, 58, 54)


def test_a_glyph_is_filled_in_its_colour_with_ink_on_top() -> None:
    stamp = glyph("🦊", RED, 120)
    assert stamp is not None
    colours = {pixel[:3] for _, pixel in stamp.getcolors(stamp.width * stamp.height) if pixel[3] == 255}
    assert RED in colours
    assert any(max(c) < 60 for c in colours)


def test_a_touch_colours_one_part_alone() -> None:
    plain, touched = (
        glyph("🏠", RED, 120),
        glyph("🏠", RED, 120, touches=[(*nouns()["house"].touches[0][:2], (10, 200, 30))]),
    )
    assert plain is not None
    assert touched is not None
    greens = [n for n, p in touched.getcolors(touched.width * touched.height) if p[:3] == (10, 200, 30)]
    assert greens
    assert greens[0] < touched.width * touched.height / 2


def test_a_silhouette_holds_what_the_line_surrounds() -> None:
    assert silhouette("⚽", (60, 60)).getpixel((30, 30)) == 255


def test_every_thread_has_a_font_of_its_own() -> None:
    with ThreadPoolExecutor(4) as pool:
        fonts = {id(f) for f in pool.map(lambda _: font(40), range(64))}
    assert font(40) is font(40)
    assert id(font(40)) not in fonts


def test_threads_draw_what_one_alone_draws() -> None:
    chars = "🦊🐘🏰🍜🚌🦉🌻🐙" * 4
    alone = [glyph(c, RED, 90).tobytes() for c in chars]  # type: ignore[union-attr]
    with ThreadPoolExecutor(6) as pool:
        together = list(pool.map(lambda c: glyph(c, RED, 90).tobytes(), chars))  # type: ignore[union-attr]
    assert together == alone


def test_a_font_that_is_not_there_is_none() -> None:
    assert glyphs.font_path("No Such Font.ttf") is None
    assert font(20, name="No Such Font.ttf") is None
