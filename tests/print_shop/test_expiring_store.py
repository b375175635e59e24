from __future__ import annotations

from imagine_nb.print_shop.counter.expiring_store import Cupboard


class Clock:
    now = 0.0

    def __call__(self):
        return self.now


def test_what_is_put_in_can_be_taken_out_once():
    cupboard = Cupboard(room=10, lifetime=10)
    cupboard.put("a", "apple")
    assert cupboard.get("a") == "apple"
    assert cupboard.pop("a") == "apple"
    assert cupboard.get("a") is None
    assert cupboard.pop("a") is None


def test_the_oldest_make_room():
    cupboard = Cupboard(room=10, lifetime=10)
    for name in "abc":
        cupboard.put(name, name, weight=4)
    assert cupboard.everything() == ["b", "c"]


def test_the_newest_stays_however_heavy():
    cupboard = Cupboard(room=10, lifetime=10)
    cupboard.put("a", "a")
    cupboard.put("b", "b", weight=99)
    assert cupboard.everything() == ["b"]


def test_putting_again_replaces_and_renews():
    cupboard = Cupboard(room=10, lifetime=10)
    cupboard.put("a", "old", weight=9)
    cupboard.put("b", "b")
    cupboard.put("a", "new", weight=9)
    assert cupboard.everything() == ["b", "new"]


def test_things_expire_each_in_its_time():
    clock = Clock()
    cupboard = Cupboard(room=10, lifetime=10, clock=clock)
    cupboard.put("a", "a")
    cupboard.put("b", "b", lifetime=5)
    clock.now = 5
    assert (cupboard.get("a"), cupboard.get("b")) == ("a", None)
    clock.now = 10
    assert cupboard.everything() == []
