import pytest

from imagine_nb import Studio
from imagine_nb.errors import BudgetError, InputError
from imagine_nb.prices import Price
from imagine_nb.studio.plans import Plan, counts, within


@pytest.mark.parametrize(
    ("n", "parts"), [(1, [1]), (10, [10]), (11, [10, 1]), (25, [10, 10, 5]), (100, [10] * 10)]
)
def test_many_pictures_are_several_requests(n: int, parts: list[int]) -> None:
    assert counts(n) == parts


@pytest.mark.parametrize("n", [0, -1, 101, True, 2.0, "3"])
def test_a_count_out_of_bounds_is_refused(n: int) -> None:
    with pytest.raises(InputError, match="1 to 100 pictures"):
        counts(n)


def test_a_plan_above_its_budget_is_refused_with_both_sums() -> None:
    with pytest.raises(BudgetError, match=r"about \$0\.50, more than the \$0\.20 allowed") as error:
        within(Plan((), Price(0.5)), 0.2).check_budgets()
    assert (error.value.price_usd, error.value.left_usd) == (0.5, 0.2)
    within(Plan((), Price(0.2)), 0.2).check_budgets()
    within(Plan((), Price(0.5)), None).check_budgets()
    with pytest.raises(InputError, match="budget is 'nan'"):
        within(Plan(()), float("nan"))


def test_the_price_of_a_plan_is_that_of_what_has_to_be_asked(studio: Studio) -> None:
    planned = Studio(engine="xai", api_key="key", gallery=studio.gallery, notify=lambda text: None)
    assert planned.plan("a fox", n=25).price_usd == pytest.approx(0.5)
    edit = planned.plan("a hat", images=["https://x.org/1.jpg", "https://x.org/2.jpg"])
    assert edit.price_usd == pytest.approx(0.024)
    assert planned.plan("a fox", model="a-new-model", n=60).price == Price(4.8, is_known=False)
    assert studio.plan("a fox", n=25).price_usd == 0.0
    studio.imagine("a cat")
    again = Studio(engine="print-shop", gallery=studio.gallery, notify=lambda text: None)
    assert again.plan("a cat").n_kept == 1


def test_more_than_ten_come_in_order_and_as_they_are_made(studio: Studio) -> None:
    arrived: list[int] = []
    made = studio.imagine("a fox", n=12, on_pictures=lambda pictures: arrived.append(len(pictures)))
    assert sorted(arrived) == [2, 10]
    assert [each.record.n for each in made] == [10] * 10 + [2] * 2
    assert len({each.record.sha256 for each in made}) == 12
