"""Region edits: the edit is asked of the whole picture and paid for once; the step after it costs nothing."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

import faults_server as server
from faults_server import FaultServer
from full_disk import full, posix
from imagine_nb import Gallery, Studio
from imagine_nb.errors import BudgetError, GalleryError, InputError, ModeratedError, SourceError
from imagine_nb.pictures import Picture, Pictures
from imagine_nb.regions import PATH, RegionLike
from imagine_nb.saving import recipe_in
from quick_server import TICKS, QuickServer

BOX = (40, 30, 100, 80)


@pytest.fixture
def api(tmp_path: Path, quick: QuickServer) -> Iterator[Studio]:
    """A studio on a server that bills."""
    made = Studio(engine="xai", base_url=quick.base_url, gallery=tmp_path / "paid", notify=lambda text: None)
    yield made
    made.close()


@pytest.fixture
def photo(tmp_path: Path, png: bytes) -> Path:
    path = tmp_path / "disc.png"
    path.write_bytes(png)
    return path


@pytest.fixture
def mask(tmp_path: Path) -> Path:
    """A mask of another size than the photograph: its middle is white."""
    image = Image.new("L", (64, 48), 0)
    image.paste(255, (16, 12, 48, 36))
    image.save(tmp_path / "mask.png")
    return tmp_path / "mask.png"


def pixels(image: Any) -> np.ndarray[Any, Any]:
    opened = Image.open(image) if isinstance(image, Path) else image.image
    return np.asarray(opened.convert("RGB"))


def changed(before: Any, after: Any) -> tuple[slice, slice]:
    """The box in which two pictures differ."""
    rows, columns = np.nonzero((pixels(before) != pixels(after)).any(axis=2))
    return slice(rows.min(), rows.max() + 1), slice(columns.min(), columns.max() + 1)


def edit_of(gallery: Gallery, made: Picture | Pictures) -> Any:
    return gallery[made.parents[-1]]


def test_the_edit_is_set_in_within_the_region_alone(studio: Studio, photo: Path) -> None:
    made = studio.imagine("make it night", images=photo, region=BOX)
    assert changed(photo, made) == (slice(30, 110), slice(40, 140))
    assert (made.record.mime_type, made.size) == ("image/png", (320, 240))
    assert "without masks" in made.notice
    fox = studio.imagine("a red fox")
    night = fox.imagine("make it night", region="25%,25%,50%,50%")
    assert changed(fox, night) == (slice(256, 768), slice(256, 768))
    assert night.model == "print-shop"
    assert "print shop, not Grok" in night._repr_mimebundle_()["text/html"]


def test_a_mask_of_any_kind_and_size_paints_the_region(studio: Studio, photo: Path, mask: Path) -> None:
    expected = (slice(60, 180), slice(80, 240))
    held = np.zeros((12, 16), bool)
    held[3:9, 4:12] = True
    for value in (mask, mask.read_bytes(), Image.open(mask)):
        assert changed(photo, studio.imagine("make it night", images=photo, mask=value)) == expected
    rows, columns = changed(photo, studio.imagine("make it night", images=photo, mask=held))
    assert abs(rows.start - 60) < 3
    assert abs(columns.stop - 240) < 3


def test_two_steps_are_recorded_and_one_is_paid_for(api: Studio, quick: QuickServer, photo: Path) -> None:
    made = api.imagine("make it blue", images=photo, region=BOX).one
    edit, step = edit_of(api.gallery, made), api.gallery.recorded(made.record.request_id)
    assert [body["prompt"] for body in quick.bodies] == ["make it blue"]
    assert "region" not in quick.bodies[0]
    assert (edit.endpoint, edit.cost_ticks) == ("/images/edits", TICKS)
    assert (step.request.endpoint, step.outcome.status, made.record.cost_ticks) == (PATH, "done", 0)
    assert [each.name for each in step.request.sources] == ["disc.png", edit.path]
    assert made.parents == (edit.id,)
    assert dict(step.request.parameters) == {"region": [*BOX], "feather": 2}
    assert (step.request.sent, step.request.model) == ("make it blue", "grok-imagine-image")
    ledger = api.gallery.ledger()
    assert (len(ledger), ledger.total.bill, api.gallery.cost_ticks) == (1, "$0.02", TICKS)
    assert "of its edit ($0.02) only the region stands here" in made.notice
    assert api.gallery.verify()


def test_a_source_of_the_gallery_and_the_edit_are_both_parents(api: Studio) -> None:
    fox = api.imagine("a red fox").one
    made = fox.imagine("make it blue", region=(0, 0, 8, 8)).one
    edit = edit_of(api.gallery, made)
    assert made.parents == (fox.id, edit.id)
    assert [each.id for each in api.gallery.ancestors(made)] == [fox.id, edit.id]
    assert [each.id for each in api.gallery.roots(made)] == [fox.id]


def test_the_caption_tells_both_steps(api: Studio, photo: Path) -> None:
    made = api.imagine("make it blue", images=photo, region=BOX).one
    html = made._repr_mimebundle_()["text/html"]
    edit = edit_of(api.gallery, made)
    assert "&lt;IMAGE_0&gt; disc.png: 320 x 240" in html
    assert (
        f"Not sent: {edit.path}, which came back, was set into disc.png 100 x 80 at 40, 30, feathered" in html
    )
    assert "The API edits whole pictures, without masks: of its edit ($0.02) only the region" in html
    assert "$0.00" not in html
    assert 'alt="Picture edited in a region: make it blue"' in html
    assert "without masks" in api.picture(api.gallery[made.number]).notice


def test_several_pictures_of_an_edit_are_each_set_in(api: Studio, quick: QuickServer, photo: Path) -> None:
    made = api.imagine("make it blue", images=photo, n=12, region=BOX)
    assert len(made) == 12
    assert sorted(body["n"] for body in quick.bodies) == [2, 10]
    assert len({each.sha256 for each in made}) == 12
    assert len({each.parents for each in made}) == 12
    numbers = [each.number for each in made]
    assert numbers[:10] == sorted(numbers[:10])
    assert api.gallery.cost_ticks == 12 * TICKS
    html = made._repr_mimebundle_()["text/html"]
    assert html.count("without masks") == 1


def test_the_same_call_shows_the_same_picture_and_pays_nothing(
    tmp_path: Path, quick: QuickServer, photo: Path, mask: Path
) -> None:
    def again(**where: Any) -> Picture:
        fresh = Studio(
            engine="xai", base_url=quick.base_url, gallery=tmp_path / "g", notify=lambda text: None
        )
        made = fresh.imagine("make it blue", images=photo, **where).one
        fresh.close()
        return made

    for where in ({"region": BOX}, {"mask": mask}):
        first, second = again(**where), again(**where)
        assert first.id == second.id
        assert "reused" in second.badge
    assert len(quick.bodies) == 1  # another region of the same edit is free
    again(region="0%,0%,50%,50%")
    assert len(quick.bodies) == 1
    plain = again()
    assert (plain.record.endpoint, len(quick.bodies)) == ("/images/edits", 1)


def test_in_one_program_each_region_of_an_edit_counts_for_itself(
    api: Studio, quick: QuickServer, photo: Path
) -> None:
    def blue(box: RegionLike) -> Picture:
        return api.imagine("make it blue", images=photo, region=box).one

    one, other, more = blue(BOX), blue((0, 0, 9, 9)), blue(BOX)
    assert one.parents == other.parents != more.parents
    assert (more.record.take, len(quick.bodies)) == (2, 2)


def test_a_fresh_one_buys_another_edit_and_sets_that_in(
    api: Studio, quick: QuickServer, photo: Path, mask: Path
) -> None:
    for where in ({"region": BOX}, {"mask": mask}):
        first = api.imagine("make it blue", images=photo, **where).one
        fresh = api.imagine("make it blue", images=photo, fresh=True, **where).one
        newest = api.again().one
        assert len({each.parents for each in (first, fresh, newest)}) == 3
        assert newest.record.endpoint == PATH
    assert len(quick.bodies) == 5


def test_a_picture_of_the_gallery_is_made_again_with_its_region(studio: Studio, mask: Path) -> None:
    fox, snow = studio.imagine("a red fox").one, studio.imagine("snow").one
    for where in ({"region": (2, 2, 50, 50)}, {"mask": snow}, {"mask": mask}):
        made = fox.imagine("make it night", **where).one
        before = len(studio.gallery)
        again = studio.again(studio.picture(studio.gallery[made.number])).one
        assert len(studio.gallery) == before + 2
        assert again.record.endpoint == PATH
        assert again.record.parameters == made.record.parameters
        assert again.record.sources[2:] == made.record.sources[2:]
        assert again.parents[0] == fox.id
        assert again.id != made.id


def test_the_price_is_that_of_one_edit_and_a_budget_holds_it(api: Studio, photo: Path) -> None:
    plan = api.plan("make it blue", images=photo, region=BOX)
    assert (plan.price_usd, plan.n_pictures) == (0.022, 1)
    with pytest.raises(BudgetError):
        api.imagine("make it blue", images=photo, region=BOX, budget=0.01)
    assert len(api.gallery) == 0


BAD = [
    ({"region": (0, 0, 500, 5)}, "reaches out of the picture"),
    ({"region": (0, 0, 0, 5)}, "is empty"),
    ({"region": "left"}, "is no box"),
    ({"region": BOX, "mask": np.ones((2, 2), bool)}, "a region and a mask"),
    ({"mask": np.zeros((2, 2), bool)}, "paints nothing"),
    ({"mask": "nowhere.png"}, "Cannot read"),
    ({"mask": 3}, "An int is no picture"),
]


@pytest.mark.parametrize(("where", "message"), BAD)
def test_what_is_no_region_is_refused_with_nothing_sent(
    api: Studio, quick: QuickServer, photo: Path, where: Any, message: str
) -> None:
    with pytest.raises(InputError, match=message):
        api.imagine("make it blue", images=photo, **where)
    assert quick.bodies == []
    assert len(api.gallery.ledger()) == 0


def test_a_region_is_of_exactly_one_picture_that_is_here(
    api: Studio, quick: QuickServer, photo: Path
) -> None:
    fox = api.imagine("a red fox")
    for images in ((), [photo, fox], "https://example.org/fox.png"):
        with pytest.raises(InputError, match="region"):
            api.imagine("make it blue", images=images, region=(0, 0, 5, 5))
    assert len(quick.bodies) == 1


def test_what_moderation_keeps_back_is_set_in_nowhere(api: Studio, photo: Path) -> None:
    for _ in range(2):
        with pytest.raises(ModeratedError):
            api.imagine("gore", images=photo, region=BOX)
    assert len(api.gallery) == 0


def test_of_an_edit_that_came_in_part_that_part_is_set_in(
    tmp_path: Path, faults: FaultServer, photo: Path
) -> None:
    body = server.pictures(server.jpeg(), ticks=TICKS)
    body["data"].append({"url": "http://127.0.0.1:9/gone.jpg"})
    faults.then(server.reply(200, body))
    studio = Studio(engine="xai", base_url=faults.base_url, gallery=tmp_path / "g", notify=lambda text: None)
    made = studio.imagine("make it blue", images=photo, n=2, region=BOX)
    assert (len(made), made.record.endpoint) == (1, PATH)
    assert "Picture 2" in made.notice
    studio.close()


def test_without_a_gallery_the_picture_is_there_all_the_same(
    quick: QuickServer, photo: Path, mask: Path
) -> None:
    studio = Studio(engine="xai", base_url=quick.base_url, gallery=False, notify=lambda text: None)
    for where in ({"region": BOX}, {"mask": mask}):
        made = studio.imagine("make it blue", images=photo, **where).one
        assert (made.path, made.record.endpoint, made.size) == (None, PATH, (320, 240))
        assert "without masks" in made.notice
        assert made._repr_mimebundle_()["text/html"].count("<img ") == 1
    studio.close()


@posix
def test_on_a_full_disk_neither_the_edit_nor_its_region_is_lost(
    tmp_path: Path, faults: FaultServer, photo: Path
) -> None:
    gate = threading.Event()
    answer = server.reply(200, server.pictures(server.jpeg(), ticks=TICKS))
    faults.then(server.held(gate, answer))
    studio = Studio(engine="xai", base_url=faults.base_url, gallery=tmp_path / "g", notify=lambda text: None)
    studio.gallery.newest()
    job = studio.start_imagine("make it blue", images=photo, region=BOX)
    faults.wait_for(1)
    with full():
        gate.set()
        made = job.result().one
        assert "Paid, but not kept" in made.notice
        assert (made.number, made.size) == (0, (320, 240))
    again = Studio(engine="xai", base_url=faults.base_url, gallery=studio.gallery, notify=lambda text: None)
    kept = again.imagine("make it blue", images=photo, region=BOX).one
    assert (kept.data, len(faults.requests), studio.gallery.cost_ticks) == (made.data, 1, TICKS)
    assert studio.gallery.verify()
    for each in (studio, again):
        each.close()


def test_a_region_that_cannot_be_written_is_delivered_and_its_edit_is_kept(
    studio: Studio, photo: Path, tmp_path: Path
) -> None:
    edit = studio.imagine("make it night", images=photo).one
    folder = studio.gallery.folder
    assert edit.path is not None
    size = edit.path.stat().st_size
    assert size < 200_000
    with full(at=1):
        made = Studio(engine="print-shop", gallery=studio.gallery, notify=lambda text: None).imagine(
            "make it night", images=photo, region=BOX
        )
    assert "Not kept: " in made.notice
    assert changed(photo, made) == (slice(30, 110), slice(40, 140))
    assert [each.id for each in Gallery(folder)] == [edit.id]
    assert studio.gallery.verify()


def test_an_edit_that_cannot_be_set_in_is_kept_and_said_so(
    tmp_path: Path, faults: FaultServer, photo: Path
) -> None:
    whole = BytesIO()
    Image.effect_noise((200, 200), 90).save(whole, "JPEG")
    torn = whole.getvalue()[:-2000]  # its header is whole
    faults.then(server.reply(200, server.pictures(torn, ticks=TICKS)))
    studio = Studio(engine="xai", base_url=faults.base_url, gallery=tmp_path / "g", notify=lambda text: None)
    with pytest.raises(SourceError, match=r"could not be set in: The edit is broken .*whole, as picture 1\."):
        studio.imagine("make it blue", images=photo, region=BOX)
    assert len(studio.gallery) == 1
    assert studio.gallery.cost_ticks == TICKS
    studio.close()


def test_a_replay_sets_in_what_was_recorded(api: Studio, quick: QuickServer, photo: Path) -> None:
    made = api.imagine("make it blue", images=photo, region=BOX).one
    replay = Studio(engine="replay", gallery=api.gallery, notify=lambda text: None)
    shown = replay.imagine("make it blue", images=photo, region=BOX).one
    assert (shown.id, shown.badge) == (made.id, "replayed · $0 now")
    other = replay.imagine("make it blue", images=photo, region=(0, 0, 9, 9)).one
    assert (other.record.engine, other.parents) == ("xai", made.parents)
    assert len(quick.bodies) == 1


def test_identical_calls_under_way_share_one_edit_and_one_region(
    api: Studio, quick: QuickServer, photo: Path
) -> None:
    plan = api.plan("make it blue", images=photo, region=BOX)
    jobs = [api.start(plan) for _ in range(3)]
    assert len({job.result().one.id for job in jobs}) == 1
    assert (len(quick.bodies), len(api.gallery)) == (1, 2)


def test_an_archive_brings_both_steps_and_a_rebuilt_gallery_has_them(
    api: Studio, quick: QuickServer, photo: Path, mask: Path, tmp_path: Path
) -> None:
    made = api.imagine("make it blue", images=photo, region=BOX).one
    painted = api.imagine("make it blue", images=photo, mask=mask).one
    archive = api.gallery.export(tmp_path / "reel.zip", pictures=[made, painted])
    there = Gallery(tmp_path / "there")
    there.import_(archive)
    assert {each.id for each in there} == {each.id for each in api.gallery}
    api.gallery.rebuild()
    for gallery in (there, api.gallery):
        assert gallery.verify()
        assert len(gallery.ledger()) == 1
        assert gallery.sources.data(painted.record.sources[2].sha256 or "") == mask.read_bytes()
        assert "/sources/mask-" in str(gallery.recipe(painted))
        studio = Studio(engine="replay", gallery=gallery, notify=lambda text: None)
        assert studio.imagine("make it blue", images=photo, region=BOX).one.id == made.id
        assert studio.imagine("make it blue", images=photo, mask=mask).one.id == painted.id
        assert gallery.recipe(made).cells[-1].splitlines()[0].endswith("--region 40,30,100,80")


def test_a_saved_copy_holds_the_recipe_of_its_region(api: Studio, photo: Path, tmp_path: Path) -> None:
    made = api.imagine("make it blue", images=photo, region=BOX).one
    found = recipe_in(made.save(tmp_path / "blue.png").read_bytes())
    assert found is not None
    assert found.cells[-1].startswith('%%imagine -o make_blue -i "disc.png" --region 40,30,100,80\n')
    assert [*api.gallery.differences(made, edit_of(api.gallery, made))]


def test_a_deleted_edit_leaves_its_region_and_its_recipe(api: Studio, photo: Path) -> None:
    made = api.imagine("make it blue", images=photo, region=BOX).one
    api.gallery.delete(edit_of(api.gallery, made))
    assert "$0.02" in api.picture(api.gallery[made.number]).notice
    assert "--region 40,30,100,80" in str(api.gallery.recipe(made))
    with pytest.raises(GalleryError):
        edit_of(api.gallery, made)
