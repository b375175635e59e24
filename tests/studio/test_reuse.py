"""What is asked again is not paid for again, and what was recorded is there without a key."""

from __future__ import annotations

import os
import socket
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from IPython.core.interactiveshell import InteractiveShell

from api import TOKEN, Api
from faults_server import FaultServer, jpeg, pictures, reply
from imagine_nb import Client, Studio
from imagine_nb.chat import image, user
from imagine_nb.config import checked_key
from imagine_nb.errors import AuthenticationError, InputError, ModeratedError
from imagine_nb.studio.orders import STILL_TRUE
from imagine_nb.studio.reuse import REUSED, Takes
from imagine_nb.tools import Tool, tool, web_search
from quick_server import QuickServer

REFUSED = "gore"


@pytest.fixture
def api() -> Iterator[Api]:
    made = Api()
    yield made
    made.close()


@pytest.fixture
def open_studio(api: Api, tmp_path: Path) -> Iterator[Callable[..., Studio]]:
    """Opens a studio as a restarted notebook would: with the API's key, or as the options say."""
    opened: list[Studio] = []

    def make(**options: Any) -> Studio:
        usual = {"engine": "xai", "base_url": api.base_url, "api_key": TOKEN}
        notices: list[str] = []
        studio = Studio(gallery=tmp_path / "g", notify=notices.append, **(options or usual))
        studio.notices = notices  # type: ignore[attr-defined]
        opened.append(studio)
        return studio

    yield make
    for each in opened:
        each.close()


def test_a_loop_of_four_is_four_requests_and_run_again_it_is_none(
    api: Api, open_studio: Callable[..., Studio]
) -> None:
    first = open_studio()
    made = [first.imagine("a red fox").one for _ in range(4)]
    assert len(api.posts) == 4
    assert len({each.record.sha256 for each in made}) == 1  # this API has no seed
    second = open_studio()
    again = [second.imagine("a red fox").one for _ in range(4)]
    assert len(api.posts) == 4
    assert [each.id for each in again] == [each.id for each in made]
    assert again[0].badge == "reused · $0 now · %imagine_again for another"
    assert "reused" in again[0]._repr_mimebundle_()["text/html"]


def test_again_buys_another_and_the_plain_cell_shows_it_from_then_on(
    api: Api, open_studio: Callable[..., Studio]
) -> None:
    first = open_studio()
    plain = first.imagine("a red fox").one
    another = first.again().one
    assert (len(api.posts), another.record.take) == (2, 2)
    assert another.id != plain.id
    assert open_studio().imagine("a red fox").one.id == another.id
    assert len(api.posts) == 2


def test_a_picture_is_made_again_by_its_record(
    api: Api, open_studio: Callable[..., Studio], png: bytes
) -> None:
    first = open_studio()
    fox = first.imagine("a red fox", aspect_ratio="3:2").one
    night = first.imagine("make it night", images=fox).one
    sketch = first.imagine("as a pencil sketch", images=png).one
    later = open_studio()
    another = later.again(night).one
    assert another.parents == (fox.id,)
    assert open_studio().imagine("make it night", images=fox).one.id == another.id
    assert len(api.posts) == 4
    with pytest.raises(InputError, match="The source 'image' is not the gallery's"):
        later.again(sketch)


def test_again_asks_whoever_answers_now(api: Api, tmp_path: Path) -> None:
    studio = Studio(base_url=api.base_url, api_key="of-yesterday", gallery=tmp_path, notify=lambda text: None)
    with pytest.raises(AuthenticationError):
        studio.imagine("a red fox", aspect_ratio="3:2")
    studio.use_key(checked_key(TOKEN))
    again = studio.again().one
    assert (again.prompt, again.size, len(api.posts)) == ("a red fox", (1248, 832), 2)
    studio.engine = "print-shop"
    assert studio.again().one.path is not None
    assert len(api.posts) == 2
    studio.close()


