"""The API's own HTTP: requests read, refusals, replies, streams, and what is kept for a while."""
