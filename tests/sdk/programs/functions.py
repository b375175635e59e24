"""Functions of the program that the model calls, whole and streamed."""

import json

from pydantic import BaseModel, Field

import imagine_nb as xai_sdk
from imagine_nb.chat import required_tool, system, tool, tool_result, user
from imagine_nb.tools import get_tool_call_type


class Weather(BaseModel):
    city: str = Field(description="The name of the city.")
    days: int = Field(1, ge=1, le=7)


client = xai_sdk.Client()
chat = client.chat.create(
    model="grok-4.20-non-reasoning",
    messages=[system("You help.")],
    tools=[tool("get_weather", "Tells the weather of a city.", Weather.model_json_schema())],
    tool_choice="auto",
    parallel_tool_calls=True,
)
chat.append(user("What is the weather in Paris?"))
response = chat.sample()
chat.append(response)
assert response.finish_reason == "REASON_TOOL_CALLS"
for call in response.tool_calls:
    assert get_tool_call_type(call) == "client_side_tool"
    asked = Weather(**json.loads(call.function.arguments))
    assert asked.city == "Paris"
    chat.append(tool_result(f"{asked.city}: sunny, 21 degrees", tool_call_id=call.id))
answer = chat.sample()
assert "21" in answer.content
assert not answer.tool_calls
chat.append(answer)

forced = client.chat.create(
    model="grok-4.20-non-reasoning",
    tools=[tool("get_weather", "Tells the weather of a city.", Weather.model_json_schema())],
    tool_choice=required_tool("get_weather"),
)
forced.append(user("Berlin, please"))
calls = [call for _, chunk in forced.stream() for call in chunk.tool_calls]
assert [call.function.name for call in calls] == ["get_weather"]
print(answer.content)
