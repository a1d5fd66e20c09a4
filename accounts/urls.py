"""/accounts/: ours first, then allauth's."""

from django.urls import include, path

from accounts import views

urlpatterns = [
    path("", views.overview, name="account_profile"),
    path("counts/", views.counts, name="account_counts"),
    path("second-factor/", views.second_factor, name="account_second_factor"),
    path("recovery-phrase/", views.recovery_phrase, name="account_recovery_phrase"),
    path("recover/", views.recover, name="account_recover"),
    path("erase/", views.erase, name="account_erase"),
    path("logout/", views.SignOut.as_view(), name="account_logout"),
    path("sessions/label/", views.label_session, name="account_label_session"),
    path("", include("allauth.urls")),
]
