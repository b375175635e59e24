"""Talk in turns: whole, streamed, several answers at once."""

import imagine_nb as xai_sdk
from imagine_nb.chat import assistant, system, user


def whole(chat: xai_sdk.sync.chat.Chat) -> None:
    chat.append(user("Hi"))
    response = chat.sample()
    chat.append(response)
    assert response.content
    assert response.id
    assert response.created.year > 2000
    assert response.usage.total_tokens == response.usage.prompt_tokens + response.usage.completion_tokens


def streamed(chat: xai_sdk.sync.chat.Chat) -> None:
    chat.append(user("What can you do?"))
    pieces, last = [], None
    for response, chunk in chat.stream():
        pieces.append(chunk.content)
        last = response
    assert last is not None
    assert "".join(pieces) == last.content
    chat.append(last)


def several(chat: xai_sdk.sync.chat.Chat) -> None:
    chat.append(user("And now?"))
    responses = chat.sample_batch(3)
    assert len(responses) == 3
    assert all(response.content for response in responses)
    for answers, chunks in chat.stream_batch(2):
        assert len(answers) == 2
        assert chunks
    chat.append(answers[0])


client = xai_sdk.Client()
chat = client.chat.create(
    model="grok-4.20-non-reasoning",
    messages=[system("Talk like a pirate."), user("How are you?"), assistant("Not so well.")],
    max_tokens=200,
    temperature=0.5,
    top_p=0.9,
    seed=1,
    stop=["."],
    presence_penalty=0.1,
    frequency_penalty=0.1,
    service_tier="default",
    safety_identifier="somebody",
    user=None,
    tools=None,
    guidelines=[{"type": "policy", "category": "profanity", "behavior": "decline"}],
)
for turn in (whole, streamed, several):
    turn(chat)
assert len(chat.messages) == 9
print([message.role for message in chat.messages])
