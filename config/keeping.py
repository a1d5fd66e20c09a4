"""What this site keeps of people and for how long, read from where each room says it: the privacy page tells it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from campaign.models.members import UNDO_FOR as ROLE_UNDO_FOR
from campaign.services.approval import DECLINED_KEPT as COLLECTIVE_DECLINED_KEPT
from campaign.services.invitations import MOST_DAYS
from campaign.services.watches import TOLD_KEPT
from events.printing import KEPT_SECONDS as DRAWINGS_KEPT
from events.services.attendance import KEPT as ATTENDANCE_KEPT
from events.services.attendance import UNCONFIRMED as ATTENDANCE_UNCONFIRMED
from forum.moderation.queries import UNDO_FOR
from forum.notices.services.telling import READ_KEPT
from forum.overrides.forum_conversation.forum_polls.models import OPEN_AT_MOST
from forum.writing.services.attaching import PENDING_FOR
from forum.writing.services.drafts import KEPT as DRAFTS_KEPT
from intake.models import OptIn
from intake.services import DECLINED_KEPT
from leaks.rules import KEPT_AFTER_DOWNLOAD, copies_days


@dataclass(frozen=True)
class Kept:
    """One kind of thing that is kept: what it is, until when, and on which legal basis."""

    title: str
    what: str
    until: str
    basis: str


def _days(length: timedelta | int) -> str:
    number = length if isinstance(length, int) else length.days
    return ngettext("%(number)d day", "%(number)d days", number) % {"number": number}


def _minutes(length: timedelta) -> str:
    number = int(length.total_seconds() // 60)
    return ngettext("%(number)d minute", "%(number)d minutes", number) % {"number": number}


def what_is_kept() -> list[Kept]:
    """Every kind, in the order of the page."""
    return [*_of_reading(), *_of_accounts(), *_of_forum(), *_of_collectives(), *_of_guests(), *_of_copies()]


def _of_reading() -> list[Kept]:
    interest = _("none is needed: nothing personal is kept")
    return [
        Kept(
            _("Reading"),
            _(
                "No cookie, no log, no address, no name of your browser. The reverse proxy in front of the site "
                "sees your address as long as it answers you."
            ),
            _("not kept"),
            interest,
        ),
    ]


def _of_accounts() -> list[Kept]:
    consent = _("your consent, which you take back by erasing the account")
    return [
        Kept(
            _("Your account"),
            _(
                "Login name, public name, a hash of the password, what your second factor needs, the e-mail "
                "address if you give one, the language of mails, and the days on which you joined and last signed "
                "in."
            ),
            _("until you erase it, at once and for good"),
            consent,
        ),
        Kept(
            _("Your sessions"),
            _(
                "One cookie, the days on which the session began and was last seen, and the name that you give the "
                "device. A form sent after your session ended waits in the new one until you send it or throw it away."
            ),
            _("%(days)s after the last sign-in, or until you end it")
            % {"days": _days(settings.SESSION_COOKIE_AGE // 86_400)},
            consent,
        ),
    ]


def _of_forum() -> list[Kept]:
    consent = _("your consent; a message is removed when you delete it")
    order = _("our legitimate interest in a place where nobody is harassed")
    return [
        Kept(
            _("Messages and files of the forum"),
            _(
                "What you write, with its moment, its earlier versions (you and those who moderate see them), and "
                "files cleaned of what names you. A file of a message that was not sent goes after %(days)s."
            )
            % {"days": _days(PENDING_FOR)},
            _("until you delete it; when you erase your account you choose what becomes of them"),
            consent,
        ),
        Kept(
            _("Drafts"),
            _(
                "Messages that you have begun. Of what you type into any long form your browser keeps a copy, sealed "
                "for your account, until a page confirms that the site has it, a day at most; without account, in the "
                "tab alone. Where you give a name, and at the drop, it keeps none."
            ),
            _("until they are sent or thrown away, %(days)s at most after you last touched them")
            % {"days": _days(DRAFTS_KEPT)},
            consent,
        ),
        Kept(
            _("Polls"),
            _("Who voted what, until the poll closes; then the figures alone."),
            _("until the last day of the poll, or %(days)s where it has none") % {"days": _days(OPEN_AT_MOST)},
            consent,
        ),
        Kept(
            _("Notices"),
            _("What happened in the topics that you follow, and up to which message you have read."),
            _("%(days)s after you read them") % {"days": _days(READ_KEPT)},
            consent,
        ),
        Kept(
            _("Moderation"),
            _(
                "Flags, what was hidden and why, suspensions, and the log of who decided what. What is removed "
                "with a whole account is erased within the hour after %(minutes)s."
            )
            % {"minutes": _minutes(UNDO_FOR)},
            _("as long as the forum exists, by days"),
            order,
        ),
    ]


def _of_collectives() -> list[Kept]:
    consent = _("your explicit consent, as belonging to a collective may tell what you think")
    return [
        Kept(
            _("Collectives"),
            _(
                "Who belongs to which, in which role, and whether the public page shows it; requests to join; the "
                "log of what organisers did, by days. Invitations: a hash of the link. A change of role can be "
                "undone for %(minutes)s."
            )
            % {"minutes": _minutes(ROLE_UNDO_FOR)},
            _("until you leave; invitations %(days)s at most; a collective that was declined %(declined)s")
            % {"days": _days(max(MOST_DAYS.values())), "declined": _days(COLLECTIVE_DECLINED_KEPT)},
            consent,
        ),
        Kept(
            _("Registrations for a date"),
            _(
                "The name you choose, your mail or telephone if you give one, your answers to the organisers’ "
                "questions, and, when its series changed, the day you had chosen, until you answer."
            ),
            _("%(days)s after the date; %(unconfirmed)s where the address was not confirmed")
            % {"days": _days(ATTENDANCE_KEPT), "unconfirmed": _days(ATTENDANCE_UNCONFIRMED)},
            _("your consent; your private link erases it"),
        ),
    ]


def _of_guests() -> list[Kept]:
    consent = _("your consent")
    return [
        Kept(
            _("“Tell me when something starts near me”"),
            _("Your mail address, a place and a distance; what you were told of goes after %(days)s.")
            % {"days": _days(TOLD_KEPT)},
            _("until you leave by the link in each mail; %(days)s where you did not confirm")
            % {"days": _days(OptIn.UNCONFIRMED_DAYS)},
            consent,
        ),
        Kept(
            _("Dates and projects you propose"),
            _("What you type, never who you are. The note for those who decide is erased once they have."),
            _("when published, as long as the page; when declined, %(days)s") % {"days": _days(DECLINED_KEPT)},
            consent,
        ),
        Kept(
            _("Letters to collectives and people"),
            _("Passed on by mail. What you write and the address you give are kept nowhere on this site."),
            _("not kept"),
            consent,
        ),
        Kept(
            _("Documents sent to the drop"),
            _(
                "Sealed for those who read, with a day; no name, hour or address. The drop has a page of its own "
                "that says it all."
            ),
            _("%(days)s after all who are meant to read them have them; earlier if you erase them with your words")
            % {"days": _days(KEPT_AFTER_DOWNLOAD)},
            _("public interest in knowing what watches us; whoever sends decides alone what to say of themselves"),
        ),
    ]


def _of_copies() -> list[Kept]:
    own = bool(settings.BACKUP_RECIPIENTS)  # the site makes them itself (config/backup/), whatever others are made
    days = max(settings.LEGAL["backup_days"], settings.BACKUP_DAYS if own else 0)
    length = _days(days) if days else _("ask those who run this site")
    return [
        Kept(
            _("Posters and pictures of links"),
            _("Drawn from what the page shows; tracts from your own words are never kept."),
            _days(DRAWINGS_KEPT // 86_400),
            _("none is needed: nothing personal is kept"),
        ),
        Kept(
            _("Copies for emergencies"),
            _(
                "Every night the site is copied, to be brought back after a failure, and sealed with a key that is "
                "not on this server. What was erased stays in copies until they go themselves, and so does who voted "
                "what in a poll that has closed."
            )
            if own
            else _(
                "Whoever runs this site may copy it, to bring it back after a failure. What was erased stays in "
                "older copies."
            ),
            _("%(days)s; %(drop)s for the drop")
            % {"days": length, "drop": _days(copies_days() or settings.BACKUP_LEAKS_DAYS)}
            if own
            else length,
            _("our legitimate interest in not losing what you wrote"),
        ),
    ]
