"""What people type about their account. These forms refuse; services write."""

from __future__ import annotations

from typing import Any

from allauth.account.forms import LoginForm as AllauthLoginForm
from allauth.account.forms import SignupForm as AllauthSignupForm
from django import forms
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail.users.forms import UserCreationForm as WagtailUserCreationForm
from wagtail.users.forms import UserEditForm as WagtailUserEditForm

from accounts.models import User
from accounts.names import WORDS_GO, WORDS_STAY_NAMED, WORDS_STAY_NAMELESS
from accounts.validators import name_key, tidy_name, validate_public_name


def clean_public_name(name: str, *, username: str, besides: User | None = None) -> str:
    """A tidy public name that is nobody else's and does not give the login name away."""
    name = tidy_name(name)
    validate_public_name(name)
    if username and name_key(name) == name_key(username):
        raise ValidationError(
            _("Choose a public name that differs from your login name, which is half of the key to your account.")
        )
    others = User.objects.filter(name_key=name_key(name))
    if besides is not None:
        others = others.exclude(pk=besides.pk)
    if others.exists():
        raise ValidationError(_("Someone already writes under this name. Choose another one."))
    return name


def without_placeholders(form: forms.BaseForm) -> None:
    """Labels say what a field is; a placeholder that repeats it only gets in the way of screen readers."""
    for field in form.fields.values():
        field.widget.attrs.pop("placeholder", None)


class SignupForm(AllauthSignupForm):
    """A login name, a public name, a password; the e-mail if one wants."""

    public_name = forms.CharField(
        label=_("Public name"),
        max_length=60,
        help_text=_("The pseudonym shown beside what you write. Not your real name, and not your login name."),
        widget=forms.TextInput(attrs={"autocomplete": "nickname"}),
    )

    field_order = ["username", "public_name", "password1", "password2", "email"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["username"].label = _("Login name")
        self.fields["username"].help_text = _("Only you see it: you sign in with it. Letters, digits and @ . + - _")
        self.fields["email"].label = _("E-mail address")
        self.fields["email"].help_text = _(
            "Only to get a new password. Without it you are given a recovery phrase to keep on paper."
        )
        without_placeholders(self)

    def clean_public_name(self) -> str:
        """See the function of the same name."""
        return clean_public_name(self.cleaned_data["public_name"], username=self.data.get("username", ""))


class LoginForm(AllauthLoginForm):
    """Login name and password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].label = _("Login name")
        self.fields["remember"].label = _("Stay signed in on this device")
        self.fields["password"].help_text = ""
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
        return clean_public_name(name, username=self.user.username, besides=self.user)


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


class RecoverForm(forms.Form):
    """The way back with a recovery phrase."""

    username = forms.CharField(
        label=_("Login name"), max_length=60, widget=forms.TextInput(attrs={"autocomplete": "username"})
    )
    phrase = forms.CharField(
        label=_("Recovery phrase"),
        max_length=200,
        help_text=_("The six words you kept. Capitals and spaces do not matter."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false", "autocapitalize": "none"}),
    )
    password1 = forms.CharField(
        label=_("New password"), strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "new-password"})
    )
    password2 = forms.CharField(
        label=_("New password, again"), strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "new-password"})
    )

    def clean_password1(self) -> str:
        """The same demands as at sign-up."""
        password: str = self.cleaned_data["password1"]
        validate_password(password, User(username=self.data.get("username", "")))
        return password

    def clean(self) -> dict[str, Any]:
        """Both passwords must be the same."""
        data = super().clean() or {}
        if data.get("password1") and data.get("password2") and data["password1"] != data["password2"]:
            self.add_error("password2", _("The two passwords differ. Type the same one twice."))
        return data


class _WithoutRealNames:
    """Wagtail asks administrators for everybody's e-mail and real names; we have neither."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].required = False  # type: ignore[attr-defined]

    def clean_public_name(self) -> str:
        """See the function of the same name; an empty name stays possible here."""
        name: str = self.cleaned_data["public_name"]  # type: ignore[attr-defined]
        if not name:
            return name
        return clean_public_name(name, username=self.data.get("username", ""), besides=self.instance)  # type: ignore[attr-defined]


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
        return clean_public_name(name, username=self.instance.username, besides=self.instance) if name else name
