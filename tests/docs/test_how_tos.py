"""Every cell of the how-tos runs, from the top of its page to its end, on the print shop."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import s3fs
import yaml

from code_metrics import ROOT
from kernels import Kernel
from s3_server import S3Server

PAGES = sorted((ROOT / "docs/pages/how-to").glob("*.md"))
S3 = {"AWS_ACCESS_KEY_ID": "who-asks", "AWS_SECRET_ACCESS_KEY": "nobody", "AWS_DEFAULT_REGION": "us-east-1"}


def fenced(page: Path) -> list[tuple[str, str]]:
    """The fenced blocks of a page: what kind each is, and its text."""
    return re.findall(r"^```(\w*)\n(.*?)\n```$", page.read_text(), flags=re.DOTALL | re.MULTILINE)


@pytest.fixture(scope="module")
def s3() -> Iterator[S3Server]:
    """A server that speaks S3, with the bucket that the pages name."""
    server = S3Server()
    address = f"http://127.0.0.1:{server.port}"
    s3fs.S3FileSystem(key="k", secret="s", endpoint_url=address, skip_instance_cache=True).mkdir("bucket")
    yield server
    server.close()


@pytest.fixture(scope="module")
def kernel(tmp_path_factory: pytest.TempPathFactory, s3: S3Server) -> Iterator[Kernel]:
    """A kernel without a key, in which S3 is the server on loopback."""
    folder = tmp_path_factory.mktemp("how-to")
    here = {"AWS_ENDPOINT_URL": f"http://127.0.0.1:{s3.port}", "IMAGINE_NB_MIRRORS": str(folder / "mirrors")}
    made = Kernel(folder, variables={**S3, **here})
    yield made
    made.close()


@pytest.mark.parametrize("how_to", PAGES, ids=lambda how_to: how_to.stem)
def test_every_cell_of_a_page_runs(kernel: Kernel, how_to: Path) -> None:
    cells = [text for kind, text in fenced(how_to) if kind == "ipython3"]
    assert cells
    kernel.run("%reset -f\n%load_ext imagine_nb\n%imagine_config engine=auto ask_above=1")
    for cell in cells:
        run = kernel.run(cell)
        assert run.error == "", f"{cell}\n{run.error}"


def test_a_block_is_a_cell_a_command_or_settings() -> None:
    kinds = {kind for page in PAGES for kind, _ in fenced(page)}
    assert kinds <= {"ipython3", "console", "yaml"}
    settings = [text for page in PAGES for kind, text in fenced(page) if kind == "yaml"]
    assert all(yaml.safe_load(each) for each in settings)
