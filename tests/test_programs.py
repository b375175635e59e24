"""The programs of the API's documentation, with only their import lines changed, on both print shops."""

from __future__ import annotations

import io
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.request import urlopen

import pytest
from PIL import Image

TOKEN = "a-token-of-the-tests"

GENERATE = """
import os

import imagine_nb as xai_sdk

client = xai_sdk.Client(api_key=os.getenv("XAI_API_KEY"))

response = client.image.sample(
    prompt="A collage of London landmarks in a stenciled street-art style",
    model="grok-imagine-image",
)

print(response.url)
"""
EDIT = """
import base64

import imagine_nb as xai_sdk

client = xai_sdk.Client()

with open("photo.png", "rb") as f:
    image_data = base64.b64encode(f.read()).decode("utf-8")

response = client.image.sample(
    prompt="Render this as a pencil sketch with detailed shading",
    model="grok-imagine-image",
    image_url=f"data:image/png;base64,{image_data}",
)

print(response.url)
"""
COMBINE = """
import imagine_nb as xai_sdk

client = xai_sdk.Client()

response = client.image.sample(
    prompt="Put the man and the puppy together on the beach",
    model="grok-imagine-image",
    image_urls=[
        "https://example.com/man.jpg",
        "https://example.com/puppy.jpg",
        "https://example.com/beach.jpg",
    ],
    aspect_ratio="3:2",
)

print(response.url)
"""
ASK = """
import os

from imagine_nb import Client
from imagine_nb.chat import user, image

client = Client(
    api_key=os.getenv("XAI_API_KEY"),
    management_api_key=os.getenv("XAI_MANAGEMENT_API_KEY"),
    timeout=3600,
)

image_url = "https://example.com/puppy.jpg"

chat = client.chat.create(model="grok-4.3")
chat.append(
    user(
        "What's in this image?",
        image(image_url=image_url, detail="high"),
    )
)

response = chat.sample()
print(response)

# The response id that can be used to continue the conversation later
print(response.id)
"""


@pytest.fixture(scope="module")
def served() -> Iterator[str]:
    """The base URL of a print shop that runs as a process of its own."""
    command = [sys.executable, "-m", "imagine_nb.print_shop", "--port", "0", "--token", TOKEN]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        yield process.stdout.readline().strip().removeprefix("Print shop on ")
        process.terminate()


@pytest.fixture(params=["in this process", "on a port"])
def environment(request: pytest.FixtureRequest) -> dict[str, str]:
    """What the programs find: no key at all, or a key and a server that wants it."""
    plain = {
        name: value for name, value in os.environ.items() if not name.startswith(("XAI_", "IMAGINE_NB_"))
    }
    if request.param == "in this process":
        return plain
    return {**plain, "XAI_API_KEY": TOKEN, "XAI_BASE_URL": request.getfixturevalue("served")}


def printed(program: str, folder: Path, environment: dict[str, str]) -> str:
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", program],
        cwd=folder, env=environment, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


def opened(url: str) -> Image.Image:
    with urlopen(url) as response:  # a file's too
        return Image.open(io.BytesIO(response.read()))


@pytest.mark.parametrize(
    ("program", "shape"),
    [(GENERATE, None), (EDIT, 4 / 3), (COMBINE, 3 / 2)],
    ids=["generate", "edit", "combine"],
)
def test_a_program_that_makes_a_picture_prints_where_it_is(
    program: str, shape: float | None, tmp_path: Path, environment: dict[str, str], png: bytes
) -> None:
    (tmp_path / "photo.png").write_bytes(png)
    (line,) = printed(program, tmp_path, environment).splitlines()
    image = opened(line)
    assert min(image.size) >= 240
    assert shape is None or image.width / image.height == pytest.approx(shape, rel=0.03)
    kept = list((tmp_path / "imagine_gallery").glob("0001-*.jpg"))
    assert len(kept) == 1


def test_the_program_that_asks_prints_the_answer_and_its_id(
    tmp_path: Path, environment: dict[str, str]
) -> None:
    *answer, response_id = printed(ASK, tmp_path, environment).splitlines()
    assert "puppy" in "\n".join(answer)
    assert re.fullmatch(r"[\w-]{8,}", response_id)
