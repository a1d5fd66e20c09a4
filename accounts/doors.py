"""The doors of accounts, and when each asks for work or patience (engine/doors.py)."""

from __future__ import annotations

from accounts.validators import name_key
from engine.doors import Door


class DoorOfNames(Door):
    """What counts by the name that was typed, however it is spelled: all that opens one account counts together."""

    def _key(self, who: str) -> str:
        return super()._key(name_key(who) or who.casefold())


# Wrong passwords: of all together, and of one name. Neither shuts the door on whoever knows the right one.
SIGN_IN = Door("sign-in", free=20, seconds=60)
SIGN_IN_NAME = DoorOfNames("sign-in-name", free=5, seconds=300)
# Passwords looked at for one name that brings neither, while many come: for accounts with a second factor.
UNPAID_NAME = DoorOfNames("sign-in-unpaid", free=10, seconds=60)
SIGN_UP = Door("sign-up", free=20, seconds=3600)
RECOVER = Door("recover", free=10, seconds=600)
RECOVER_NAME = DoorOfNames("recover-name", free=5, seconds=600)
RESET = Door("reset", free=10, seconds=60)

RESET_MAILS_AN_HOUR = 3  # to one address, whoever asks: the ones before work just as well
