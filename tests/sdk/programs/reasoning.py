"""Read what a model thought, where it tells."""

import imagine_nb as xai_sdk
from imagine_nb.chat import Chunk, user
from imagine_nb.types.chat import ReasoningEffort

EFFORT: ReasoningEffort = "low"
client = xai_sdk.Client()
chat = client.chat.create(model="grok-4.20", reasoning_effort=EFFORT, use_encrypted_content=True)
chat.append(user("What is 2 + 2?"))
thought, said = "", ""
for response, chunk in chat.stream():
    assert isinstance(chunk, Chunk)
    thought += chunk.reasoning_content
    said += chunk.content
assert thought == response.reasoning_content
assert isinstance(response.encrypted_content, str)
assert isinstance(response.system_fingerprint, str)
assert list(response.citations) == list(response.inline_citations) == []
print(said, response.usage.reasoning_tokens, response.usage.completion_tokens)
