"""Never run: mypy reads it, a program that was written for xai_sdk, with its annotations."""

from __future__ import annotations

import imagine_nb as xai_sdk
from imagine_nb.aio.image import ImageResponse as AsyncImageResponse
from imagine_nb.chat import image, user
from imagine_nb.cost import USD_PER_TICK, cost_usd_from_usage
from imagine_nb.files import File
from imagine_nb.image import ImageAspectRatio, ImageFormat
from imagine_nb.sync.chat import Chat
from imagine_nb.sync.image import ImageResponse
from imagine_nb.types import ChatModel, ImageGenerationModel, ServiceTier
from imagine_nb.types.chat import Content, ReasoningEffort

MODEL: ImageGenerationModel = "grok-imagine-image"
CHAT_MODEL: ChatModel = "grok-4.3"
SHAPE: ImageAspectRatio = "16:9"
TIER: ServiceTier = "default"
EFFORT: ReasoningEffort = "low"


def generate(client: xai_sdk.Client, image_format: ImageFormat = "url") -> ImageResponse:
    return client.image.sample("a red fox", MODEL, aspect_ratio=SHAPE, image_format=image_format)


def question(client: xai_sdk.sync.client.Client, *content: Content) -> xai_sdk.sync.chat.Chat:
    chat: Chat = client.chat.create(model=CHAT_MODEL, reasoning_effort=EFFORT)
    return chat.append(user(*content, image("fox.png")))


async def generated(client: xai_sdk.aio.client.Client) -> AsyncImageResponse:
    response = await client.image.sample("a red fox", MODEL)
    data: bytes = await response.image
    stored: File = await client.files.upload(data, filename="fox.jpg")
    return await client.image.sample("make it night", MODEL, image_file_id=stored.id)


def bill(response: ImageResponse) -> float:
    return cost_usd_from_usage(response.usage) or (response.usage.cost_in_usd_ticks or 0) * USD_PER_TICK
