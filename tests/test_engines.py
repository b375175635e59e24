from imagine_nb.engines import CHOICES, ENGINES, PRINT_SHOP, XAI


def test_each_engine_is_known_by_its_name_and_an_unknown_one_counts_as_the_api() -> None:
    assert [ENGINES[name] for name in ENGINES] == list(ENGINES.values())
    assert ENGINES["of-another-version"] is XAI
    assert CHOICES == ("auto", "xai", "print-shop", "replay")


def test_what_draws_here_costs_nothing_and_says_that_it_is_not_grok() -> None:
    assert not PRINT_SHOP.is_billed
    assert "not Grok" in PRINT_SHOP.label
    assert "not Grok" in PRINT_SHOP.introduction
    assert XAI.is_billed
