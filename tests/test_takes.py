from imagine_nb.takes import Takes, current_cell


def test_identical_requests_of_one_program_are_takes_one_two_three() -> None:
    takes = Takes()
    assert [takes.next("a"), takes.next("b"), takes.next("a"), takes.next("a")] == [1, 1, 2, 3]


def test_outside_of_ipython_there_is_no_cell() -> None:
    assert current_cell() is None
