"""What leaves us under the campaign's own name: authenticator apps and mails, never the product's."""

import pytest
from django.core import mail
from django.urls import reverse
from wagtail.models import Site

from campaign.models import SiteSettings

pytestmark = pytest.mark.django_db


@pytest.fixture
def named_campaign():
    settings = SiteSettings.for_site(Site.objects.get(is_default_site=True))
    settings.campaign_name = "Villes sans yeux"
    settings.save()


def test_authenticator_app_shows_the_campaign(named_campaign, outsider, client_of):
    page = client_of(outsider).get(reverse("mfa_activate_totp"))
    assert "issuer=Villes%20sans%20yeux" in page.context["totp_url"]


def test_mail_greets_from_the_campaign(named_campaign, outsider, client):
    outsider.email = "passante@example.org"
    outsider.save()
    client.post(reverse("account_reset_password"), {"email": outsider.email})
    (message,) = mail.outbox
    assert "Villes sans yeux" in message.body
    assert "Contrechamp" not in message.subject + message.body


def test_campaign_without_a_name_goes_by_its_host(outsider, client_of):
    page = client_of(outsider).get(reverse("mfa_activate_totp"))
    assert "issuer=testserver" in page.context["totp_url"]
