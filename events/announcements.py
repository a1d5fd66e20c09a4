"""A date in words to paste elsewhere: a message, an SMS, a mail to a list. Plain text, nothing that counts readers."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote

from django.conf import settings
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from campaign.hours import hour_words
from events.models import Event, Occurrence
from events.posters import printed, short_code
from events.times import start_words

SMS_LETTERS = 160


@dataclass(frozen=True)
class Announcement:
    """The same news at three lengths."""

    message: str
    sms: str
    mail_subject: str
    mail: str

    @property
    def sms_link(self) -> str:
        """Opens the telephone's own messages, the text written, nobody chosen."""
        return f"sms:?body={quote(self.sms)}"

    @property
    def mail_link(self) -> str:
        """Opens the mail program, the text written, nobody chosen."""
        return f"mailto:?subject={quote(self.mail_subject)}&body={quote(self.mail)}"


def announcement(event: Event, row: Occurrence | None, *, series: bool) -> Announcement:
    """What to say of this date, or of the whole series with its next date."""
    address = settings.SITE_URL + (row if row and not series else event).get_absolute_url()
    when = _when(event, row, series=series)
    place = ", ".join(filter(None, [row.place if row else "", row.address if row else "", event.commune.name]))
    short_place = ", ".join(filter(None, [row.place if row else "", event.commune.name]))
    hosts = ", ".join(host.name for host in event.hosts.all())
    title = row.title if row and not series else event.title
    point = row.meeting_point if row else event.meeting_point
    state = _("Cancelled:") + " " if row and row.is_cancelled and not series else ""
    lines = [f"{state}{title}", when, place]
    message = [*lines, point, _("Please take no photos.") if event.no_photo else "", address]
    mail = ["\n".join(filter(None, lines)), event.summary.strip(), point]
    mail += [_("Please take no photos.") if event.no_photo else "", address, hosts]
    return Announcement(
        message="\n".join(filter(None, message)),
        sms=_sms(f"{state}{title}", when, (place, short_place), f"{settings.SITE_URL}/e/{short_code(event)}"),
        mail_subject=f"{state}{title}, {_short_day(row, series=series, event=event)}".rstrip(", "),
        mail="\n\n".join(filter(None, mail)),
    )


def _when(event: Event, row: Occurrence | None, *, series: bool) -> str:
    if row is None:
        return event.rule_words
    if not series:
        return start_words(row)
    words = event.rule_words[:1].upper() + event.rule_words[1:]
    hour = hour_words(row.local_start) if row.knows_hour else _("hour to be told")
    coming = _("next date: %(day)s") % {"day": date_format(row.local_start, "j F")}
    return f"{words}, {hour} ({coming})"


def _short_day(row: Occurrence | None, *, series: bool, event: Event) -> str:
    if row is None or series:
        return event.rule_words
    return date_format(row.local_start, "j F Y" if row.knows_day else "F Y")


def _sms(title: str, when: str, places: tuple[str, ...], address: str) -> str:
    """At most 160 characters, the address whole: what is less needed goes first."""
    # A space that breaks no line is no letter of telephones: with one, only 70 letters go into an SMS.
    title, when, short = title.replace("\xa0", " "), when.replace("\xa0", " "), printed(address)
    for parts in (*([title, when, place, short] for place in places), [title, when, short], [title, short]):
        text = ". ".join(part.rstrip(".") for part in parts if part)
        if len(text) <= SMS_LETTERS:
            return text
    return f"{title[: SMS_LETTERS - len(short) - 3]}… {short}"
