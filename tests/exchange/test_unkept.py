from imagine_nb.exchange.unkept import unkept_record
from imagine_nb.records import NewAnswer, NewPicture, Outcome, Request
from imagine_nb.usage import Usage

ASKED = Request("xai", "u", "/images/generations", "m", "a fox", "a fox", {"n": 3}, take=2)


def test_pictures_that_are_kept_nowhere_stand_in_order_and_share_the_bill() -> None:
    made = [NewPicture(bytes([each]), "image/jpeg", 4 + each, 3) for each in range(3)]
    recorded = unkept_record(ASKED, Outcome("done", model="m-1", usage=Usage(8)), made)
    assert [(each.index, each.width, each.cost_ticks) for each in recorded.pictures] == [
        (0, 4, 3),
        (1, 5, 3),
        (2, 6, 2),
    ]
    assert {(each.number, each.path, each.n, each.take) for each in recorded.pictures} == {(0, "", 3, 2)}
    assert {each.request_id for each in recorded.pictures} == {recorded.id}
    assert len({each.id for each in recorded.pictures}) == 3
    assert recorded.answer is None


def test_an_answer_that_is_kept_nowhere_has_its_question() -> None:
    recorded = unkept_record(ASKED, Outcome("done", model="m-1"), answer=NewAnswer("A fox.", "resp_1"))
    assert recorded.answer is not None
    assert (recorded.answer.question, recorded.answer.text, recorded.answer.model) == (
        "a fox",
        "A fox.",
        "m-1",
    )
    assert recorded.pictures == ()
