"""Make a picture, edit it by its base64, combine, and pick from several."""

from pathlib import Path

import imagine_nb as xai_sdk
from imagine_nb.image import ImageFormat
from imagine_nb.sync.image import ImageResponse

MODEL = "grok-imagine-image"


def save(responses: list[ImageResponse], name: str) -> None:
    for number, response in enumerate(responses):
        assert isinstance(response, ImageResponse)
        assert Path(f"{name}_{number}.jpg").write_bytes(response.image) > 1000


def main() -> None:
    client = xai_sdk.Client()
    encoded: ImageFormat = "base64"
    fox = client.image.sample("a red fox in the snow", model=MODEL, image_format=encoded, aspect_ratio="3:2")
    night = client.image.sample("make it night", model=MODEL, image_url=fox.base64)
    save([fox, night], "fox")
    several = client.image.sample_batch("a lighthouse", model=MODEL, n=3, image_format="url", image_url=None)
    assert len({response.url for response in several}) == 3
    both = client.image.sample(
        "put both together",
        model=MODEL,
        image_urls=[several[0].url, "https://example.com/puppy.jpg"],
        aspect_ratio="16:9",
    )
    save([*several, both], "more")
    assert both.respect_moderation
    assert both.usage.HasField("cost_in_usd_ticks")
    print(both.model, both.cost_usd, both.prompt)


main()