def test_a_field_that_only_the_api_knows_is_sent_again_too(quick: QuickServer, tmp_path: Path) -> None:
    client = Client(base_url=quick.base_url, gallery=tmp_path, validate=False)
    client.image.sample("a red fox", "grok-imagine-image", novelty=7)  # type: ignore[call-arg]
    studio = Studio(base_url=quick.base_url, gallery=tmp_path, notify=lambda text: None)
    studio.again(studio.last)
    assert [body["novelty"] for body in quick.bodies] == [7, 7]
    client.close()
    studio.close()


def test_there_is_nothing_to_repeat_at_first(open_studio: Callable[..., Studio]) -> None:
    with pytest.raises(InputError, match="nothing to repeat yet"):
        open_studio().again()


def test_fresh_buys_another_and_the_plain_cell_stays(api: Api, open_studio: Callable[..., Studio]) -> None:
    plain = open_studio().imagine("a red fox").one
    fresh = open_studio().imagine("a red fox", fresh=True).one
    assert (len(api.posts), fresh.record.take) == (2, 2)
    assert open_studio().imagine("a red fox").one.id == plain.id


@pytest.mark.parametrize(
    "options",
    [
        {"n": 2},
        {"aspect_ratio": "3:2"},
        {"resolution": "2k"},
        {"user": "u"},
        {"model": "grok-imagine-image-2.0"},
    ],
)
def test_another_request_is_another_request(
    api: Api, open_studio: Callable[..., Studio], options: dict[str, Any]
) -> None:
    open_studio().imagine("a red fox")
    open_studio().imagine("a red fox", **options)
    assert len(api.posts) == 2


def test_a_source_counts_by_its_bytes(
    api: Api, open_studio: Callable[..., Studio], tmp_path: Path, png: bytes
) -> None:
    (tmp_path / "a.png").write_bytes(png)
    (tmp_path / "b.png").write_bytes(png)
    open_studio().imagine("as a pencil sketch", images=tmp_path / "a.png")
    reused = open_studio().imagine("as a pencil sketch", images=tmp_path / "b.png")
    assert (len(api.posts), reused.badge[:6]) == (1, "reused")
    (tmp_path / "a.png").write_bytes(png[:-12] + png[-12:].replace(b"IEND", b"IEND") + b"\0")
    open_studio().imagine("as a pencil sketch", images=tmp_path / "a.png")
    assert len(api.posts) == 2


def test_a_refusal_is_paid_once_and_fails_every_time(api: Api, open_studio: Callable[..., Studio]) -> None:
    for run in range(3):
        with pytest.raises(ModeratedError) as error:
            open_studio().imagine(f"a picture of {REFUSED}")
        assert ("not sent, $0 now" in str(error.value)) == (run > 0)
    assert len(api.posts) == 1


def test_an_answer_is_reused_and_its_chat_goes_on(api: Api, open_studio: Callable[..., Studio]) -> None:
    def tour(studio: Studio) -> list[str]:
        fox = studio.imagine("a red fox")
        first = studio.ask("What is this?", images=fox, chat="tour")
        return [first.text, studio.ask("How large is it?", chat="tour").text]

    told = tour(open_studio())
    assert len(api.posts) == 3
    assert tour(open_studio()) == told
    assert len(api.posts) == 3


@pytest.mark.parametrize(("tools", "count"), [([tool("f", "", {})], 1), ([web_search()], 2)])
def test_what_the_tools_of_the_api_found_is_looked_for_again(
    quick: QuickServer, tmp_path: Path, tools: list[Tool], count: int
) -> None:
    client = Client(base_url=quick.base_url, gallery=False)
    for _ in range(2):
        studio = Studio(base_url=quick.base_url, gallery=tmp_path / "g", notify=lambda text: None)
        chat = client.chat.create("grok-4.3", tools=tools)
        studio.ask("What is this?", images="https://x.org/fox.jpg", chat=chat)
        studio.close()
    assert len(quick.bodies) == count
    client.close()


def test_a_stored_answer_is_asked_again(api: Api, open_studio: Callable[..., Studio]) -> None:
    for _ in range(2):
        studio = open_studio()
        studio.ask("What is this?", images="https://example.org/fox.jpg", store_messages=True)
    assert len(api.posts) == 2


