"""Users: a public name, a login name made of it, and no more than a person wants to give."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from allauth.account.internal.userkit import get_user_by_username
from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, Group, PermissionsMixin, UserManager
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.db import models
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.functional import SimpleLazyObject, cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.phrases import new_name
from accounts.rules import groups_with_power, needs_second_factor
from accounts.validators import LONGEST_NAME, name_key, tidy_name, validate_public_name

_POWERS = ("is_staff", "is_superuser")
TAKEN = _("Someone already writes under this name, or one that looks like it. Choose another one.")
TWIN = (
    "#"  # in the key of who wrote under a name before others that look like it were refused; no key of a name holds it
)


class Users(UserManager["User"]):
    """Accounts, found by what others see of them."""

    use_in_migrations = False

    def named(self, name: str) -> QuerySet[User]:
        """Those whose public name a reader could take for this one."""
        key = name_key(name)
        if key is None:
            return self.none()
        return self.filter(Q(name_key=key) | Q(name_key__startswith=key + TWIN))

    def signing_in_as(self, typed: str) -> list[User]:
        """Whom these words at the sign-in may mean: who opened theirs to the public name, then who has the login name.

        Hardly ever two people. Their passwords tell them apart, so neither shuts the other out, nor hears of the other:
        whoever takes somebody's login name for a public name waits for no second hash.
        """
        by_login = get_user_by_username(typed) or get_user_by_username(typed.casefold())  # SQLite folds plain letters
        alike = list(self.named(typed).filter(name_opens=True).order_by("pk")[:9])
        by_name = next((user for user in alike if user.public_name == tidy_name(typed)), alike[0] if alike else None)
        return list(dict.fromkeys(user for user in (by_name, by_login) if user is not None))


class User(AbstractBaseUser, PermissionsMixin):  # type: ignore[django-manager-missing]  # made by upper rooms
    """A person under a pseudonym. No first name, no last name; the e-mail is optional."""

    username = models.CharField(
        _("login name"),
        max_length=60,
        unique=True,
        validators=[UnicodeUsernameValidator()],
        help_text=_("Only you and administrators see it. It need not be the name the others read."),
        error_messages={"unique": _("This login name is taken. Choose another one.")},
    )
    public_name = models.CharField(
        _("public name"),
        max_length=LONGEST_NAME,
        blank=True,
        validators=[validate_public_name],
        help_text=_("The pseudonym shown beside what you write."),
    )
    name_key = models.CharField(  # noqa: DJ001  (null: many may have no public name, the others are unique)
        max_length=255,
        unique=True,
        null=True,
        editable=False,
        error_messages={"unique": TAKEN},
    )
    name_opens = models.BooleanField(
        _("signs in with the public name too"),
        default=False,
        help_text=_("Without it only the login name opens your account, which nobody reads anywhere."),
    )
    email = models.EmailField(_("e-mail address"), blank=True)
    language = models.CharField(_("language of mails"), max_length=5, default=settings.LANGUAGE_CODE)
    is_staff = models.BooleanField(_("may enter the administration"), default=False)
    is_active = models.BooleanField(_("active"), default=True)
    date_joined = models.DateTimeField(_("joined"), default=timezone.now)

    # Of the session that this object came with; None: none, it is spoken of (accounts/rules.py, accounts/powers.py).
    used_second_factor: bool | None = None

    objects = Users()

    EMAIL_FIELD = "email"
    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("account")
        verbose_name_plural = _("accounts")

    def __str__(self) -> str:
        return self.get_full_name()

    def get_full_name(self) -> str:
        """The public name; never the login name, which nobody else needs to know."""
        return self.public_name or gettext("Somebody")

    get_short_name = get_full_name

    @property
    def signs_in_as(self) -> str:
        """What this person types at the sign-in, as far as we know what they like best."""
        return self.public_name if self.name_opens else self.username

    def save(self, *args: Any, update_fields: Iterable[str] | None = None, **kwargs: Any) -> None:
        """Keep the key by which look-alike names are refused (databases differ in what they think equal).

        Whoever has no name gets an invented one: a number or a role could be guessed, and claimed by somebody else.
        """
        if update_fields is None or "public_name" in update_fields:
            self.public_name = self.public_name or new_name()
            key = name_key(self.public_name)
            if key is None or (self.name_key or "").partition(TWIN)[0] != key:
                self.name_key = key
            if update_fields is not None:
                update_fields = {*update_fields, "name_key"}
        if update_fields is None and self._has_laid_down:
            update_fields = {field.name for field in self._meta.local_fields} - {"id", *_POWERS}
        super().save(*args, update_fields=update_fields, **kwargs)

    # -- Powers: what a session that used no second factor leaves of them --------------------------------------------
    @property
    def _has_laid_down(self) -> bool:
        return "recorded_powers" in self.__dict__

    def lay_powers_down(self) -> None:
        """Be a plain member from now on, to whoever asks this object; nothing of it is ever saved."""
        if not self._has_laid_down:
            self.recorded_powers = (self.is_staff, self.is_superuser)
        self.is_staff = self.is_superuser = False
        plain = SimpleLazyObject(self._groups_without_power)  # most requests never ask
        self._prefetched_objects_cache = {**self.__dict__.get("_prefetched_objects_cache", {}), "groups": plain}

    def _groups_without_power(self) -> models.QuerySet[Group]:
        return Group.objects.filter(user=self.pk).exclude(pk__in=groups_with_power().values("pk"))

    def refresh_from_db(self, *args: Any, **kwargs: Any) -> None:
        """What was laid down stays so."""
        super().refresh_from_db(*args, **kwargs)
        if self._has_laid_down:
            self.lay_powers_down()

    @cached_property
    def _is_barred(self) -> bool:
        """Whether no right over models is left: for who holds powers that the session may not use, not even others."""
        return self._has_laid_down and needs_second_factor(self)

    def has_perm(self, perm: str, obj: Any = None) -> bool:
        """See Django's; everything that asks for rights over models comes here or to one of the next."""
        return super().has_perm(perm, obj) and not self._is_barred

    def has_module_perms(self, app_label: str) -> bool:
        """See Django's."""
        return super().has_module_perms(app_label) and not self._is_barred

    def get_user_permissions(self, obj: Any = None) -> set[str]:
        """See Django's."""
        return set() if self._is_barred else super().get_user_permissions(obj)

    def get_group_permissions(self, obj: Any = None) -> set[str]:
        """See Django's."""
        return set() if self._is_barred else super().get_group_permissions(obj)

    def get_all_permissions(self, obj: Any = None) -> set[str]:
        """See Django's."""
        return set() if self._is_barred else super().get_all_permissions(obj)


def shown_name(user: User) -> str:
    """What allauth's own pages call a person: never the login name."""
    return user.get_full_name()


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
