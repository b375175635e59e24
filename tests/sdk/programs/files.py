"""Files at the API: from a path, bytes and a file object, with progress, and many at once."""

import io
from datetime import datetime, timedelta
from pathlib import Path

import imagine_nb as xai_sdk
from imagine_nb.files import Order, SortBy


class Bar:
    """What tqdm is: something to update."""

    done = 0

    def update(self, n: int) -> None:
        self.done += n


client = xai_sdk.Client()
Path("notes.txt").write_text("Revenue: 5.2M\n" * 1000)
size = Path("notes.txt").stat().st_size
bar, told = Bar(), []
first = client.files.upload("notes.txt", on_progress=bar, expires_after=timedelta(hours=3))
second = client.files.upload(
    Path("notes.txt").read_bytes(), filename="more.txt", on_progress=lambda done, of: told.append((done, of))
)
third = client.files.upload(io.BytesIO(b"few words"), filename="few.txt", on_progress=None)
assert first.size == bar.done == size
assert told[-1] == (size, size)
assert isinstance(first.created_at.ToDatetime(), datetime)
assert first.HasField("expires_at")
assert not second.HasField("expires_at")

finished: list[int] = []
several = client.files.batch_upload(
    ["notes.txt", "no-such-file.txt"],
    batch_size=2,
    on_file_complete=lambda index, file, result: finished.append(index),
)
assert several[0].filename == "notes.txt"
assert isinstance(several[1], FileNotFoundError)
assert sorted(finished) == [0, 1]

order: Order = "desc"
by: SortBy = "filename"
page = client.files.list(limit=10, order=order, sort_by=by)
names = [file.filename for file in page.data]
assert names == sorted(names, reverse=True)
assert client.files.get(third.id).filename == "few.txt"
assert client.files.content(third.id) == b"few words"
for file in (first, second, third, several[0]):
    assert client.files.delete(file.id).deleted
print(names)
