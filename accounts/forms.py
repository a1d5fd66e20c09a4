"""What people type about their account. These forms refuse; services write."""

from __future__ import annotations

import threading
from contextlib import suppress
from typing import Any

from allauth.account.forms import AddEmailForm as AllauthAddEmailForm
from allauth.account.forms import LoginForm as AllauthLoginForm
from allauth.account.forms import ResetPasswordForm as AllauthResetPasswordForm
from allauth.account.forms import SignupForm as AllauthSignupForm
from django import forms
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.users.forms import UserCreationForm as WagtailUserCreationForm
from wagtail.users.forms import UserEditForm as WagtailUserEditForm

from accounts import doors
from accounts.exceptions import HashingBusy
from accounts.hashing import at_least, hurried
from accounts.logins import new_login
from accounts.models import TAKEN, User
from accounts.names import WORDS_GO, WORDS_STAY_NAMED, WORDS_STAY_NAMELESS
from accounts.passwords import NewPasswordForm
from accounts.reserved import is_reserved
from accounts.rules import has_second_factor
from accounts.validators import LONGEST_NAME, name_key, tidy_name, validate_public_name, validate_spelling
from engine.door_forms import FareForm
from engine.doors import WAIT
from engine.throttle import allow

HOUR = 3600
TURNED_BACK_AFTER = 1.0  # seconds, whoever it is: what was looked up meanwhile shows in no clock
_places_to_wait = threading.BoundedSemaphore(100)


def clean_public_name(name: str, *, username: str, besides: User | None = None, reserved: bool = False) -> str:
    """A tidy public name that looks like nobody else's; `username` is a login name that it must not give away, if any.

    Names that speak for the campaign are for administrators to give (`reserved`). A name that one has stays allowed.
    """
    if besides is not None and name == besides.public_name:
        return name
    name = tidy_name(name)
    validate_public_name(name)
    key = name_key(name)
    if username and key == name_key(username):
        raise ValidationError(_("Choose a public name that differs from your login name, which you keep to yourself."))
    others, own = User.objects.named(name), False
    if besides is not None:
        others, own = others.exclude(pk=besides.pk), name_key(besides.public_name) == key
    if others.exists() and not own:
        raise ValidationError(TAKEN)
    if not (reserved or own) and is_reserved(name):
        raise ValidationError(_("This name speaks for the campaign or its moderators. Choose another one."))
    return name


def without_placeholders(form: forms.BaseForm) -> None:
    """Labels say what a field is; a placeholder that repeats it only gets in the way of screen readers."""
    for field in form.fields.values():
        field.widget.attrs.pop("placeholder", None)


class PasswordFareForm(FareForm):
    """A form at a door of accounts, which hashes what is typed."""

    SALT = "accounts.door"
    is_overloaded = False

    def overload(self) -> None:
        """Say that the line of those whose passwords are looked at is full; what was paid counts again."""
        self.is_overloaded = True
        self.give_back()
        self.add_error(None, _("Too many passwords are being looked at. Send this again in half a minute."))

    @property
    def refusal_status(self) -> int | None:
        """The status of the answer when the form was sent away, not refused for what it says."""
        return 429 if self.is_asked else 503 if self.is_overloaded else None


