from __future__ import annotations

from imagine_nb.print_shop.counter.expiring_store import ExpiringStore


class Clock:
    now = 0.0

    def __call__(self):
        return self.now


def test_what_is_put_in_can_be_taken_out_once():
    store = ExpiringStore(room=10, lifetime=10)
    store.put("a", "apple")
    assert store.get("a") == "apple"
    assert store.pop("a") == "apple"
    assert store.get("a") is None
    assert store.pop("a") is None


def test_the_oldest_make_room():
    store = ExpiringStore(room=10, lifetime=10)
    for name in "abc":
        store.put(name, name, weight=4)
    assert store.everything() == ["b", "c"]


def test_the_newest_stays_however_heavy():
    store = ExpiringStore(room=10, lifetime=10)
    store.put("a", "a")
    store.put("b", "b", weight=99)
    assert store.everything() == ["b"]


def test_putting_again_replaces_and_renews():
    store = ExpiringStore(room=10, lifetime=10)
    store.put("a", "old", weight=9)
    store.put("b", "b")
    store.put("a", "new", weight=9)
    assert store.everything() == ["b", "new"]


def test_things_expire_each_in_its_time():
    clock = Clock()
    store = ExpiringStore(room=10, lifetime=10, clock=clock)
    store.put("a", "a")
    store.put("b", "b", lifetime=5)
    clock.now = 5
    assert (store.get("a"), store.get("b")) == ("a", None)
    clock.now = 10
    assert store.everything() == []
