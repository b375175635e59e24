"""Requests for pictures, field by field, and what comes of their answers."""

from __future__ import annotations

import asyncio
import base64
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from faults_server import FaultServer, held, jpeg, pictures, raw, reply, silent
from imagine_nb import AsyncClient, Client, Studio, loop
from imagine_nb.errors import APIConnectionError, ImagineError, InputError, ModeratedError, ServerError

ONE, TWO = "grok-imagine-image", "grok-imagine-image-2.0"
Ledger = Callable[[], list[tuple[Any, ...]]]
PIXEL = jpeg(size=(16, 16))
DATA = "data:image/jpeg;base64," + base64.b64encode(PIXEL).decode()
FAR = "https://example.com/man.jpg"
SMALL = {"model": ONE, "prompt": "x", "response_format": "url", "n": 1}

BODIES: list[tuple[dict[str, Any], str, dict[str, Any]]] = [
    ({}, "generations", SMALL),
    ({"image_format": "base64"}, "generations", {**SMALL, "response_format": "b64_json"}),
    ({"aspect_ratio": "16:9", "resolution": "2k"}, "generations",
     {**SMALL, "aspect_ratio": "16:9", "resolution": "2k"}),
    ({"aspect_ratio": "auto"}, "generations", {**SMALL, "aspect_ratio": "auto"}),
    ({"model": TWO, "quality": "low", "resolution": "1.5k", "aspect_ratio": "21:9"}, "generations",
     {**SMALL, "model": TWO, "quality": "low", "resolution": "1.5k", "aspect_ratio": "21:9"}),
    ({"user": "u-123", "n": 10}, "generations", {**SMALL, "n": 10, "user": "u-123"}),
    ({"storage_options": {"filename": "a.jpg", "expires_after": 3600, "public_url": True}}, "generations",
     {**SMALL, "storage_options": {"filename": "a.jpg", "expires_after": 3600, "public_url": True}}),
    ({"storage_options": {"filename": "a", "expires_after": timedelta(hours=2, milliseconds=1),
                          "public_url": {"expires_after": timedelta(hours=1)}}}, "generations",
     {**SMALL, "storage_options": {"filename": "a", "expires_after": 7200,
                                   "public_url": {"expires_after": 3600}}}),
    ({"storage_options": {"filename": "a", "expires_after": None, "public_url": False}}, "generations",
     {**SMALL, "storage_options": {"filename": "a"}}),
    ({"output": {"upload_urls": ["https://example.com/put"]}}, "generations",
     {**SMALL, "output": {"upload_urls": ["https://example.com/put"]}}),
    ({"image_url": FAR}, "edits", {**SMALL, "image": {"url": FAR}}),
    ({"image_url": DATA}, "edits", {**SMALL, "image": {"url": DATA}}),
    ({"image_url": PIXEL}, "edits", {**SMALL, "image": {"url": DATA}}),
    ({"image_file_id": "file_1"}, "edits", {**SMALL, "image": {"file_id": "file_1"}}),
    ({"image_urls": [FAR]}, "edits", {**SMALL, "image": {"url": FAR}}),
    ({"image_urls": [FAR, DATA], "aspect_ratio": "3:2"}, "edits",
     {**SMALL, "aspect_ratio": "3:2", "images": [{"url": FAR}, {"url": DATA}]}),
    ({"image_urls": [FAR], "image_file_ids": ["file_1", "file_2"]}, "edits",
     {**SMALL, "images": [{"file_id": "file_1"}, {"file_id": "file_2"}, {"url": FAR}]}),
    ({"model": TWO, "image_urls": [FAR] * 5}, "edits", {**SMALL, "model": TWO, "images": [{"url": FAR}] * 5}),
    ({"model": "unknown", "quality": "ultra", "resolution": "8k", "aspect_ratio": "7:1"}, "generations",
     {**SMALL, "model": "unknown", "quality": "ultra", "resolution": "8k", "aspect_ratio": "7:1"}),
]  # fmt: skip


@pytest.mark.parametrize(("fields", "path", "body"), BODIES)
def test_a_call_is_this_body(
    client: Client, faults: FaultServer, key: str, fields: dict[str, Any], path: str, body: dict[str, Any]
) -> None:
    faults.then(reply(200, pictures(jpeg())))
    client.image.sample_batch("x", **{"model": ONE, "n": 1, **fields})
    (seen,) = faults.requests
    assert (seen.method, seen.path) == ("POST", f"/v1/images/{path}")
    assert seen.json == body
    assert seen.headers["authorization"] == f"Bearer {key}"
    assert seen.headers["content-type"] == "application/json"
    assert "x-imagine-take" not in seen.headers