def test_a_picture_whose_file_is_gone_is_made_again(api: Api, open_studio: Callable[..., Studio]) -> None:
    made = open_studio().imagine("a red fox").one
    assert made.path is not None
    made.path.unlink()
    open_studio().imagine("a red fox")
    assert len(api.posts) == 2


def test_identical_requests_in_flight_are_one(quick: QuickServer, tmp_path: Path) -> None:
    studio = Studio(base_url=quick.base_url, gallery=tmp_path, notify=lambda text: None)
    planned = studio.plan("a red fox")
    quick.hold()
    jobs = [studio.start(planned) for _ in range(3)]
    quick.wait_for(1)
    quick.release()
    assert len({job.result().one.id for job in jobs}) == 1
    assert len(quick.bodies) == 1
    studio.close()


def test_every_part_of_a_fresh_request_is_a_take_of_its_own(studio: Studio) -> None:
    studio.imagine("a red fox", n=20)
    restarted = Studio(engine="print-shop", gallery=studio.gallery, notify=lambda text: None)
    fresh = restarted.imagine("a red fox", n=20, fresh=True)
    restarted.close()
    assert {each.record.take for each in fresh} == {3, 4}
    assert len({each.record.sha256 for each in fresh}) == 20


def test_each_of_several_fresh_requests_at_once_buys_its_own(quick: QuickServer, tmp_path: Path) -> None:
    def opened() -> Studio:
        return Studio(base_url=quick.base_url, gallery=tmp_path, notify=lambda text: None)

    first, restarted = opened(), opened()
    for _ in range(3):
        first.imagine("a red fox")
    quick.hold()
    jobs = [restarted.start_imagine("a red fox", fresh=True) for _ in range(3)]
    quick.wait_for(6)
    quick.release()
    assert sorted(job.result().one.record.take for job in jobs) == [4, 5, 6]
    first.close()
    restarted.close()


def test_without_a_gallery_a_fresh_request_is_new_all_the_same() -> None:
    studio = Studio(engine="print-shop", gallery=False, notify=lambda text: None)
    made = [studio.imagine("a red fox", fresh=True).one for _ in range(2)]
    assert made[0].data != made[1].data
    studio.close()


def test_identical_requests_of_one_program_are_slots_one_two_three() -> None:
    takes = Takes()
    assert [takes.slot("a"), takes.slot("b"), takes.slot("a"), takes.slot("a")] == [1, 1, 2, 3]


def test_a_new_take_is_above_what_is_kept_and_what_is_under_way() -> None:
    takes = Takes()
    assert takes.asked("a", 1, made=None) == 1
    assert takes.asked("a", 1, made=None) == 1
    assert [takes.asked("a", 1, made=0), takes.asked("a", 1, made=7), takes.asked("a", 1, made=0)] == [
        2,
        8,
        9,
    ]
    assert takes.asked("b", 4, made=2) == 4


def test_nothing_is_reused_across_engines(api: Api, open_studio: Callable[..., Studio]) -> None:
    open_studio(engine="print-shop").imagine("a red fox")
    open_studio().imagine("a red fox")
    assert len(api.posts) == 1


def test_without_a_key_what_was_recorded_is_replayed_and_the_rest_is_printed(
    api: Api, open_studio: Callable[..., Studio]
) -> None:
    recorded = open_studio()
    fox = recorded.imagine("a red fox", aspect_ratio="3:2").one
    night = recorded.imagine("make it night", images=fox).one
    api.close()
    keyless = open_studio(engine="auto")
    again = keyless.imagine("a red fox", aspect_ratio="3:2")
    assert (again.id, again.badge) == (fox.id, "replayed · $0 now")
    assert keyless.imagine("make it night", images=again).id == night.id
    new = keyless.imagine("a lighthouse")
    assert (new.model, new.badge) == ("print-shop", "")
    assert "What was recorded from the API is replayed." in keyless.notices[0]  # type: ignore[attr-defined]
    assert len(api.posts) == 2


