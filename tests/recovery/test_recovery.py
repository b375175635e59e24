import base64
import json
import os
import socket
import time
from pathlib import Path
from typing import Any

import pytest

import faults_server as server
from faults_server import FaultServer
from imagine_nb import Client, Gallery
from imagine_nb.errors import APIError, InputError
from imagine_nb.gallery.batched import Of
from imagine_nb.gallery.files import PARTS
from imagine_nb.gallery.journalled import begin
from imagine_nb.gallery.sessions import is_running
from imagine_nb.gallery.unfinished import unfinished
from imagine_nb.records import Request
from imagine_nb.recovery.adoption import Adoption
from left_behind import HERE, as_bytes, left_behind, written


@pytest.fixture
def gallery(tmp_path: Path) -> Gallery:
    return Gallery(tmp_path / "gallery")


@pytest.mark.parametrize("suffix", [".body", ".part"])
def test_pictures_that_came_whole_are_taken_in_with_their_request(gallery: Gallery, suffix: str) -> None:
    first, second = server.jpeg((1, 2, 3)), server.jpeg((4, 5, 6))
    request_id = left_behind(gallery, as_bytes(server.pictures(first, second, ticks=9)), suffix=suffix)
    assert not gallery.verify()
    found = gallery.recover()
    assert (found.adopted, found.n_pictures, found.unknown) == ((request_id,), 2, ())
    assert [gallery.data(each) for each in gallery] == [first, second]
    assert [(each.prompt, each.cost_ticks) for each in gallery] == [("a fox", 5), ("a fox", 4)]
    assert repr(found) == "<Recovered 2 pictures>"
    assert gallery.verify()
    assert repr(gallery.recover()) == "<Recovered nothing: all is well>"


@pytest.mark.parametrize("key", ["xai-a-key-of-the-tests-0123456789", "sk-of-another-server-0123456789"])
def test_a_key_that_came_letter_by_letter_is_taken_in_masked(gallery: Gallery, key: str) -> None:
    said = server.deltas(*f"It is {key}.")
    left_behind(
        gallery, sse(*said, {"type": "response.completed", "response": {}}), endpoint="/responses", sent="?"
    )
    assert gallery.recover(api_key=key).n_answers == 1
    (answer,) = gallery.answers()
    assert answer.text == "It is xai-****."
    written = [each.read_bytes() for each in gallery.folder.rglob("*") if each.is_file()]
    assert not any(key.encode() in each for each in written)


@pytest.mark.parametrize("endpoint", ["/responses", "/chat/completions"])
@pytest.mark.parametrize("streamed", [True, False])
def test_answers_that_came_whole_are_taken_in_with_their_question(
    gallery: Gallery, endpoint: str, streamed: bool
) -> None:
    body = {
        ("/responses", False): as_bytes(server.answer("A fox.")),
        ("/responses", True): sse({"type": "response.completed", "response": server.answer("A fox.")}),
        ("/chat/completions", False): as_bytes({"choices": [{"message": {"content": "A fox."}}]}),
        ("/chat/completions", True): sse(
            {"choices": [{"delta": {"content": "A fox."}, "finish_reason": "stop"}]}
        ),
    }[endpoint, streamed]
    left_behind(gallery, body, endpoint=endpoint, prompt="What is this?", sent="What is this?")
    assert gallery.recover().n_answers == 1
    (answer,) = gallery.answers()
    assert (answer.question, answer.text) == ("What is this?", "A fox.")
    assert gallery.verify()


def sse(*events: object) -> bytes:
    return b"".join(b"data: " + as_bytes(each) + b"\n\n" for each in events)


@pytest.mark.parametrize("body", [None, b"", b'{"data": [{"b64_js'])
def test_what_was_in_flight_is_in_the_ledger_as_unknown(gallery: Gallery, body: bytes | None) -> None:
    request_id = left_behind(gallery, body, suffix=".part")
    found = gallery.recover()
    assert found.unknown == (request_id,)
    assert repr(found) == "<Recovered 1 request of unknown cost>"
    assert gallery.ledger().total.unknown == 1
    assert gallery.verify()