REFUSED: list[tuple[dict[str, Any], str]] = [
    ({"aspect_ratio": "4:5"}, "Allowed: auto, 1:1, 3:4"),
    ({"aspect_ratio": "21:9"}, "Allowed"),
    ({"aspect_ratio": "16x9"}, "Did you mean '16:9'"),
    ({"resolution": "2K"}, "Did you mean '2k'"),
    ({"resolution": "1.5k"}, "Allowed: 1k, 2k"),
    ({"quality": "hd"}, "Allowed: auto, low, medium"),
    ({"model": TWO, "quality": "hd"}, "Allowed: auto, low, medium"),
    ({"model": TWO, "quality": "high"}, "Allowed: auto, low, medium"),
    ({"image_format": "b64_json"}, "Allowed: url, base64"),
    ({"n": 0}, "1 to 10"),
    ({"n": 11}, "1 to 10"),
    ({"n": True}, "1 to 10"),
    ({"user": ""}, "name of your own"),
    ({"image_url": FAR, "aspect_ratio": "16x9"}, "Did you mean '16:9'"),
    ({"image_urls": [FAR] * 4}, "takes at most 3"),
    ({"model": TWO, "image_urls": [FAR] * 6}, "takes at most 5"),
    ({"image_url": FAR, "image_urls": [FAR]}, "do not go together"),
    ({"image_url": FAR, "image_file_id": "file_1"}, "do not go together"),
    ({"model": "grok-2-image"}, "shut down"),
    ({"size": "1024x1024"}, "aspect_ratio"),
    ({"seed": 7}, "no seed"),
    ({"mask": b""}, "without masks"),
    ({"negative_prompt": "no"}, "should not show"),
    ({"response_format": "url"}, "image_format"),
    ({"aspectratio": "1:1"}, "Did you mean aspect_ratio"),
    ({"storage_options": {}}, "filename"),
    ({"storage_options": {"filename": "a", "expires_after": 10**9}}, "from 1 to 2592000"),
    ({"storage_options": {"filename": "a", "expires_after": timedelta(days=31)}}, "from 1 to 2592000"),
    ({"storage_options": {"filename": "a", "public_url": {"expires_after": -1}}}, "public_url's expires"),
    ({"storage_options": {"filename": "a", "public_url": "yes"}}, "public_url is 'yes'."),
    ({"storage_options": "fox.jpg"}, "storage_options is a str."),
    ({"output": "https://e.com"}, "one upload address per picture"),
    ({"output": {"upload_urls": []}}, "one upload address per picture"),
    ({"output": {"upload_urls": ["https://e.com"]}, "image_format": "base64"}, "addresses alone"),
]  # fmt: skip


@pytest.mark.parametrize(("fields", "words"), REFUSED)
def test_what_the_api_would_refuse_is_not_sent(
    client: Client, faults: FaultServer, fields: dict[str, Any], words: str
) -> None:
    with pytest.raises(InputError) as caught:
        client.image.sample_batch("x", **{"model": ONE, "n": 1, **fields})
    assert words in str(caught.value)
    assert faults.requests == []


LEFT_OUT: list[tuple[dict[str, Any], dict[str, Any], str]] = [
    ({"image_url": FAR, "aspect_ratio": "16:9"}, {**SMALL, "image": {"url": FAR}},
     "The aspect ratio 16:9 was left out: an edit of one picture keeps its shape."),
    ({"image_urls": [FAR], "aspect_ratio": "1:1", "resolution": "2k"},
     {**SMALL, "resolution": "2k", "image": {"url": FAR}},
     "The aspect ratio 1:1 was left out: an edit of one picture keeps its shape."),
    ({"quality": "low"}, SMALL, f"The quality low was left out: {ONE} has no quality setting."),
    ({"image_url": FAR, "aspect_ratio": "1:1", "quality": "medium"}, {**SMALL, "image": {"url": FAR}},
     "The aspect ratio 1:1 was left out: an edit of one picture keeps its shape. "
     f"The quality medium was left out: {ONE} has no quality setting."),
    ({"model": TWO, "quality": "low"}, {**SMALL, "model": TWO, "quality": "low"}, ""),
    ({"model": "a-new-model", "quality": "high"}, {**SMALL, "model": "a-new-model", "quality": "high"}, ""),
]  # fmt: skip


