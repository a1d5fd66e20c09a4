"""What administrators can put right by hand: words about oneself that no forum's moderator answers for."""

from __future__ import annotations

from django.contrib import admin
from machina.apps.forum_member.admin import ForumProfile

from forum.models import PublicProfile

admin.site.unregister(ForumProfile)  # machina's: a picture, a signature and a count that nothing here shows


@admin.register(PublicProfile)
class PublicProfileAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Words of people, by public name."""

    list_display = ["user", "words"]
    list_select_related = ["user"]
    search_fields = ["user__public_name", "words"]
    readonly_fields = ["user", "shows_moderator"]

    def has_add_permission(self, request: object) -> bool:
        """People write their own."""
        return False