def test_half_a_stream_is_unknown(gallery: Gallery) -> None:
    left_behind(
        gallery,
        sse({"type": "response.output_text.delta", "delta": "A f"}),
        suffix=".part",
        endpoint="/responses",
    )
    assert len(gallery.recover().unknown) == 1
    assert gallery.answers() == []


@pytest.mark.parametrize("suffix", [".body", ".part"])
def test_pictures_of_half_an_answer_are_taken_in_with_its_text(gallery: Gallery, suffix: str) -> None:
    done = {"type": "response.output_item.done", "output_index": 0, "item": server.picture_call()}
    half = sse(done, *server.deltas("Here it")) + b'data: {"type": "response.outp'
    request_id = left_behind(gallery, half, suffix=suffix, endpoint="/responses")
    assert gallery.recover().n_pictures == 1
    assert [gallery.data(each) for each in gallery] == [server.jpeg()]
    assert [each.text for each in gallery.answers()] == ["Here it"]
    assert gallery.recorded(request_id).outcome.usage.cost_in_usd_ticks is None
    assert repr(gallery.recover()) == "<Recovered nothing: all is well>"
    assert gallery.verify()


@pytest.mark.parametrize("streamed", [True, False])
def test_an_answer_is_taken_in_with_its_pictures_and_calls(gallery: Gallery, *, streamed: bool) -> None:
    call = {"type": "function_call", "call_id": "call_1", "name": "paint", "arguments": "{}"}
    answer = {**server.answer("Here."), "output": [server.picture_call(), call]}
    body = sse({"type": "response.completed", "response": answer}) if streamed else as_bytes(answer)
    left_behind(gallery, body, endpoint="/responses")
    found = gallery.recover()
    assert (found.n_answers, found.n_pictures) == (1, 1)
    assert [gallery.data(each) for each in gallery] == [server.jpeg()]
    assert [each.text for each in gallery.answers()] == ["paint({})"]
    assert gallery.verify()


def test_a_refusal_is_taken_in_with_its_charge(gallery: Gallery) -> None:
    body = {"data": [{"respect_moderation": False}], "usage": {"cost_in_usd_ticks": 7}}
    request_id = left_behind(gallery, as_bytes(body))
    gallery.recover()
    outcome = gallery.recorded(request_id).outcome
    assert (outcome.status, outcome.usage.cost_in_usd_ticks) == ("moderated", 7)
    assert gallery.verify()


def test_the_print_shop_charges_nothing_for_what_was_in_flight(gallery: Gallery) -> None:
    request_id = left_behind(gallery, None, engine="print-shop", base_url="http://print-shop/v1")
    assert gallery.recover().unknown == ()
    assert gallery.recorded(request_id).outcome.status == "cancelled"


def test_what_a_living_kernel_waits_for_is_left_alone(gallery: Gallery) -> None:
    entry = begin(gallery, Request("xai", HERE, "/images/generations", "m", "a fox", "a fox"))
    entry.write(as_bytes(server.pictures(server.jpeg())))
    entry.whole()
    assert gallery.verify()
    assert repr(gallery.recover()) == "<Recovered nothing: all is well>"
    assert (gallery.folder / PARTS / f"{entry.id}.body").exists()


@pytest.mark.parametrize(
    ("session", "since", "runs"),
    [
        ("here:1:a", 0, True),  # the very one
        (f"{socket.gethostname()}:{os.getppid()}:a", 0, True),
        (f"{socket.gethostname()}:1:a", 0, True),  # another user's, or ours
        (f"{socket.gethostname()}:{os.getpid()}:b", 0, False),  # our process id was another's before
        (f"{socket.gethostname()}:{2**22 + 1}:a", 0, False),
        ("elsewhere:1:a", 0, False),
        ("elsewhere:1:a", time.time(), True),
        ("nonsense", 0, False),
    ],
    ids=[
        "this very one",
        "a parent",
        "init",
        "a process id of old",
        "no process",
        "elsewhere",
        "elsewhere now",
        "nonsense",
    ],
)
def test_a_session_runs_as_long_as_its_process(session: str, since: float, runs: bool) -> None:
    assert is_running(session, own="here:1:a", since=since) is runs


