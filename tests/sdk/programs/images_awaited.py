"""The same, awaited: bytes are awaited too."""

import asyncio
from datetime import timedelta

import imagine_nb as xai_sdk
from imagine_nb.aio.image import ImageResponse
from imagine_nb.files import StorageOptions


async def main() -> None:
    async with xai_sdk.AsyncClient(timeout=timedelta(minutes=5)) as client:
        kept: StorageOptions = {
            "filename": "fox.jpg",
            "expires_after": timedelta(hours=2),
            "public_url": True,
        }
        fox = await client.image.sample("a red fox", model="grok-imagine-image", storage_options=kept)
        assert isinstance(fox, ImageResponse)
        assert fox.file_output.filename == "fox.jpg"
        assert fox.public_url
        assert fox.public_url_error is None
        assert fox.storage_error is None
        made = await asyncio.gather(
            *(
                client.image.sample(f"the fox {how}", model="grok-imagine-image", image_url=fox.url)
                for how in ("at night", "in rain")
            )
        )
        sizes = [len(await each.image) for each in made]
        assert min(sizes) > 1000
        stored = await client.image.sample(
            "as a pencil sketch", model="grok-imagine-image", image_file_id=fox.file_output.file_id
        )
        print(stored.url)


asyncio.run(main())