@pytest.mark.parametrize(("fields", "body", "notice"), LEFT_OUT)
def test_what_programs_set_and_the_api_ignores_is_left_out_and_that_is_said(
    client: Client, faults: FaultServer, fields: dict[str, Any], body: dict[str, Any], notice: str
) -> None:
    faults.then(reply(200, pictures(jpeg())))
    (made,) = client.image.sample_batch("x", **{"model": ONE, "n": 1, **fields})
    assert faults.requests[0].json == body
    assert made.notice == notice
    assert notice in repr(made)
    assert notice in made._repr_mimebundle_()["text/html"]
    assert set(made.record.parameters) == set(body) - {"model", "prompt", "response_format", "image"}


def test_without_validation_all_is_sent(make: Callable[..., Client], faults: FaultServer) -> None:
    faults.then(reply(200, pictures(jpeg())))
    made = make(validate=False).image.sample("x", ONE, image_url=FAR, aspect_ratio="16:9", quality="high")
    assert (faults.requests[0].json["aspect_ratio"], faults.requests[0].json["quality"]) == ("16:9", "high")
    assert made.notice == ""


def test_a_studio_refuses_what_a_client_leaves_out(studio: Studio, png: bytes) -> None:
    with pytest.raises(InputError, match="keeps its shape"):
        studio.imagine("make it blue", images=png, aspect_ratio="16:9")
    with pytest.raises(InputError, match="has no quality setting"):
        studio.imagine("a fox", quality="low")


@pytest.mark.parametrize(
    ("prompt", "told"), [("", "no prompt"), ("  \n", "no prompt"), (None, "no prompt"), (7, "is of type int")]
)
def test_without_a_prompt_nothing_is_sent(
    client: Client, faults: FaultServer, prompt: Any, told: str
) -> None:
    with pytest.raises(InputError, match=told):
        client.image.sample(prompt, ONE)
    assert faults.requests == []


@pytest.mark.parametrize("model", [3, None, ["grok-imagine-image"], {}])
def test_a_model_that_is_no_text_is_refused_and_nothing_is_sent(
    client: Client, faults: FaultServer, model: Any
) -> None:
    with pytest.raises(InputError, match="It is the name of a model"):
        client.image.sample("a red fox", model)
    with pytest.raises(InputError, match="It is the name of a model"):
        client.chat.create(model).append("What is it?").sample()
    assert faults.requests == []


def test_with_validation_off_everything_is_sent_as_it_is(
    make: Callable[..., Client], faults: FaultServer
) -> None:
    faults.then(reply(200, pictures(jpeg())))
    given: dict[str, Any] = {"resolution": "9k", "quality": "hd", "size": "1x1", "aspect_ratio": "1:1"}
    make(validate=False).image.sample_batch("x", ONE, 99, image_url=FAR, **given)
    assert faults.requests[0].json == {**SMALL, "n": 99, **given, "image": {"url": FAR}}


def test_the_real_type_is_told_by_the_bytes(client: Client, faults: FaultServer, png: bytes) -> None:
    faults.then(reply(200, pictures(png)))
    made = client.image.sample("x", ONE, image_format="base64")
    assert (made.record.mime_type, made.record.width) == ("image/png", 320)
    assert made.path is not None
    assert made.path.suffix == ".png"
    assert made.path.read_bytes() == made.image == png


@pytest.mark.parametrize(("extra", "usd"), [({"usage": None}, None), ({"usage": {}}, None), ({}, None)])
def test_a_missing_bill_is_unknown(
    client: Client, faults: FaultServer, extra: dict[str, Any], usd: float | None
) -> None:
    faults.then(
        reply(200, {**pictures(jpeg(), ticks=None), **extra, "a": 1, "created": None, "model": "m-2"})
    )
    made = client.image.sample("x", ONE)
    assert (made.cost_usd, made.model, made.url[:5]) == (usd, "m-2", "file:")
    assert client.budget.spent_usd == pytest.approx(0.02)  # the estimate stands in


def test_the_bill_is_in_every_response(client: Client, faults: FaultServer) -> None:
    faults.then(reply(200, pictures(jpeg(), jpeg(), ticks=400_000_001)))
    made = client.image.sample_batch("x", ONE, 2)
    assert [each.cost_usd for each in made] == [0.0400000001] * 2
    assert sum(each.record.cost_ticks or 0 for each in made) == 400_000_001


def at(url: str) -> dict[str, Any]:
    return {"data": [{"url": url, "mime_type": "image/jpeg"}], "usage": {"cost_in_usd_ticks": 200_000_000}}


