"""What the links in mails about an account lead to: allauth's pages, by tokens that hold no number in clear."""

from __future__ import annotations

from typing import Any

from allauth.account.views import ConfirmEmailView, PasswordResetFromKeyView
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from accounts.adapters import CONFIRM, RESET
from accounts.tokens import unseal
from safety.words import apart

NOBODY = "0"  # allauth asks for the account of a number: this is none's


class ResetPassword(PasswordResetFromKeyView):
    """A new password. What the mail does not say, the name, is told once there is one."""

    def dispatch(self, request: HttpRequest, uidb36: str, key: str, **kwargs: Any) -> HttpResponse:
        """`uidb36` is the sealed number in hexadecimal digits: allauth's address takes letters and digits alone."""
        try:
            sealed = bytes.fromhex(uidb36).decode("ascii")
        except ValueError:
            sealed = ""
        answer: HttpResponse = super().dispatch(request, unseal(sealed, purpose=RESET) or NOBODY, key, **kwargs)
        return answer

    def form_valid(self, form: Any) -> HttpResponse:
        answer: HttpResponse = super().form_valid(form)
        messages.info(self.request, _("You sign in as %(name)s.") % {"name": apart(self.reset_user.signs_in_as)})
        return answer


class ConfirmAddress(ConfirmEmailView):
    """An address is its owner's. Links of mails from before are read too, for the three days that they hold."""

    def get_object(self, queryset: Any = None) -> Any:
        """See allauth."""
        self.kwargs["key"] = unseal(self.kwargs["key"], purpose=CONFIRM) or self.kwargs["key"]
        return super().get_object(queryset)
