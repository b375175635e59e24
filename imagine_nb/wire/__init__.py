"""The API's JSON, as it is asked and as it answers: bodies, replies, streams, errors."""