def of_urls(*paths: str, base: str) -> dict[str, object]:
    return {"data": [{"url": f"{base}/{path}"} for path in paths], "usage": {"cost_in_usd_ticks": 100}}


def test_downloads_that_failed_are_tried_again(tmp_path: Path, faults: FaultServer) -> None:
    client = Client(base_url=faults.base_url, gallery=tmp_path / "gallery")
    lost = [server.reply(404, {"error": "gone"})]
    faults.then(server.reply(200, of_urls("a.jpg", base=faults.base_url)), *lost)
    with pytest.raises(APIError):
        client.image.sample("a fox", model="grok-imagine-image", image_format="url")
    gallery = client.gallery
    assert gallery is not None
    assert gallery.verify()  # nothing is damaged
    faults.then(server.reply(404, {"error": "gone"}))
    found = gallery.recover(base_url=faults.base_url)
    assert (found.n_pictures, [each for each, _ in found.failed]) == (
        0,
        [gallery.ledger().total.charges[0].request_id],
    )
    assert "a.jpg" in repr(found)
    picture = server.jpeg()
    faults.then(server.reply(200, picture))
    assert gallery.recover(base_url=faults.base_url).n_pictures == 1
    (record,) = gallery
    assert (gallery.data(record), record.cost_ticks, record.sent) == (picture, 100, "a fox")
    assert list((gallery.folder / PARTS).iterdir()) == []
    assert gallery.cost_ticks == 100
    client.close()


def test_the_rest_of_a_partial_success_is_fetched_and_costs_nothing_more(
    tmp_path: Path, faults: FaultServer
) -> None:
    client = Client(base_url=faults.base_url, gallery=tmp_path / "gallery", max_in_flight=1)
    first, second = server.jpeg((1, 2, 3)), server.jpeg((4, 5, 6))
    faults.then(
        server.reply(200, of_urls("a.jpg", "b.jpg", base=faults.base_url)),
        server.reply(200, first),
        server.reply(404, {"error": "gone"}),
    )
    client.image.sample_batch("a fox", model="grok-imagine-image", n=2, image_format="url")
    gallery = client.gallery
    assert gallery is not None
    assert len(gallery) == 1
    faults.then(server.reply(200, second))
    assert gallery.recover(base_url=faults.base_url).n_pictures == 1
    assert sorted((each.index, gallery.data(each), each.cost_ticks) for each in gallery) == [
        (0, first, 100),
        (1, second, 0),
    ]
    assert gallery.recorded(gallery[1].request_id).outcome.status == "done"
    assert repr(gallery.recover()) == "<Recovered nothing: all is well>"
    assert gallery.cost_ticks == 100
    client.close()


def test_pictures_made_while_nobody_waited_are_asked_for(gallery: Gallery, faults: FaultServer) -> None:
    request_id = left_behind(gallery, as_bytes({"request_id": "later"}), base_url=faults.base_url)
    faults.then(server.reply(202, {"status": "pending"}))
    found = gallery.recover(base_url=faults.base_url)
    assert (found.promised, repr(found)) == ((request_id,), "<Recovered 1 request still being made>")
    picture = server.jpeg()
    faults.then(server.reply(200, server.pictures(picture)))
    assert gallery.recover(base_url=faults.base_url).n_pictures == 1
    assert [each.path for each in faults.requests] == ["/v1/images/later"] * 2
    assert gallery.data(gallery[1]) == picture


def test_an_answer_given_while_nobody_waited_is_asked_for(gallery: Gallery, faults: FaultServer) -> None:
    asked = {"endpoint": "/chat/completions", "parameters": {"deferred": True}, "sent": "What is it?"}
    left_behind(gallery, as_bytes({"request_id": "later"}), base_url=faults.base_url, **asked)
    message = {"role": "assistant", "content": "A fox."}
    faults.then(server.reply(202), server.reply(200, {"choices": [{"message": message}]}))
    assert len(gallery.recover(base_url=faults.base_url).promised) == 1
    assert gallery.recover(base_url=faults.base_url).n_answers == 1
    assert [each.path for each in faults.requests] == ["/v1/chat/deferred-completion/later"] * 2
    assert [each.text for each in gallery.answers()] == ["A fox."]
    assert repr(gallery.recover()) == "<Recovered nothing: all is well>"
    assert list((gallery.folder / PARTS).iterdir()) == []