def test_a_url_is_fetched_at_once_without_the_key_elsewhere(client: Client, faults: FaultServer) -> None:
    url = f"http://127.0.0.1:{faults.port}/tmp/a.jpg"
    faults.then(reply(200, at(url)), reply(200, jpeg(), content_type="image/jpeg"))
    made = client.image.sample("x", ONE)
    assert made.data == jpeg()
    assert made.url == url
    assert faults.requests[1].path == "/tmp/a.jpg"


def test_fetching_is_tried_several_times(client: Client, faults: FaultServer) -> None:
    url = f"http://127.0.0.1:{faults.port}/a.jpg"
    faults.then(reply(200, at(url)), raw(b"HTTP/1.1 200 OK\r\ncontent-length: 99\r\n\r\nxx"), reply(503))
    faults.then(reply(200, jpeg()))
    assert client.image.sample("x", ONE).data == jpeg()
    assert len(faults.requests) == 4


@pytest.mark.parametrize(
    "url",
    [
        "http://example.com/a.jpg",
        "https://127.0.0.1/a.jpg",
        "https://localhost/a.jpg",
        "https://10.0.0.1/a.jpg",
        "https://169.254.169.254/latest/meta-data",
        "https://[::1]/a.jpg",
        "https://2130706433/a.jpg",
        "https://printer.local/a.jpg",
        "file:///etc/passwd",
        "ftp://example.com/a.jpg",
        "https://user:word@example.com/a.jpg",
        "nonsense",
        "https://exa mple.com/",
    ],
)
def test_an_address_that_is_not_public_is_not_fetched_and_kept(
    client: Client, faults: FaultServer, ledger: Ledger, folder: Path, url: str
) -> None:
    faults.then(reply(200, at(url)))
    with pytest.raises(APIConnectionError) as caught:
        client.image.sample("x", ONE)
    assert caught.value.urls == (url,)
    assert "charged $0.02" in str(caught.value)
    assert len(faults.requests) == 1
    assert ledger() == [("failed", None, 200_000_000)]
    assert url.encode() in next((folder / "parts").iterdir()).read_bytes()


@pytest.mark.parametrize("to", ["https://10.0.0.1/a.jpg", "http://127.0.0.1:1/a.jpg", "file:///etc/passwd"])
def test_a_redirect_to_a_private_address_is_not_followed(
    client: Client, faults: FaultServer, to: str
) -> None:
    url = f"http://127.0.0.1:{faults.port}/a.jpg"
    faults.then(reply(200, at(url)), reply(302, b"", location=to))
    with pytest.raises(APIConnectionError, match="not public"):
        client.image.sample("x", ONE)
    assert len(faults.requests) == 2


def test_a_redirect_at_home_is_followed_but_not_for_ever(client: Client, faults: FaultServer) -> None:
    url = f"http://127.0.0.1:{faults.port}/a.jpg"
    faults.then(reply(200, at(url)), reply(302, b"", location="/b.jpg"), reply(200, jpeg()))
    assert client.image.sample("x", ONE).data == jpeg()
    faults.then(reply(200, at(url)), *[reply(302, b"", location="/b.jpg")] * 6)
    with pytest.raises(APIConnectionError, match="leads through"):
        client.image.sample("x", ONE)


def test_a_picture_that_is_too_large_to_fetch_is_not(client: Client, faults: FaultServer) -> None:
    url = f"http://127.0.0.1:{faults.port}/a.jpg"
    faults.then(reply(200, at(url)), raw(b"HTTP/1.1 200 OK\r\ncontent-length: 99999999\r\n\r\n"))
    with pytest.raises(APIConnectionError, match="larger than 64 MB"):
        client.image.sample("x", ONE)


def test_one_of_several_that_cannot_be_fetched_can_be_tried_again(
    client: Client, faults: FaultServer, ledger: Ledger
) -> None:
    url = f"http://127.0.0.1:{faults.port}/a.jpg"
    body = pictures(jpeg())
    body["data"].insert(0, {"url": url})
    faults.then(reply(200, body), reply(404))
    lost, came = client.image.sample_batch("x", ONE, 2)
    assert came.data == jpeg()
    assert url in came.notice
    assert ledger() == [("partial", 200, 200_000_000)]
    assert lost.url == url
    faults.then(reply(200, jpeg((1, 2, 3))))
    assert lost.image == jpeg((1, 2, 3))


