"""How passwords are hashed and looked at, and what is not counted of people."""

AUTHENTICATION_BACKENDS = [
    "accounts.backends.PasswordBackend",
    "django.contrib.auth.backends.ModelBackend",  # sessions that began with it go on; no password comes this far
]
PASSWORD_HASHERS = [
    "accounts.hashing.Argon2InTurn",
    "accounts.hashing.PBKDF2InTurn",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("username", "public_name", "email")},
    },
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
ACCOUNT_FORMS = {
    "signup": "accounts.forms.SignupForm",
    "login": "accounts.forms.LoginForm",
    "reset_password": "accounts.forms.ResetPasswordForm",
    "add_email": "accounts.forms.AddressForm",
    "reauthenticate": "accounts.passwords.PasswordAgainForm",
    "reset_password_from_key": "accounts.passwords.ResetPasswordKeyForm",
    "change_password": "accounts.passwords.ChangePasswordForm",
    "set_password": "accounts.passwords.SetPasswordForm",
}
# allauth counts by address, and here the crowd has one; by name, and whoever types it shuts its owner out. Doors of
# ours stand instead (accounts/doors.py). What is left counts who is signed in, or knows the password (codes).
# Mails that confirm an address are counted in accounts/adapters.py, where reaching the limit shows nowhere.
_OURS = ["login", "signup", "reset_password", "reset_password_from_key", "confirm_email"]
ACCOUNT_RATE_LIMITS = dict.fromkeys(_OURS) | {
    "login_failed": "5/5m/key",
}
MFA_RATE_LIMITS = {"webauthn_login": None}  # no password is looked at, no code can be guessed
MFA_FORMS = {
    "authenticate": "accounts.codes.CodeForm",
    "reauthenticate": "accounts.codes.CodeAgainForm",
    "authenticate_webauthn": "accounts.codes.PasskeyForm",
    "login_webauthn": "accounts.codes.PasskeySignInForm",
    "reauthenticate_webauthn": "accounts.codes.PasskeyAgainForm",
    "activate_totp": "accounts.codes.NewApplicationForm",
    "add_webauthn": "accounts.codes.NewPasskeyForm",
    "edit_webauthn": "accounts.codes.PasskeyNameForm",
}
