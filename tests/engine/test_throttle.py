from django.core.cache import cache

from engine.throttle import allow


def test_allow_counts_each_one_and_action_apart():
    assert [allow(action="knock", who="a", limit=2, seconds=1000) for _ in range(3)] == [True, True, False]
    assert allow(action="knock", who="b", limit=2, seconds=1000)
    assert allow(action="ring", who="a", limit=2, seconds=1000)


def test_count_outlives_whatever_else_the_site_remembers():
    assert allow(action="knock", who="a", limit=1, seconds=1000)
    for number in range(2000):
        cache.set(f"something:{number}", number)
    assert not allow(action="knock", who="a", limit=1, seconds=1000)
