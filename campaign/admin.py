"""What administrators may look up and repair; editors and moderators work in /cms/."""

from django import forms
from django.contrib import admin

from campaign.models import Collective, Membership, MembershipRequest


class MembershipForm(forms.ModelForm):
    """Whose membership a row is stays: somebody else's is another row, since groups follow rows."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["user"].disabled = self.instance.pk is not None


class MembershipInline(admin.TabularInline):
    model = Membership
    form = MembershipForm
    raw_id_fields = ["user"]
    extra = 0


@admin.register(Collective)
class CollectiveAdmin(admin.ModelAdmin):
    """One row whatever the language; approval is a button of the site, since it does more than a date."""

    list_display = ["name", "commune", "status", "approved_at"]
    list_filter = ["status"]
    search_fields = ["name", "commune__name"]
    raw_id_fields = ["commune", "created_by"]
    readonly_fields = ["approved_at", "created_at"]
    prepopulated_fields = {"slug": ["name"]}
    list_select_related = ["commune"]
    inlines = [MembershipInline]


@admin.register(MembershipRequest)
class MembershipRequestAdmin(admin.ModelAdmin):
    list_display = ["user", "collective", "asked_at"]
    raw_id_fields = ["user", "collective"]
    list_select_related = ["user", "collective"]
