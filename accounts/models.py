"""Users: a login name, a public name, and no more than a person wants to give."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, Group, PermissionsMixin, UserManager
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.validators import name_key, validate_public_name


class User(AbstractBaseUser, PermissionsMixin):  # type: ignore[django-manager-missing]  # made by upper rooms
    """A person under a pseudonym. No first name, no last name; the e-mail is optional."""

    username = models.CharField(
        _("login name"),
        max_length=60,
        unique=True,
        validators=[UnicodeUsernameValidator()],
        help_text=_("Only you see it. It need not be the name the others read."),
        error_messages={"unique": _("This login name is taken. Choose another one.")},
    )
    public_name = models.CharField(
        _("public name"),
        max_length=60,
        blank=True,
        validators=[validate_public_name],
        help_text=_("The pseudonym shown beside what you write."),
    )
    name_key = models.CharField(  # noqa: DJ001  (null: many may have no public name, the others are unique)
        max_length=120,
        unique=True,
        null=True,
        editable=False,
        error_messages={"unique": _("Someone already writes under this name. Choose another one.")},
    )
    email = models.EmailField(_("e-mail address"), blank=True)
    language = models.CharField(
        _("language of mails"), max_length=5, choices=settings.LANGUAGES, default=settings.LANGUAGE_CODE
    )
    is_staff = models.BooleanField(_("may enter the administration"), default=False)
    is_active = models.BooleanField(_("active"), default=True)
    date_joined = models.DateTimeField(_("joined"), default=timezone.now)

    objects = UserManager()

    EMAIL_FIELD = "email"
    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("account")
        verbose_name_plural = _("accounts")

    def __str__(self) -> str:
        return self.get_full_name()

    def get_full_name(self) -> str:
        """The public name; never the login name, which is half of the key to the account."""
        return self.public_name or gettext("Member %(number)s") % {"number": self.pk}

    get_short_name = get_full_name

    def save(self, *args: Any, update_fields: Iterable[str] | None = None, **kwargs: Any) -> None:
        """Keep the key by which look-alike names are refused (databases differ in what they think equal)."""
        self.name_key = name_key(self.public_name)
        if update_fields is not None and "public_name" in update_fields:
            update_fields = {*update_fields, "name_key"}
        super().save(*args, update_fields=update_fields, **kwargs)


class GroupPolicy(models.Model):
    """What belonging to a group demands. Upper rooms fill groups; the middleware here only reads this."""

    group = models.OneToOneField(Group, on_delete=models.CASCADE, related_name="policy")
    needs_second_factor = models.BooleanField(_("needs a second factor"), default=False)

    class Meta:
        verbose_name = _("group policy")
        verbose_name_plural = _("group policies")

    def __str__(self) -> str:
        return str(self.group)


class RecoveryPhrase(models.Model):
    """The way back for who gave no e-mail. The phrase itself was shown once and is nowhere."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="recovery_phrase")
    hashed = models.CharField(max_length=200)
    made_on = models.DateField(auto_now=True)

    class Meta:
        verbose_name = _("recovery phrase")
        verbose_name_plural = _("recovery phrases")

    def __str__(self) -> str:
        return str(self.user)
