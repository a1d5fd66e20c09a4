"""The agenda's filters, which stand in its address."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from campaign.models import Collective
from events.forms.fields import day_field
from events.models import Event, Occurrence
from events.queries import Filters
from places.models import Commune
from places.queries import search_communes
from safety.letters import plain_letters
from safety.words import storable

MOST_HOSTS_LISTED = 80
WEEK, MONTH = "semaine", "mois"


class AgendaFilter(forms.Form):
    """The filters of the agenda, in the address. The names are part of the addresses people keep."""

    collectif = forms.CharField(label=_("Collective"), required=False, max_length=120)
    genre = forms.ChoiceField(label=_("Kind"), required=False, choices=[("", _("all kinds")), *Event.Kind.choices])
    lieu = forms.CharField(label=_("Commune or postcode"), required=False, max_length=80)
    rayon = forms.TypedChoiceField(
        label=_("And around"),
        required=False,
        coerce=int,
        empty_value=0,
        choices=[("", _("only there")), *((str(km), f"{km} km") for km in (5, 10, 25, 50, 100))],
    )
    du = day_field(label=_("From"), required=False)
    au = day_field(label=_("To"), required=False)
    quand = forms.ChoiceField(required=False, choices=[("", ""), (WEEK, ""), (MONTH, "")], widget=forms.HiddenInput)
    mois = forms.DateField(required=False, input_formats=["%Y-%m"], widget=forms.HiddenInput)
    vue = forms.ChoiceField(required=False, choices=[("", ""), ("mois", ""), ("carte", "")], widget=forms.HiddenInput)
    serie = forms.CharField(required=False, max_length=160, widget=forms.HiddenInput)
    passe = forms.BooleanField(required=False, widget=forms.HiddenInput)

    around: Commune | None = None

    def offer_collectives(self) -> None:
        """Let one choose among the collectives that have a date to come, for a page; calendars show no choice."""
        coming = Occurrence.objects.exclude(status=Occurrence.Status.SKIPPED).filter(over_at__gt=timezone.now())
        comes = coming.filter(event__hosts=OuterRef("pk"), event__published_at__isnull=False)
        approved = Collective.objects.approved()
        # Without an order, so that no more are looked at than a list may hold.
        some = approved.filter(Exists(comes)).order_by().values("pk")[: MOST_HOSTS_LISTED + 1]
        choices = list(approved.filter(pk__in=some).order_by("name", "pk").values_list("slug", "name"))
        if len(choices) > MOST_HOSTS_LISTED:
            return  # too many for a list: their names are typed
        chosen = storable(self.data.get("collectif", ""))
        if chosen and chosen not in dict(choices):
            choices += Collective.objects.approved().filter(slug=chosen).values_list("slug", "name")
        self.fields["collectif"].widget = forms.Select(choices=[("", _("all collectives")), *choices])

    def clean_collectif(self) -> Collective | None:
        typed = self.cleaned_data["collectif"].strip()
        if not typed:
            return None
        approved = Collective.objects.approved()
        found = approved.filter(slug=typed).first() or approved.filter(name__iexact=typed).first()
        if found is None:
            wanted = plain_letters(typed)
            found = next((one for one in approved if plain_letters(one.name) == wanted), None)
        if found is None:
            raise forms.ValidationError(_("No collective has this name. Choose one of the list."))
        return found

    def clean_serie(self) -> Event | None:
        slug = self.cleaned_data["serie"]
        found = Event.objects.listed().filter(slug=slug).select_related("commune").first() if slug else None
        if slug and found is None:
            raise forms.ValidationError(_("There is no such event in the agenda any more."))
        return found

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("rayon") and data.get("lieu"):
            self.around = next(iter(search_communes(data["lieu"], limit=1)), None)
            if self.around is None or self.around.latitude is None:
                self.add_error("lieu", _("No commune begins with these letters. Check the spelling."))
        if data.get("du") and data.get("au") and data["au"] < data["du"]:
            self.add_error("au", _("The last day lies before the first one. Correct one of them."))
        return data

    def filters(self) -> Filters:
        """What was asked, once valid."""
        data = self.cleaned_data
        since, until = data["du"], data["au"]
        if data["quand"]:
            since, until = span_named(data["quand"], timezone.localdate())
        return Filters(
            collective=data["collectif"],
            kind=data["genre"],
            place=data["lieu"],
            around=self.around,
            radius_km=data["rayon"] if self.around else 0,
            since=since,
            until=until,
            past=data["passe"],
            event=data["serie"],
        )


def span_named(name: str, today: date) -> tuple[date, date]:
    """First and last day of the week (Monday to Sunday) or of the month that `today` lies in."""
    if name == WEEK:
        monday = today - timedelta(days=today.weekday())
        return monday, monday + timedelta(days=6)
    first = today.replace(day=1)
    return first, (first + timedelta(days=32)).replace(day=1) - timedelta(days=1)