@pytest.mark.parametrize("body", [{"request_id": "later"}, {"data": [{"url": "https://example.com/a.jpg"}]}])
def test_nobody_is_asked_whom_only_the_gallery_names(
    gallery: Gallery, faults: FaultServer, body: dict[str, Any]
) -> None:
    request_id = left_behind(gallery, as_bytes(body), base_url=faults.base_url)
    found = gallery.recover()
    assert [each for each, _ in found.failed] == [request_id]
    assert f"asked of another address, {faults.base_url}, and was not fetched" in repr(found)
    assert faults.requests == []


def test_the_key_goes_to_the_one_address_that_is_meant(
    gallery: Gallery, faults: FaultServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XAI_API_KEY", "xai-secret-of-mine")
    left_behind(gallery, as_bytes({"request_id": "later"}), base_url=faults.base_url)
    faults.then(*[server.reply(202, {"status": "pending"})] * 2)
    gallery.recover()
    gallery.recover(base_url=faults.base_url)
    keys = ["authorization" in each.headers for each in faults.requests]
    assert keys == [True]
    with pytest.raises(InputError, match="plain http"):
        gallery.recover(base_url="http://example.com/v1")


def test_an_address_inside_the_house_is_not_fetched(gallery: Gallery) -> None:
    left_behind(gallery, as_bytes({"data": [{"url": "http://127.0.0.1:1/secret.jpg"}]}))
    ((_, why),) = gallery.recover().failed
    assert "is not public" in why


def test_what_a_crash_left_between_two_writes_is_tidied_and_no_more(gallery: Gallery) -> None:
    left_behind(gallery, as_bytes(server.pictures(server.jpeg())))
    gallery.recover()
    record = gallery[1]
    twin, half, lone, mine = (
        gallery.folder / name
        for name in ("0001-fox-ffff.jpg", f".{record.path}.part", "0002-fox-eeee.jpg", "mine.jpg")
    )
    for path in (twin, half, mine):
        path.write_bytes(gallery.data(record))
    lone.write_bytes(b"the only copy")
    assert gallery.verify().orphaned == tuple(sorted(each.name for each in (twin, half, lone, mine)))
    gallery.recover()
    assert gallery.verify().orphaned == (lone.name, mine.name)


def test_a_body_whose_picture_is_broken_stays_and_is_told(gallery: Gallery) -> None:
    broken = base64.b64encode(b"no picture").decode()
    request_id = left_behind(gallery, as_bytes({"data": [{"b64_json": broken}]}))
    found = gallery.recover()
    assert found.failed == ((request_id, found.failed[0][1]),)
    assert "no picture" in found.failed[0][1]
    assert (gallery.folder / PARTS / f"{request_id}.body").exists()
    assert gallery.ledger().total.unknown == 1


def bodies() -> dict[str, bytes]:
    """Bodies of 200s that cannot be taken in as they are."""
    good = base64.b64encode(server.jpeg()).decode()
    return {
        "no JSON": b"<![foo bar",
        "not UTF-8": b'{"data": [{"b64_json": "\xff\xfe"}]}',
        "too deep": b'{"data": ' + b"[" * 100_000,
        "a list": b"[1, 2]",
        "an address that is none": as_bytes({"data": [{"url": "https://[::1/x y"}]}),
        "half a surrogate pair": b'{"data": [{"url": "http://\\ud800.example/a.jpg"}]}',
        "data of another kind": as_bytes({"data": {"picture": good}}),
        "a number for a picture": as_bytes({"data": [1, None, "x"]}),
        "an error": as_bytes({"error": {"message": "\ud83e", "code": 7}}),
        "nothing": b"",
        "a promise that is none": as_bytes({"request_id": "../../chat"}),
        "a picture that is none": as_bytes({"data": [{"b64_json": base64.b64encode(b"GIF89a").decode()}]}),
    }


@pytest.mark.parametrize("kind", bodies())
def test_a_poisoned_body_stops_no_other(gallery: Gallery, kind: str, faults: FaultServer) -> None:
    first = left_behind(gallery, as_bytes(server.pictures(server.jpeg((1, 2, 3)), ticks=9)))
    poisoned = left_behind(gallery, bodies()[kind], base_url=faults.base_url)
    last = left_behind(gallery, as_bytes(server.pictures(server.jpeg((4, 5, 6)), ticks=9)))
    found = gallery.recover()
    assert found.adopted == (first, last)
    assert poisoned in {*found.unknown, *(each for each, _ in found.failed)}
    assert gallery.recorded(poisoned).outcome.status in {"unknown", "failed"}
    again = gallery.recover()
    assert (again.adopted, again.unknown) == ((), ())


@pytest.mark.parametrize(
    "kind", ["an address that is none", "a picture that is none", "data of another kind"]
)
def test_the_bill_of_what_cannot_be_taken_in_is_in_the_ledger(gallery: Gallery, kind: str) -> None:
    body = json.loads(bodies()[kind]) | {"usage": {"cost_in_usd_ticks": 200_000_000}}
    request_id = left_behind(gallery, as_bytes(body))
    gallery.recover()
    outcome = gallery.recorded(request_id).outcome
    assert (outcome.status, outcome.usage.cost_in_usd_ticks) == ("failed", 200_000_000)
    assert gallery.ledger().total.bill == "$0.02"


@pytest.mark.parametrize(
    ("column", "value"),
    [("engine", "nobody"), ("endpoint", "?")],
)
def test_a_broken_record_stops_no_other(gallery: Gallery, column: str, value: str) -> None:
    body = as_bytes(server.pictures(server.jpeg()))
    broken = left_behind(gallery, body)
    written(gallery, f"UPDATE requests SET {column} = ? WHERE id = ?", value, broken)
    last = left_behind(gallery, body)
    found = gallery.recover()
    assert found.adopted == (last,)
    assert broken in {each for each, _ in found.failed} | {*found.unknown}


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("parameters", "{"),
        ("sources", "[[1]]"),
        ("sources", "7"),
        ("created", "x"),
        ("take", -1),
    ],
)
def test_a_field_that_cannot_be_read_costs_no_picture(gallery: Gallery, column: str, value: object) -> None:
    odd = left_behind(gallery, as_bytes(server.pictures(server.jpeg())))
    written(gallery, f"UPDATE requests SET {column} = ? WHERE id = ?", value, odd)
    assert gallery.recover().adopted == (odd,)
    assert gallery.data(gallery[1]) == server.jpeg()


