"""An event is what is handed in most."""

from tests.events.conftest import make_event  # noqa: F401  (a fixture)
