"""Names of addresses: the last of two that are alike would win in silence."""

from __future__ import annotations

from collections import Counter

import pytest
from django.urls import URLPattern, get_resolver

from tests.states import ROOMS


def named_addresses(resolver, namespace=()):
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLPattern):
            if pattern.name and pattern.callback.__module__.split(".")[0] in ROOMS:
                arguments = tuple(sorted(pattern.pattern.regex.groupindex))
                yield (*namespace, pattern.name), arguments
        else:
            yield from named_addresses(pattern, (*namespace, pattern.namespace) if pattern.namespace else namespace)


@pytest.mark.parametrize("urlconf", ["config.urls", "config.urls_source"])
def test_no_two_addresses_have_one_name_and_the_same_arguments(urlconf):
    found = Counter(named_addresses(get_resolver(urlconf)))
    assert len(found) > 2
    assert [name for name, number in found.items() if number > 1] == []
