"""Answers that the API keeps: go on from one, fetch it, delete it; and answers that are fetched later."""

from datetime import timedelta

import imagine_nb as xai_sdk
from imagine_nb.chat import user
from imagine_nb.errors import NotFoundError

MODEL = "grok-4.20-non-reasoning"
client = xai_sdk.Client()
first = client.chat.create(model=MODEL, store_messages=True).append(user("What can you do?")).sample()
more = client.chat.create(model=MODEL, previous_response_id=first.id, store_messages=True)
assert more.append(user("What did I ask?")).sample().content
(kept,) = client.chat.get_stored_completion(first.id)
assert kept.content == first.content
assert client.chat.delete_stored_completion(first.id) == first.id
try:
    client.chat.get_stored_completion(first.id)
except NotFoundError as error:
    print(error)
else:
    raise AssertionError("It is still there")

chat = client.chat.create(model=MODEL).append(user("Hello"))
later = chat.defer(timeout=timedelta(minutes=2), interval=timedelta(milliseconds=20))
assert later.content
several = chat.defer_batch(2, timeout=timedelta(minutes=2), interval=timedelta(milliseconds=20))
assert len(several) == 2