class SignupForm(PasswordFareForm, NewPasswordForm, AllauthSignupForm):
    """A name, a password; the e-mail if one wants. The login name is made of the name."""

    SALT = "accounts.sign-up"
    DOOR = doors.SIGN_UP
    needs_work = True  # accounts write to others: programs that make them pay for each

    public_name = forms.CharField(
        label=_("Name"),
        max_length=60,
        help_text=_("A pseudonym. It is shown beside what you write, and you sign in with it."),
        widget=forms.TextInput(attrs={"autocomplete": "username"}),
    )

    field_order = ["public_name", "password1", "email"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["username"]
        self.fields["password1"].label = _("Password")
        self.fields["email"].label = _("E-mail address")
        self.fields["email"].help_text = _(
            "Only to get a new password. Without it you are given a recovery phrase to keep on paper."
        )

    def clean_public_name(self) -> str:
        """See the function of the same name."""
        name = clean_public_name(self.cleaned_data["public_name"], username="")
        self.cleaned_data["username"] = new_login(name)
        return name

    def clean(self) -> dict[str, Any]:
        """Once everything else is right, the door."""
        data: dict[str, Any] = super().clean()
        if not self._errors:
            self.comes_in()
        return data


class LoginForm(PasswordFareForm, AllauthLoginForm):
    """A name, public or not, and the password, which browsers do not get back: it is typed again.

    When many try passwords, or some try many for one name, nothing is hashed before work or patience paid for it. An
    account with a second factor need not pay, since a password alone opens nothing there; who has the wrong password
    is not told, nor learns by a clock, which accounts these are.
    """

    SALT = "accounts.sign-in"
    DOOR = doors.SIGN_IN

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].label = _("Name or login name")
        self.fields["password"].label = _("Password")
        self.fields["remember"].label = _("Stay signed in on this device")
        self.fields["password"].help_text = ""
        without_placeholders(self)

    def asking(self) -> str:
        """See FareForm."""
        return _(
            "Many people are here at once. With JavaScript, your browser does a few seconds of work; without, wait "
            "%(seconds)s seconds. Then type your password again, and send."
        ) % {"seconds": WAIT}

    def _clean_with_password(self, credentials: dict[str, Any]) -> dict[str, Any]:
        name = credentials["username"]
        crowded = doors.SIGN_IN.is_full() or doors.SIGN_IN_NAME.is_full(name)
        if crowded and not self.pays():
            doors.SIGN_IN_NAME.count(name)
            if not self._opens_unpaid(credentials):
                self.ask()
            return self.cleaned_data
        try:
            data: dict[str, Any] = super()._clean_with_password(credentials)
        except HashingBusy:
            self.overload()
            return self.cleaned_data
        except ValidationError:
            doors.SIGN_IN.count()
            doors.SIGN_IN_NAME.count(name)
            raise
        return data

    def _opens_unpaid(self, credentials: dict[str, Any]) -> bool:
        """Whether this is the right password of an account with a second factor. A no comes after the same time."""
        if not _places_to_wait.acquire(blocking=False):
            return False
        try:
            with at_least(TURNED_BACK_AFTER) as pause:
                name = credentials["username"]
                has_factor = any(has_second_factor(user) for user in User.objects.signing_in_as(name))
                if has_factor and doors.UNPAID_NAME.count(name):
                    with suppress(HashingBusy, ValidationError), hurried():
                        super()._clean_with_password(credentials)
                        pause.end()
                        return True
        finally:
            _places_to_wait.release()
        return False


class ResetPasswordForm(FareForm, AllauthResetPasswordForm):
    """The address that a mail for a new password goes to."""

    SALT = "accounts.reset"
    DOOR = doors.RESET

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].label = _("E-mail address")
        without_placeholders(self)

    def clean(self) -> dict[str, Any]:
        """Once there is an address, the door."""
        data: dict[str, Any] = super().clean() or {}
        if not self._errors:
            self.comes_in()
        return data

    @property
    def refusal_status(self) -> int | None:
        """See PasswordFareForm."""
        return 429 if self.is_asked else None

    def save(self, request: HttpRequest, **kwargs: Any) -> str:
        """Mail the address, unless it was mailed enough: the answer is the same, and an earlier mail still works."""
        email: str = self.cleaned_data["email"]
        if allow(action="reset-mail", who=email.lower(), limit=doors.RESET_MAILS_AN_HOUR, seconds=HOUR):
            return str(super().save(request, **kwargs))
        return email


