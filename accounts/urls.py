"""/accounts/: ours first, then allauth's."""

from django.urls import include, path, re_path

from accounts import entrances, links, views

urlpatterns = [
    path("", views.overview, name="account_profile"),
    path("counts/", views.counts, name="account_counts"),
    path("words/", views.words, name="account_words"),
    path("second-factor/", views.second_factor, name="account_second_factor"),
    path("recovery-phrase/", views.recovery_phrase, name="account_recovery_phrase"),
    path("recover/", views.recover, name="account_recover"),
    path("names/", views.sign_in_names, name="account_sign_in_names"),
    path("erase/", views.erase, name="account_erase"),
    path("logout/", views.SignOut.as_view(), name="account_logout"),
    path("sessions/label/", views.label_session, name="account_label_session"),
    path("login/", entrances.SignIn.as_view(), name="account_login"),
    path("2fa/webauthn/login/", entrances.PasskeySignIn.as_view(), name="mfa_login_webauthn"),
    path("2fa/recovery-codes/generate/", views.NewRecoveryCodes.as_view(), name="mfa_generate_recovery_codes"),
    path("signup/", entrances.SignUp.as_view(), name="account_signup"),
    path("password/reset/", entrances.AskForPassword.as_view(), name="account_reset_password"),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        links.ResetPassword.as_view(),
        name="account_reset_password_from_key",
    ),
    re_path(r"^confirm-email/(?P<key>[-:\w]+)/$", links.ConfirmAddress.as_view(), name="account_confirm_email"),
    path("", include("allauth.urls")),
]
