"""The API's client, sync and async, with the surface of `xai_sdk` over REST.

A program written for `xai_sdk` 1.21 that makes pictures, asks about them, chats, and uses files or batches runs
with `imagine_nb` in its imports instead (`import imagine_nb as xai_sdk`), but for these differences:

| of xai_sdk | here |
|---|---|
| `video`, its types, `BatchResult.video_response` | There are no videos. |
| `collections`, `tools.collections_search` | There are no document collections: put documents into a chat with `file(...)`. |
| `tokenizer`, `client.tokenize` | There is no tokenizer: `response.usage` counts the tokens of what was asked. |
| `telemetry` | There is no tracing: the gallery's ledger says what was asked, and what was billed. |
| `proto`, `.proto` of any object | There are no protocol buffers: use the attributes of the response itself. |
| `BaseClient`, `BaseChat`, `convert_...`, `...Map` | gRPC and protocol buffers are not used. |
| `grpc.RpcError` | Errors are those of `imagine_nb.errors`, as below. |
| `...Validator` | Arguments are checked without pydantic. |
| `chat.compact()`, `compact_context()` | A chat is not compacted: it goes on from a stored answer, or sends its history. |
| `debug_output`, `request_settings`, the parts of a batch's cost | REST tells none. |
| `usage.server_side_tools_used` | `response.server_side_tool_usage` counts them. |
| `response.process_chunk(...)` | A response grows by itself, while it streams. |
| `CompletionOutputChunk` | A chunk is its one choice: `chunk.choices[0]` is the chunk. |
| `ChatModel`, `Content` in `chat` | It stands in `imagine_nb.types`. |
| `prompt` of a picture | It is the prompt as the API revised it. |
| `image_format` | A response has its picture in every form, whichever was asked for. |
| `response.base64` | REST sends bare base64, without `data:...;base64,` before it. |
| `image_urls=[]` | Sources that were asked for and are none are refused: it would be another picture. |
| a setting that the wire ignores or refuses | It is left out, and the response's notice says so. |
| a value that the API has not, too many images | What the API would refuse is not sent: `InputError`, a ValueError. |
| a picture that moderation kept back | In a 200 as there; in a 400 `ModeratedError`, which is a ValueError. |
| `image(..., detail="bogus")` | A detail that there is not is refused. |
| `chat.append("hello")` | A text that is appended is the user's. |
| `chat.sample_batch(n)`, `stream_batch`, `defer_batch` | It asks n times: n requests, each with an id and a bill of its own. |
| `conversation_id` | It names the conversation in the gallery, and does not leave the machine. |
| messages, files, usage, models | They are frozen data classes; what nobody told is None or empty. |
| `usage.prompt_text_tokens`, `prompt_image_tokens` | They are None where nobody told: write `or 0` to count. |
| lists of a response, as `tool_calls` | They are tuples, which equal no list. |
| `role` of a message | It is the wire's word, as `"user"`, and no number of an enum. |
| `metadata` | Its pairs are sent as HTTP headers. |
| `use_insecure_channel` | It is for servers on this machine alone: a key does not travel over plain HTTP. |
| `channel_options`, `management_api_host`, `management_api_key` | They are accepted, and not used. |
| a model's prices and modalities | They are as REST tells them. |

| status of gRPC | error |
|---|---|
| `UNAUTHENTICATED` | `AuthenticationError` |
| `PERMISSION_DENIED` | `PermissionDeniedError` |
| `NOT_FOUND` | `NotFoundError` |
| `INVALID_ARGUMENT`, `FAILED_PRECONDITION` | `BadRequestError`; `InputError`, a ValueError, before anything is sent |
| `RESOURCE_EXHAUSTED` | `RateLimitError` |
| `INTERNAL`, `UNKNOWN`, `UNAVAILABLE` | `ServerError`; `APIConnectionError` where nobody answers |
| `DEADLINE_EXCEEDED` | `APITimeoutError` |
| `DATA_LOSS` | `ProtocolError` |
"""

from imagine_nb.client.chats import AsyncChat, Chat
from imagine_nb.client.clients import AsyncClient, Client
from imagine_nb.exchange.engine import Engine

__all__ = ["AsyncChat", "AsyncClient", "Chat", "Client", "Engine"]