class AddressForm(AllauthAddEmailForm):
    """One more address of one's own."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].label = _("E-mail address")
        without_placeholders(self)


class ProfileForm(forms.Form):
    """The name the others read, and the language of mails."""

    public_name = forms.CharField(label=_("Public name"), max_length=60)
    language = forms.ChoiceField(label=_("Language of mails"), choices=settings.LANGUAGES, required=False)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_public_name(self) -> str:
        """See the function of the same name."""
        name = self.cleaned_data["public_name"]
        return clean_public_name(name, username=_secret_login(self.user), besides=self.user)


class SignInForm(forms.Form):
    """By which names one signs in."""

    login = forms.CharField(
        label=_("New login name"),
        max_length=LONGEST_NAME,
        required=False,
        help_text=_(
            "Leave it empty to keep the one you have. Four digits are added to what you type, so that "
            "nobody can find out here which login names exist."
        ),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    name_opens = forms.BooleanField(
        label=_("Sign in with my public name too"),
        help_text=User._meta.get_field("name_opens").help_text,
        required=False,
    )

    def clean_login(self) -> str:
        """What a login name can be made of, or nothing."""
        login: str = tidy_name(self.cleaned_data["login"])
        if login:
            validate_spelling(login)
        if login and not any(character.isalpha() for character in login):
            raise ValidationError(_("A name needs at least one letter."))
        return login


def _secret_login(user: User) -> str:
    """The login name of somebody whom their public name does not let in: it must not be one and the same."""
    return "" if user.name_opens else user.username


class EraseForm(forms.Form):
    """Leave for good: what becomes of one's words, and the password once more."""

    words = forms.ChoiceField(
        label=_("What I wrote on the forum"),
        choices=[
            (WORDS_STAY_NAMELESS, _("stays, without my name")),
            (WORDS_STAY_NAMED, _("stays, under my public name")),
            (WORDS_GO, _("goes: only the mark remains that something was said")),
        ],
        initial=WORDS_STAY_NAMELESS,
        help_text=_("Titles of topics in which others answered stay, and so does what others quoted."),
        widget=forms.RadioSelect,
    )
    password = forms.CharField(
        label=_("Password"), strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "current-password"})
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_password(self) -> str:
        """It must be the account's own."""
        password: str = self.cleaned_data["password"]
        if not self.user.check_password(password):
            raise ValidationError(_("This is not the password of your account. Type it once more."))
        return password


class SessionForm(forms.Form):
    """What one calls a device on which one is signed in."""

    session = forms.IntegerField(widget=forms.HiddenInput)
    label = forms.CharField(label=_("Name of this device"), max_length=40, required=False)


class RecoverForm(PasswordFareForm, NewPasswordForm):
    """The way back with a recovery phrase."""

    SALT = "accounts.recover"
    DOOR = doors.RECOVER

    username = forms.CharField(
        label=_("Name or login name"),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "username"}),
    )
    phrase = forms.CharField(
        label=_("Recovery phrase"),
        max_length=200,
        help_text=_("The six words you kept. Capitals and spaces do not matter."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false", "autocapitalize": "none"}),
    )
    password1 = forms.CharField(label=_("New password"), strip=False)

    def clean_password1(self) -> str:
        """The same demands as at sign-up."""
        password: str = self.cleaned_data["password1"]
        name = self.data.get("username", "")
        validate_password(password, User(username=name, public_name=name))
        return password


class _WithoutRealNames:
    """Wagtail asks administrators for everybody's e-mail and real names; we have neither."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].required = False  # type: ignore[attr-defined]

    def clean_public_name(self) -> str:
        """See the function of the same name; whoever is given no name gets an invented one."""
        name: str = self.cleaned_data["public_name"]  # type: ignore[attr-defined]
        if not name:
            return name
        username = "" if self.instance.name_opens else self.data.get("username", "")  # type: ignore[attr-defined]
        return clean_public_name(name, username=username, besides=self.instance, reserved=True)  # type: ignore[attr-defined]


class CmsUserCreationForm(_WithoutRealNames, WagtailUserCreationForm):
    """Wagtail's form to add an account."""

    first_name = last_name = None

    class Meta(WagtailUserCreationForm.Meta):
        fields = ["username", "public_name", "email", "is_superuser", "groups"]


class CmsUserEditForm(_WithoutRealNames, WagtailUserEditForm):
    """Wagtail's form to change an account."""

    first_name = last_name = None

    class Meta(WagtailUserEditForm.Meta):
        fields = ["username", "public_name", "email", "is_active", "is_superuser", "groups"]


class CmsOwnNameForm(forms.ModelForm):  # type: ignore[type-arg]
    """One's own names at /cms/account/: the public one."""

    class Meta:
        model = User
        fields = ["public_name"]

    def clean_public_name(self) -> str:
        """See the function of the same name."""
        name = self.cleaned_data["public_name"]
        return clean_public_name(name, username=_secret_login(self.instance), besides=self.instance) if name else name
