"""Ask about pictures: an address, base64, and a picture that was made just before."""

import base64
import io

from PIL import Image

import imagine_nb as xai_sdk
from imagine_nb.chat import Response, image, system, user

client = xai_sdk.Client()
chat = client.chat.create(model="grok-4.20-non-reasoning", messages=[system("Be brief.")])
chat.append(
    user(
        "What do these have in common?",
        image("https://example.com/puppy.jpg", detail="high"),
        image("https://example.com/kitten.jpg", detail="low"),
    )
)
response = chat.sample()
assert isinstance(response, Response)
assert response.role == "ROLE_ASSISTANT"
assert response.finish_reason == "REASON_STOP"
chat.append(response)

buffer = io.BytesIO()
Image.new("RGB", (640, 480), (200, 30, 30)).save(buffer, "PNG")
encoded = base64.b64encode(buffer.getvalue()).decode()
chat.append(user("Which colour is this?", image(f"data:image/png;base64,{encoded}")))
red = chat.sample()
assert "red" in red.content.lower()

fox = client.image.sample("a red fox", model="grok-imagine-image", image_format="base64")
other = client.chat.create("grok-4.20-non-reasoning")
other.append(user("What is this?", image(fox.base64)))
seen = ""
for _response, chunk in other.stream():
    seen += chunk.content
assert "fox" in seen
print(response.content, response.usage.prompt_tokens, response.usage.completion_tokens)
