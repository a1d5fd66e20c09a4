"""WebSockets: only where somebody listens, only from our own pages."""

import pytest
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect


@pytest.mark.parametrize("origin", [None, "http://elsewhere.example"])
def test_websocket_is_refused_where_nobody_listens_or_from_elsewhere(live_site, origin):
    origin = origin or live_site.url
    with (
        pytest.raises(InvalidStatus) as refusal,
        connect(f"ws{live_site.url[4:]}/ws/nothing/", origin=origin, proxy=None),
    ):
        pass
    assert refusal.value.response.status_code == 403
