"""Many requests at once, whose results are read later."""

import imagine_nb as xai_sdk
from imagine_nb.batch import BatchResult
from imagine_nb.chat import image, user

client = xai_sdk.Client()
batch = client.batch.create(batch_name="words and pictures")
chats = []
for number in range(3):
    chat = client.chat.create(model="grok-4.20", batch_request_id=f"chat_{number}", max_tokens=100)
    chat.append(user("What is this?", image("https://example.com/puppy.jpg")))
    chats.append(chat)
picture = client.image.prepare("a red fox", model="grok-imagine-image", batch_request_id="fox")
client.batch.add(batch_id=batch.batch_id, batch_requests=[*chats, picture])
while (batch := client.batch.get(batch_id=batch.batch_id)).state.num_pending:
    print(batch.state.num_pending)
assert (batch.state.num_requests, batch.state.num_success, batch.state.num_error) == (4, 4, 0)
assert batch.cost_breakdown.total_cost_usd_ticks >= 0

asked = client.batch.list_batch_requests(batch_id=batch.batch_id)
assert {each.batch_request_id for each in asked.batch_request_metadata} == {
    "chat_0",
    "chat_1",
    "chat_2",
    "fox",
}
results = client.batch.list_batch_results(batch_id=batch.batch_id, limit=100)
assert all(isinstance(result, BatchResult) for result in results.results)
assert not results.failed
for result in results.succeeded:
    if result.batch_request_id == "fox":
        assert len(result.image_response.image) > 1000
    else:
        assert "puppy" in result.response.content
assert batch.batch_id in {each.batch_id for each in client.batch.list().batches}
print(batch)