def test_part_of_several_may_be_kept_back(client: Client, faults: FaultServer, ledger: Ledger) -> None:
    body = pictures(jpeg(), jpeg((1, 2, 3)))
    body["data"].insert(1, {"b64_json": "", "respect_moderation": False})
    faults.then(reply(200, body))
    made = client.image.sample_batch("x", ONE, 3)
    assert [each.respect_moderation for each in made] == [True, False, True]
    assert "kept it back" in made[0].notice
    assert [made[0].data, made[2].data] == [jpeg(), jpeg((1, 2, 3))]
    for broken in (lambda: made[1].image, lambda: made[1].base64, made[1].as_source):
        with pytest.raises(ModeratedError):
            broken()
    assert "kept it back" in repr(made[1])
    assert ledger() == [("partial", 200, 200_000_000)]


def test_where_the_api_stores_a_picture_is_told(client: Client, faults: FaultServer) -> None:
    body = pictures(jpeg(), jpeg())
    body["data"][0]["file_output"] = {"file_id": "file_9", "filename": "a.jpg", "expires_at": 12}
    body["data"][1]["storage_error"] = "No room."
    faults.then(reply(200, body))
    first, second = client.image.sample_batch("x", ONE, 2, storage_options={"filename": "a.jpg"})
    assert first.file_output is not None
    assert first.file_output.expires_at is not None
    assert (first.file_output.file_id, first.file_output.expires_at.seconds) == ("file_9", 12)
    assert (first.storage_error, first.public_url, first.public_url_error) == (None, None, None)
    assert first.file_output.HasField("filename")
    assert not first.file_output.HasField("public_url")
    with pytest.raises(ValueError, match="has no field 'nonsense'"):
        first.file_output.HasField("nonsense")
    assert (second.file_output, second.storage_error) == (None, "No room.")


def test_a_public_address_or_why_there_is_none_is_told(client: Client, faults: FaultServer) -> None:
    body = pictures(jpeg(), jpeg(), jpeg())
    body["data"][0]["file_output"] = {
        "file_id": "file_1",
        "public_url": "https://files-cdn.x.ai/a/file_1.jpg",
        "public_url_expires_at": 3600,
    }
    body["data"][1]["file_output"] = {"file_id": "file_2", "public_url_error": "Too many addresses."}
    faults.then(reply(200, body))
    there, failed, not_asked = client.image.sample_batch("x", ONE, 3, storage_options={"filename": "a.jpg"})
    assert (there.public_url, there.public_url_error) == ("https://files-cdn.x.ai/a/file_1.jpg", None)
    assert there.file_output is not None
    assert there.file_output.public_url_expires_at == datetime(1970, 1, 1, 1, tzinfo=UTC)
    assert (failed.public_url, failed.public_url_error) == (None, "Too many addresses.")
    assert (not_asked.public_url, not_asked.public_url_error, not_asked.file_output) == (None, None, None)


def test_a_picture_that_is_stored_and_did_not_come_says_where_it_is(
    client: Client, faults: FaultServer
) -> None:
    body = pictures(jpeg())
    body["data"].append({"file_output": {"file_id": "file_2"}})
    faults.then(reply(200, body))
    _, stored = client.image.sample_batch("x", ONE, 2, storage_options={"filename": "a.jpg"})
    assert stored.file_output is not None
    assert (stored.file_output.file_id, stored.respect_moderation) == ("file_2", True)


def test_a_retired_model_says_who_answers_in_its_place(client: Client, faults: FaultServer) -> None:
    faults.then(reply(200, pictures(jpeg())), reply(200, pictures(jpeg())))
    made = client.image.sample("x", "grok-imagine-image-quality")
    assert made.notice == f"grok-imagine-image-quality is retired: {TWO} answers."
    assert client.image.sample("x", ONE).notice == ""


def test_a_source_is_told_with_its_size(client: Client, faults: FaultServer, png: bytes) -> None:
    faults.then(reply(200, pictures(jpeg())))
    made = client.image.sample("x", ONE, image_urls=[png, FAR])
    assert [(each.name, each.n_bytes) for each in made.sources] == [("image", len(png)), ("man.jpg", None)]


