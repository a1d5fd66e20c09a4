import ipaddress

import pytest
from django.core.cache import cache
from django.test import RequestFactory

from safety.throttle import CROWD_BUCKETS, allow, visitor, visitor_address


def request_from(address):
    return RequestFactory().get("/", REMOTE_ADDR=address)


def test_visitor_is_stable_and_holds_no_address():
    first, second = visitor(request_from("192.0.2.7")), visitor(request_from("192.0.2.7"))
    assert first == second
    assert "192" not in first.split(".")
    assert first != visitor(request_from("192.0.2.8"))


def test_visitor_is_another_when_the_salt_is_gone():
    before = visitor(request_from("192.0.2.7"))
    cache.clear()
    assert visitor(request_from("192.0.2.7")) != before


def test_visitor_of_one_ipv6_household_is_one():
    assert visitor(request_from("2001:db8::1")) == visitor(request_from("2001:db8::ffff"))
    assert visitor(request_from("2001:db8::1")) != visitor(request_from("2001:db8:0:1::1"))


@pytest.mark.parametrize("address", ["", "127.0.0.1", "::1", "unix:"])
def test_visitor_without_own_address_joins_the_crowd(address):
    seen = {visitor(request_from(address)) for _ in range(600)}
    assert 1 < len(seen) <= CROWD_BUCKETS


def test_visitor_address_is_private_and_differs_in_its_network():
    one, two = (ipaddress.ip_address(visitor_address(request_from(f"192.0.2.{n}"))) for n in (1, 2))
    assert one in ipaddress.ip_network("fd00::/8")
    assert ipaddress.ip_network(f"{one}/64", strict=False) != ipaddress.ip_network(f"{two}/64", strict=False)


def test_allow_counts_each_visitor_and_action_apart():
    assert [allow(action="knock", who="a", limit=2, seconds=1000) for _ in range(3)] == [True, True, False]
    assert allow(action="knock", who="b", limit=2, seconds=1000)
    assert allow(action="ring", who="a", limit=2, seconds=1000)


def test_count_outlives_whatever_else_the_site_remembers():
    assert allow(action="knock", who="a", limit=1, seconds=1000)
    for number in range(2000):
        cache.set(f"something:{number}", number)
    assert not allow(action="knock", who="a", limit=1, seconds=1000)
