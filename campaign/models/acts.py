"""What was done to a collective and by whom: kept by the day, only ever added to."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from campaign.models.collectives import Collective
from engine.append_only import AppendOnly


class Act(AppendOnly):
    """One line of a collective's log. People who close their account leave it; the line stays."""

    class What(models.TextChoices):
        STARTED = "started", _("started the collective")
        LISTED = "listed", _("put it in the directory")
        SENT_AGAIN = "sent_again", _("sent it again for approval")
        APPROVED = "approved", _("approved it")
        DECLINED = "declined", _("declined it")
        EDITED = "edited", _("edited its page")
        JOINED = "joined", _("took in")
        REFUSED = "refused", _("declined the request of")
        LEFT = "left", _("left")
        REMOVED = "removed", _("removed")
        MADE_ORGANISER = "made_organiser", _("made organiser:")
        MADE_MEMBER = "made_member", _("took the role back from")
        HANDED_OVER = "handed_over", _("handed over to")
        INVITED = "invited", _("made an invitation")
        WITHDRAWN = "withdrawn", _("withdrew an invitation")
        CAME = "came", _("came by the invitation of")
        UNDONE = "undone", _("undid within ten minutes the last change about")
        TAKEOVER_ASKED = "takeover_asked", _("asked to take over a lost account")
        TAKEOVER_VOICE = "takeover_voice", _("gave a first voice for the takeover by")
        TAKEOVER_DECLINED = "takeover_declined", _("declined the takeover by")
        TAKEN_OVER = "taken_over", _("let take over:")
        ASKED_IF_ALIVE = "asked_if_alive", _("was asked whether it still meets")
        ASLEEP = "asleep", _("was marked as sleeping")
        WOKEN = "woken", _("is awake again")
        STATEMENT = "statement", _("published a statement")
        STATEMENT_ERASED = "statement_erased", _("erased a statement")
        POSTER = "poster", _("made a poster")

    collective = models.ForeignKey(Collective, models.CASCADE, related_name="acts")
    day = models.DateField(_("day"), default=timezone.localdate)
    who = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("who")
    )
    what = models.CharField(_("what"), max_length=20, choices=What)
    whom = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    words = models.CharField(_("words"), max_length=1000, blank=True)

    class Meta:
        verbose_name = _("act")
        verbose_name_plural = _("log of acts")
        ordering = ["-pk"]
        indexes = [models.Index(fields=["collective", "what", "day"], name="act_by_kind_and_day")]

    def __str__(self) -> str:
        return f"{self.day.isoformat()} · {self.collective} · {self.what}"