def test_many_at_once_keep_their_order_and_their_limit(
    make: Callable[..., Client], faults: FaultServer, ledger: Ledger
) -> None:
    gate = threading.Event()
    acts = [held(gate, reply(200, pictures(jpeg()))) for _ in range(11)]
    faults.then(*acts, reply(500), *[reply(200, pictures(jpeg()))] * 8)
    client = make(max_in_flight=4)

    def opened() -> None:
        faults.wait_for(4)
        waiting.append(len(faults.requests))
        gate.set()

    waiting: list[int] = []
    opener = threading.Thread(target=opened)
    opener.start()
    found = client.image.sample_each([f"{number}" for number in range(20)], ONE, return_exceptions=True)
    opener.join()
    assert waiting == [4]
    good = [each for each in found if not isinstance(each, ImagineError)]
    assert len(good) == 19
    assert all(each.record.sent == str(at) for at, each in enumerate(found) if each in good)
    assert sorted(row[0] for row in ledger()) == ["done"] * 19 + ["unknown"]


def test_one_failure_is_raised_when_the_others_are_safe(
    client: Client, faults: FaultServer, ledger: Ledger
) -> None:
    faults.then(reply(500), reply(200, pictures(jpeg())), reply(200, pictures(jpeg())))
    with pytest.raises(ServerError):
        client.image.sample_each(["a", "b", "c"], ONE)
    assert sorted(row[0] for row in ledger()) == ["done", "done", "unknown"]


def test_cancelling_ends_all_at_once(faults: FaultServer, folder: Path, ledger: Ledger) -> None:
    faults.then(*[silent()] * 3)

    async def main() -> None:
        async with AsyncClient(
            api_key="k", base_url=faults.base_url, gallery=folder, max_in_flight=3
        ) as client:
            work = asyncio.ensure_future(client.image.sample_each([str(each) for each in range(50)], ONE))
            await asyncio.to_thread(faults.wait_for, 3)
            work.cancel()
            with pytest.raises(asyncio.CancelledError):
                await work

    asyncio.run(main())
    loop.stop()  # waits until all that was cancelled has written down how it ended
    assert len(faults.requests) == 3
    statuses = [row[0] for row in ledger()]
    assert statuses.count("unknown") == 3  # these were sent
    assert set(statuses) <= {"unknown", "cancelled"}


def test_results_of_gather_stand_where_they_were_asked(faults: FaultServer, folder: Path) -> None:
    faults.then(reply(200, pictures(jpeg())), reply(200, pictures(jpeg())))

    async def main() -> None:
        async with AsyncClient(api_key="k", base_url=faults.base_url, gallery=folder) as client:
            calls = [client.image.sample(prompt, ONE) for prompt in ("a", "", "c")]
            first, second, third = await asyncio.gather(*calls, return_exceptions=True)
            assert isinstance(second, InputError)
            assert not isinstance(first, BaseException)
            assert not isinstance(third, BaseException)
            assert await first.image == await third.image == jpeg()

    asyncio.run(main())


@pytest.mark.parametrize(
    "fields",
    [
        {"image_urls": []},
        {"image_urls": ()},
        {"image_urls": {}},
        {"image_urls": ""},
        {"image_urls": [""]},
        {"image_urls": iter(())},
        {"image_url": ""},
        {"image_url": b""},
        {"image_url": []},
        {"image_file_id": ""},
        {"image_file_ids": []},
        {"image_file_ids": [""]},
        {"image_file_ids": ["file_1"], "image_urls": []},
    ],
)
def test_sources_that_are_asked_for_and_none_are_refused(
    client: Client, faults: FaultServer, fields: dict[str, Any]
) -> None:
    with pytest.raises(InputError):
        client.image.sample("make it blue", ONE, **fields)
    with pytest.raises(InputError):
        client.image.sample_batch("make it blue", ONE, 2, **fields)
    assert faults.requests == []


def test_sources_that_are_none_given_make_a_new_picture(client: Client, faults: FaultServer) -> None:
    faults.then(reply(200, pictures(jpeg())))
    nothing: dict[str, Any] = dict.fromkeys(("image_url", "image_urls", "image_file_id", "image_file_ids"))
    client.image.sample("a fox", ONE, **nothing)
    assert faults.requests[0].path.endswith("/generations")


def test_one_address_as_several_is_one_source(client: Client, faults: FaultServer) -> None:
    faults.then(reply(200, pictures(jpeg())))
    client.image.sample("make it blue", ONE, image_urls="https://example.org/a.jpg")
    assert faults.requests[0].json["image"] == {"url": "https://example.org/a.jpg"}


@pytest.mark.parametrize("prompts", ["a red fox", b"fox", None, 5])
def test_a_text_is_no_list_of_prompts(client: Client, faults: FaultServer, prompts: Any) -> None:
    with pytest.raises(InputError, match="The prompts are of type"):
        client.image.sample_each(prompts, ONE)
    assert not faults.requests
