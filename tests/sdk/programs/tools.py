"""Tools that the API runs itself: pictures inside of a chat."""

import imagine_nb as xai_sdk
from imagine_nb.chat import Response, user
from imagine_nb.tools import get_tool_call_type, image_generation, web_search

client = xai_sdk.Client()
chat = client.chat.create(
    model="grok-4.5", tools=[image_generation(), web_search()], include=["verbose_streaming"]
)
chat.append(user("Generate an image of a red fox"))
kinds: list[str] = []
last: Response | None = None
for response, chunk in chat.stream():
    kinds += [get_tool_call_type(call) for call in chunk.tool_calls]
    last = response
assert last is not None
assert "image_generation_tool" in kinds
(fox,) = last.image_outputs
assert len(fox.image) > 1000
assert fox.mime_type.startswith("image/")
chat.append(last)
chat.append(user("Edit the image: make it night"))
assert chat.sample().image_outputs
print(last.server_side_tool_usage)