def test_a_replay_sends_nothing_and_names_what_is_near(api: Api, open_studio: Callable[..., Studio]) -> None:
    fox = open_studio().imagine("a red fox in the snow").one
    replay = open_studio(engine="replay")
    assert replay.imagine("a red fox in the snow").id == fox.id
    assert open_studio(engine="replay").imagine("a red fox in the snow", fresh=True).id == fox.id
    with pytest.raises(InputError) as error:
        replay.imagine("a red fox in the rain")
    assert "holds no recording of 'a red fox in the rain'" in str(error.value)
    assert "Nearest: #1 'a red fox in the snow'." in str(error.value)
    with pytest.raises(InputError, match="no take 2 of 'a red fox in the snow', and a replay makes no new"):
        replay.imagine("a red fox in the snow")
    assert replay.again(fox).id == fox.id
    assert len(api.posts) == 1


def test_a_plan_that_waited_is_not_paid_for_twice(quick: QuickServer, tmp_path: Path) -> None:
    first, second = (
        Studio(base_url=quick.base_url, gallery=tmp_path, notify=lambda text: None) for _ in range(2)
    )
    planned = [first.plan("a red fox"), first.plan("a cat"), second.plan("a red fox")]
    fox = first.start(planned[0]).result().one
    while time.monotonic() - planned[2].read_at < STILL_TRUE:  # a kernel next door looks again after that
        assert len(first.gallery) == 1
    again = second.start(planned[2]).result().one
    assert (again.id, again.badge[:6], len(quick.bodies)) == (fox.id, "reused", 1)
    first.start(planned[1]).result()
    assert [body["prompt"] for body in quick.bodies] == ["a red fox", "a cat"]
    first.close()
    second.close()


def test_what_was_made_here_since_a_plan_is_known_at_once(quick: QuickServer, tmp_path: Path) -> None:
    studio = Studio(base_url=quick.base_url, gallery=tmp_path, notify=lambda text: None)
    planned = studio.plan("a red fox")
    made = studio.start(planned).result().one
    assert studio.start(planned).result().one.id == made.id
    assert len(quick.bodies) == 1
    studio.close()


def test_again_keeps_the_engine_that_its_cell_named(api: Api, tmp_path: Path) -> None:
    studio = Studio(engine="print-shop", gallery=tmp_path, base_url=api.base_url, notify=lambda text: None)
    studio.use_key(checked_key(TOKEN))
    studio.imagine("a red fox", engine="xai")
    studio.use_key(checked_key("another-key"))
    for _ in range(2):
        assert studio.plan_again().orders[0].target.engine == "xai"
        with pytest.raises(AuthenticationError):
            studio.again()
    studio.close()


def test_again_of_the_second_of_a_loop_changes_the_second_alone(
    api: Api, open_studio: Callable[..., Studio]
) -> None:
    first = open_studio()
    made = [first.imagine("a red fox").one for _ in range(2)]
    another = open_studio().again(made[1]).one
    assert another.record.take == 3
    looped = open_studio()
    assert [looped.imagine("a red fox").id for _ in range(2)] == [made[0].id, another.id]
    assert len(api.posts) == 3


def test_again_asks_the_engine_that_its_request_named(api: Api, open_studio: Callable[..., Studio]) -> None:
    studio = open_studio()
    printed = studio.imagine("a lighthouse", engine="print-shop").one
    another = studio.again().one
    assert (another.record.engine, another.record.take) == ("print-shop", printed.record.take + 1)
    assert api.posts == []


def test_fewer_pictures_than_were_asked_for_are_asked_for_again(faults: FaultServer, tmp_path: Path) -> None:
    faults.then(reply(200, pictures(jpeg())), reply(200, pictures(jpeg(), jpeg((1, 2, 3)))))
    for n_came, n_sent in ((1, 1), (2, 2), (2, 2)):
        studio = Studio(base_url=faults.base_url, gallery=tmp_path, notify=lambda text: None)
        assert len(studio.imagine("a red fox", n=2)) == n_came
        assert len(faults.requests) == n_sent
        studio.close()


