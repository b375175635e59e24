"""Addresses: what is one, what is refused, and which folder mirrors it."""

from __future__ import annotations

from pathlib import Path

import pytest

from imagine_nb import Gallery
from imagine_nb.errors import GalleryError
from imagine_nb.gallery.remote.address import address_of, is_address, mirrors_folder, named_address


@pytest.mark.parametrize(
    "text", ["s3://bucket/class", "gs://b", "file:///shared", "sftp://me@host/class", "simplecache::s3://b/c"]
)
def test_an_address_is_told_by_how_it_begins(text: str) -> None:
    assert is_address(text)
    assert str(address_of(text)) == text


@pytest.mark.parametrize("text", ["", "gallery", "/a/b", "C:\\pictures", "C:/pictures", "a:b", "~/s3://x", 7])
def test_a_path_is_none(text: object) -> None:
    assert not is_address(text)


@pytest.mark.parametrize("text", ["s3://", "s3:///", "s3://b/../c", "s3://b/\x1b[2J", f"s3://b/{'x' * 2000}"])
def test_what_leads_nowhere_is_refused(text: str) -> None:
    with pytest.raises(GalleryError, match="is no address of a gallery"):
        address_of(text)


@pytest.mark.parametrize(
    "text", ["sftp://me:secret@host/c", "az://c/x?sig=secret", f"s3://b/xai-{'secret' * 5}"]
)
def test_a_secret_in_an_address_is_refused_and_not_shown(text: str) -> None:
    with pytest.raises(GalleryError, match="with a password, a token or a key") as refused:
        Gallery(text)
    assert "secret" not in str(refused.value)


def test_a_path_that_was_an_address_is_told() -> None:
    with pytest.raises(GalleryError, match="was an address before it was a Path"):
        Gallery(Path("s3://bucket/class"))


def test_an_address_with_one_slash_makes_no_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(GalleryError, match=r"is no folder\. Did you mean 's3://bucket/class'"):
        Gallery("s3:/bucket/class")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("text", ["http://127.0.0.1:1/class", "HTTPS://example.org/class"])
def test_a_page_of_the_web_is_no_place_for_a_gallery(text: str) -> None:
    with pytest.raises(GalleryError, match="is a page of the web, where no files can be listed or written"):
        Gallery(text, read_only=True)


def test_options_are_a_dict_and_are_never_shown() -> None:
    with pytest.raises(GalleryError, match="storage_options is no dict"):
        named_address("s3://bucket/class", "secret")  # type: ignore[arg-type]
    assert "hidden" not in repr(address_of("s3://bucket/class", {"secret": "hidden"}))


def test_each_address_on_each_server_has_a_mirror_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    one = address_of("s3://bucket/class")
    mirrors = {
        each.mirror
        for each in (
            one,
            address_of("s3://bucket/class/"),
            address_of("s3://bucket/class", {"key": "a", "secret": "b"}),
            address_of("s3://bucket/other"),
            address_of("s3://bucket/class", {"endpoint_url": "http://127.0.0.1:9"}),
            address_of("s3://bucket/class", {"client_kwargs": {"endpoint_url": "http://127.0.0.1:9"}}),
        )
    }
    assert len(mirrors) == 3
    before = one.mirror
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    assert one.mirror != before
    assert before.name.startswith("bucket-class-")


def test_mirrors_lie_where_the_environment_says_or_with_a_users_data(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("IMAGINE_NB_MIRRORS", raising=False)
    monkeypatch.setattr("sys.platform", "linux")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert mirrors_folder() == tmp_path / "imagine_nb" / "mirrors"
    monkeypatch.setenv("IMAGINE_NB_MIRRORS", str(tmp_path / "here"))
    assert mirrors_folder() == tmp_path / "here"