def test_a_body_that_cannot_be_read_is_named_and_stays(gallery: Gallery) -> None:
    body = as_bytes(server.pictures(server.jpeg()))
    unreadable, last = left_behind(gallery, None), left_behind(gallery, body)
    path = gallery.folder / PARTS / f"{unreadable}.body"
    with path.open("wb") as file:
        file.truncate(2**40)  # sparse: larger than anything that is read
    found = gallery.recover()
    assert found.adopted == (last,)
    assert [each for each, _ in found.failed] == [unreadable]
    assert path.exists()


def test_what_no_record_knows_is_counted(gallery: Gallery) -> None:
    left_behind(gallery, as_bytes(server.pictures(server.jpeg())))
    for name in ("0007-fox-ffff.jpg", "mystery.png", "Füchse im Schnee.JPG"):
        (gallery.folder / name).write_bytes(server.jpeg((7, 7, 7)))
    (gallery.folder / "notes.txt").write_text("mine")
    (gallery.folder / PARTS / f"{'a' * 16}.body").write_bytes(b"{}")
    assert repr(gallery.recover()) == (
        "<Recovered 1 picture · 4 files in no record: verify() names them, rebuild() takes pictures in>"
    )


def test_a_request_that_another_kernel_ended_meanwhile_is_left_as_it_is(gallery: Gallery) -> None:
    left_behind(gallery, as_bytes(server.pictures(server.jpeg(), ticks=9)))
    (stale,) = unfinished(gallery._database, gallery.folder)
    gallery.recover()
    late = Adoption(gallery._database)
    assert late.settled(stale) is None
    assert (late.recorded, late.unknown, len(gallery)) == ([], [], 1)
    assert gallery.recorded(stale.id).outcome.status == "done"


