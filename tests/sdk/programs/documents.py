"""Documents in a chat: stored, and in the message itself."""

import imagine_nb as xai_sdk
from imagine_nb.chat import file, user

REPORT = b"Quarterly report\n\nTotal revenue: $5.2M\nCustomers: 1,204\n"
client = xai_sdk.Client()
stored = client.files.upload(REPORT, filename="report.txt")
chat = client.chat.create(model="grok-4.20")
chat.append(user("What is the total revenue?", file(stored.id)))
for response, chunk in chat.stream():
    print(chunk.content, end="")
assert "5.2M" in response.content
assert response.usage.total_tokens > 0

other = client.chat.create(model="grok-4.20")
other.append(user("How many customers?", file(data=REPORT, filename="report.txt", mime_type="text/plain")))
assert "1,204" in other.sample().content
