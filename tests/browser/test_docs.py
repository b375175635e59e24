"""The site: built strictly once, whole, without a dead link, and open to everybody, from the disk alone."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

import pytest
from playwright.sync_api import Page, expect

import imagine_nb
from browser.axe import has_no_barriers
from code_metrics import ROOT
from imagine_nb.cells.loading import COMPANIONS
from imagine_nb.cells.magics import ImagineMagics

BUILD = [sys.executable, "-m", "mkdocs", "build", "--config-file", str(ROOT / "docs/mkdocs.yml")]
HOSTS = {"console.x.ai", "status.x.ai", "pre-commit.com"}  # that pages link to; what one opens asks no host
NARROW = 480  # pixels
PAGES = {
    "light": ("index", "how-to/next-cell", "manuals/imagine", "errors"),
    "dark": ("how-to/large-jobs", "manuals/settings", "reference/Client"),
}


@dataclass
class SitePage(HTMLParser):
    """One page of the site: the ids that it has, what it links to, what it loads, and its images."""

    uri: str
    text: str
    ids: set[str] = field(default_factory=set)
    links: list[str] = field(default_factory=list)
    loads: list[str] = field(default_factory=list)
    images: list[dict[str, str | None]] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()
        self.feed(self.text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        has = dict(attrs)
        self.ids |= {value for name in ("id", "name") if (value := has.get(name))}
        if tag == "img":
            self.images.append(has)
        if tag == "a" and has.get("href"):
            self.links.append(str(has["href"]))
        elif address := has.get("src") or (has.get("href") if tag == "link" else None):
            self.loads.append(address)


@dataclass(frozen=True)
class Site:
    """The site as it was built, read from its files."""

    folder: Path

    @cached_property
    def pages(self) -> dict[str, SitePage]:
        """Each page, by where it is; that of a server for what it has not is none of them."""
        found = sorted(path for path in self.folder.rglob("*.html") if path.name != "404.html")
        uris = [path.relative_to(self.folder).as_posix() for path in found]
        return {uri: SitePage(uri, path.read_text("utf-8")) for uri, path in zip(uris, found, strict=True)}

    def leads_nowhere(self, page: SitePage, link: str) -> bool:
        """Whether a link within the site has no file, or no place in it."""
        path, _, anchor = urljoin(page.uri, link).partition("#")
        there = unquote(path).partition("?")[0]
        if there not in self.pages:
            return not (self.folder / there).is_file()
        return bool(anchor) and unquote(anchor) not in self.pages[there].ids


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """The site, built as `make docs` builds it, elsewhere."""
    folder = tmp_path_factory.mktemp("site")
    command = [*BUILD, "--site-dir", str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return Site(folder)


@pytest.fixture
def opened(page: Page, site: Site) -> Callable[[str], Page]:
    """Opens a page from the disk; the browser may ask nobody else."""
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))

    def open_(name: str) -> Page:
        page.goto((site.folder / f"{name}.html").as_uri())
        assert [url for url in asked if not url.startswith(("file:", "data:", "blob:"))] == []
        return page

    return open_


def test_every_link_within_it_leads_somewhere(site: Site) -> None:
    dead = [
        f"{page.uri}: {link}"
        for page in site.pages.values()
        for link in page.links + page.loads
        if not urlsplit(link).scheme and site.leads_nowhere(page, link)
    ]
    assert dead == []


def test_links_out_of_it_are_to_hosts_that_are_known_and_nothing_is_loaded_from_one(site: Site) -> None:
    pages = site.pages.values()
    assert {host for page in pages for link in page.links if (host := urlsplit(link).hostname)} <= HOSTS
    assert [load for page in pages for load in page.loads if urlsplit(load).hostname] == []


def test_every_image_says_what_it_shows(site: Site) -> None:
    assert [page.uri for page in site.pages.values() for image in page.images if not image.get("alt")] == []


def test_every_notebook_is_there_with_the_pictures_of_its_outputs(site: Site) -> None:
    notebooks = sorted((ROOT / "notebooks").glob("[0-9]*.ipynb"))
    assert notebooks
    for path in notebooks:
        cells = json.loads(path.read_text("utf-8"))["cells"]
        shown = [output.get("data", {}) for cell in cells for output in cell.get("outputs", ())]
        n_images = sum("".join(data.get("text/html", "")).count("<img ") for data in shown)
        assert len(site.pages[f"notebooks/{path.stem}.html"].images) >= n_images


def test_every_public_name_magic_option_and_error_has_its_place(site: Site) -> None:
    ids = {each for page in site.pages.values() for each in page.ids}
    errors = {f"imagine_nb.errors.{name}" for name in imagine_nb.errors.__all__}
    names = {f"imagine_nb.{name}" for name in imagine_nb.__all__} - {"imagine_nb.ImagineError"}
    assert (errors | names - {"imagine_nb.errors"}) - ids == set()
    lines = {name for each in COMPANIONS for name in each.magics["line"]}
    assert lines <= site.pages["manuals/companions.html"].ids
    for verb in ImagineMagics.magics["cell"]:
        options = getattr(ImagineMagics, verb).parser._actions
        flags = [flag for each in options for flag in each.option_strings]
        text = site.pages[f"manuals/{verb}.html"].text
        assert [flag for flag in flags if f"<code>{flag}" not in text] == []


def test_it_is_searched_where_it_lies(opened: Callable[[str], Page]) -> None:
    page = opened("index")
    page.get_by_role("textbox", name="Search").fill("feathered")
    found = page.locator(".md-search-result__link").first
    expect(found).to_contain_text("feathered")
    found.click()
    expect(page).to_have_title("%%imagine, %imagine - imagine_nb")


@pytest.mark.parametrize("scheme", PAGES)
def test_axe_finds_no_barriers_and_nothing_is_out_of_reach(
    opened: Callable[[str], Page], site: Site, scheme: str
) -> None:
    notebooks = [uri.removesuffix(".html") for uri in site.pages if uri.startswith("notebooks/")]
    for name in [*PAGES[scheme], *notebooks[scheme == "dark" :: 2]]:
        page = opened(name)
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        has_no_barriers(page.locator("html"))
        if scheme == "light":
            page.set_viewport_size({"width": NARROW, "height": 900})
            assert page.evaluate("document.documentElement.scrollWidth") <= NARROW, name
            page.set_viewport_size({"width": 1280, "height": 900})
