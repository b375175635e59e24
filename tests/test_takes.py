from imagine_nb.takes import Takes


def test_identical_requests_of_one_program_are_takes_one_two_three() -> None:
    takes = Takes()
    assert [takes.next("a"), takes.next("b"), takes.next("a"), takes.next("a")] == [1, 1, 2, 3]
