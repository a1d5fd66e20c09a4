"""Accounts in /cms/: Wagtail's screens, asking for no real name and no e-mail."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.users.views.users import IndexView as WagtailIndexView
from wagtail.users.views.users import UserViewSet as WagtailUserViewSet

from accounts.forms import CmsUserCreationForm, CmsUserEditForm
from accounts.models import User


class IndexView(WagtailIndexView):
    """The list, found by login name, public name or e-mail."""

    page_title = _("Accounts")

    @property
    def search_fields(self) -> set[str]:
        """Which columns the search box looks into."""
        return {"username", "public_name", "email"}


class UserViewSet(WagtailUserViewSet):
    """Adding and changing accounts."""

    index_view_class = IndexView

    def get_form_class(self, for_update: bool = False) -> type[forms.ModelForm[User]]:
        """Our forms instead of those that want a first and a last name."""
        return CmsUserEditForm if for_update else CmsUserCreationForm