IN_BATCH = {"batch_id": "batch_1", "batch_request_id": "fox"}


def results(**found: Any) -> server.Act:
    rows = [{"batch_request_id": name, "batch_result": each} for name, each in found.items()]
    return server.reply(200, {"results": rows})


def of_batch(gallery: Gallery, faults: FaultServer, name: str, **facts: object) -> str:
    ids = IN_BATCH | {"batch_request_id": name}
    return left_behind(gallery, None, base_url=faults.base_url, parameters=ids, **facts)


def test_results_of_a_batch_are_fetched_with_one_look_for_all(gallery: Gallery, faults: FaultServer) -> None:
    names = ("fox", "why", "no", "ended", "later")
    fox, _, no, ended, later = (
        of_batch(
            gallery, faults, each, endpoint="/chat/completions" if each == "why" else "/images/generations"
        )
        for each in names
    )
    answer = {"choices": [{"message": {"content": "So."}}], "usage": {"cost_in_usd_ticks": 5}}
    faults.then(
        results(
            fox={"response": {"image_generation": server.pictures(server.jpeg(), ticks=7)}},
            why={"response": {"chat_get_completion": answer}},
            no={"error": {"code": 3, "message": "It was wrong."}},
            ended={"error": "Batch cancelled"},
        )
    )
    found = gallery.recover(api_key="a-key-of-the-tests", base_url=faults.base_url)
    assert [each.path for each in faults.requests] == ["/v1/batches/batch_1/results?limit=50"]
    assert (found.n_pictures, found.n_answers, found.promised) == (1, 1, (later,))
    assert [id_ for id_, _ in found.failed] == [no, ended]
    assert gallery.recorded(no).outcome.status == "failed"
    assert gallery.recorded(ended).outcome.status == "cancelled"
    assert gallery.recorded(fox).outcome.usage.cost_in_usd_ticks == 7
    assert gallery.cost_ticks == 12


def test_a_batch_that_cannot_be_looked_at_now_is_looked_at_again(
    gallery: Gallery, faults: FaultServer
) -> None:
    of_batch(gallery, faults, "fox")
    faults.then(*[server.reply(403, {"error": "Not now."})] * 2)
    for _ in range(2):
        found = gallery.recover(api_key="a-key-of-the-tests", base_url=faults.base_url)
        assert "Not now" in found.failed[0][1]
    assert gallery.ledger().total.unknown == 1
    faults.then(server.reply(404, {"error": "No such batch."}))  # the API keeps it no more
    request_id, _ = gallery.recover(api_key="a-key-of-the-tests", base_url=faults.base_url).failed[0]
    assert gallery.recorded(request_id).outcome.status == "unknown"


def test_a_batch_of_the_embedded_print_shop_lasts_as_long_as_its_process(gallery: Gallery) -> None:
    shop = Of("batch_1", "print-shop", "http://print-shop/v1")
    asked = Request(shop.engine, shop.base_url, "/images/generations", "m", "a fox", "a fox", IN_BATCH)
    gallery.batched.begin(shop, [asked])
    assert (gallery.settled(), gallery.recover().unknown) == ("", ())
    assert gallery.batched.of(shop)["fox"].status is None


def test_a_batch_of_the_embedded_print_shop_ended_with_its_process(gallery: Gallery) -> None:
    shop = {"engine": "print-shop", "base_url": "http://print-shop/v1"}
    request_id = left_behind(gallery, None, parameters=IN_BATCH, **shop)
    gallery.recover()
    assert gallery.recorded(request_id).outcome.status == "cancelled"