def test_a_request_with_one_of_its_files_gone_is_made_again(
    api: Api, open_studio: Callable[..., Studio]
) -> None:
    made = open_studio().imagine("a red fox", n=2)
    assert len({each.path for each in made}) == 2
    assert made[1].path is not None
    made[1].path.unlink()
    assert [each.badge for each in open_studio().imagine("a red fox", n=2)] == ["", ""]
    assert len(api.posts) == 2


def test_a_later_take_does_not_stand_in_for_one_that_is_gone(open_studio: Callable[..., Studio]) -> None:
    plain = open_studio(engine="print-shop").imagine("a red fox").one
    fresh = open_studio(engine="print-shop").imagine("a red fox", fresh=True).one
    assert plain.path is not None
    plain.path.unlink()
    again = open_studio(engine="print-shop").imagine("a red fox").one
    assert (again.badge, again.record.take, fresh.record.take) == ("", 1, 2)


def test_every_cell_begins_with_its_first_slot() -> None:
    shell = InteractiveShell.instance()
    try:
        shell.user_ns.update(takes=Takes(), found=[])
        for _ in range(2):
            result = shell.run_cell("found.append([takes.slot('a'), takes.slot('a')])", store_history=True)
            assert result.success
        assert shell.user_ns["found"] == [[1, 2], [1, 2]]
    finally:
        InteractiveShell.clear_instance()


def test_a_plain_request_in_between_frees_no_take() -> None:
    takes = Takes()
    assert [takes.asked("a", 1, made=made) for made in (7, None, 0)] == [8, 1, 9]


def test_what_the_print_shop_drew_is_not_taken_for_a_recording_of_the_api(
    open_studio: Callable[..., Studio],
) -> None:
    made = open_studio(engine="auto").imagine("a lighthouse").one
    again = open_studio(engine="auto").imagine("a lighthouse").one
    assert (again.id, again.badge) == (made.id, REUSED)


def test_two_studios_of_one_process_ask_once_too(quick: QuickServer, tmp_path: Path) -> None:
    first, second = (
        Studio(base_url=quick.base_url, gallery=tmp_path, notify=lambda text: None) for _ in range(2)
    )
    quick.hold()
    jobs = [each.start_imagine("a red fox") for each in (first, second)]
    quick.wait_for(1)
    quick.release()
    assert jobs[0].result().one.id == jobs[1].result().one.id
    assert len(quick.bodies) == 1
    for each in (first, second):
        each.close()


@pytest.mark.parametrize("session", ["{host}:999999999:x", "{host}:{pid}:another"], ids=["dead", "reused"])
def test_what_a_kernel_that_ended_had_asked_is_not_waited_for(
    quick: QuickServer, tmp_path: Path, session: str
) -> None:
    studio = Studio(base_url=quick.base_url, gallery=tmp_path, notify=lambda text: None)
    journal = studio.gallery.journal
    begun = journal.begin(studio.plan("a red fox").orders[0].request)
    told = session.format(host=socket.gethostname(), pid=os.getpid())
    studio.gallery._database.all("UPDATE requests SET session = ? WHERE id = ?", told, begun.id)
    assert studio.imagine("a red fox").one.badge == ""
    studio.close()


def test_what_a_batch_brought_is_shown_where_the_same_is_asked_alone(
    api: Api, open_studio: Callable[..., Studio], tmp_path: Path, png: bytes
) -> None:
    client = Client(api_key=TOKEN, base_url=api.base_url, gallery=tmp_path / "g")
    chat = client.chat.create("grok-4.3").append(user("What is this?", image(png)))
    batch = client.batch.create("mine").batch_id
    client.batch.add(batch, [client.image.prepare("a red fox", "grok-imagine-image"), chat])
    while client.batch.get(batch).state.num_pending:
        pass
    client.batch.list_batch_results(batch)
    client.close()
    n_asked = len(api.posts)
    studio = open_studio()
    assert studio.imagine("a red fox").one.badge == studio.ask("What is this?", images=png).badge == REUSED
    assert len(api.posts) == n_asked
