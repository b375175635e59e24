import pytest

from imagine_nb.display.markdown import html_of_markdown


def test_markdown_becomes_html() -> None:
    html = html_of_markdown("A **red** fox\n\n- one\n- two\n\n| a | b |\n|---|---|\n| 1 | 2 |")
    assert "<strong>red</strong>" in html
    assert "<li>one</li>" in html
    assert "<table>" in html


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "[click](javascript:alert(1))",
        "[click](JaVaScRiPt:alert(1))",
        "[click](data:text/html;base64,PHNjcmlwdD4=)",
        "[click](vbscript:x)",
        "![x](https://tracker.example/x.png)",
        "![x](javascript:alert(1))",
        "<a href='javascript:alert(1)'>x</a>",
        '[x](https://a.org "onmouseover=alert(1)")',
        "`<script>alert(1)</script>`",
        "```html\n<script>alert(1)</script>\n```",
        "<svg/onload=alert(1)>",
        "\n<div>\n<script>alert(1)</script>\n</div>\n",
    ],
)
def test_nothing_that_a_model_wrote_runs_or_loads(hostile: str) -> None:
    from html.parser import HTMLParser

    class Tags(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            assert tag in {"p", "a", "code", "pre", "em", "strong"}
            for name, value in attrs:
                assert not name.startswith("on")
                assert name != "href" or (value or "").startswith(("https://", "#")), value

    Tags().feed(html_of_markdown(hostile))
