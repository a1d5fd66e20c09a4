"""No page tells the number of an account, a login name or an address: every page that guests and members reach."""

import re
from collections import deque
from urllib.parse import urlsplit

import pytest
from allauth.account.models import EmailAddress
from django.test import Client
from django.urls import reverse

from accounts.models import User
from campaign.models import Collective, Membership
from forum.addresses import profile_address
from forum.deciding.services import polls
from forum.machina import Topic
from forum.services import reply, start_topic
from forum.spaces import services as spaces
from forum.templatetags.board_tags import topic_url
from tests.conftest import signed_in_client
from tests.own_memory import Memory
from tests.states import FIRST_ACCOUNT

# Outside a transaction the parts of pages that are alike are remembered, by each reader apart.
pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "leaks"])

NOT_READ = re.compile(r"/(static|media|documents|accounts/logout|leak|en/leak)(/|$)|\.(png|svg|pdf|webp|jpg)$|/api/")
LINKS = re.compile(r"""(?:(?:href|src|action|data-[\w-]+)=["']|<loc>)([^"'#<]+)""")
OWN = ("/accounts/", "/forum/notices/mails/")  # where one's own address stands, for oneself
MOST = 700  # pages of one reader


def walk(client):
    """Address and text of every page that links lead to, and of every answer to a form that is read by GET."""
    waiting, seen = deque(["/", "/en/", "/forum/", "/agenda/", "/collectifs/", "/sitemap.xml", "/accounts/"]), set()
    while waiting and len(seen) < MOST:
        address = waiting.popleft()
        if address in seen:
            continue
        seen.add(address)
        answer = client.get(address, follow=True)
        if answer.streaming or not re.search(r"html|xml|json|calendar", answer.get("Content-Type", "")):
            continue
        text = answer.text
        yield address, text, answer.headers
        for link in LINKS.findall(text):
            parts = urlsplit(link.replace("&amp;", "&"))
            if parts.netloc in ("", "testserver", "localhost", "localhost:8000") and parts.path.startswith("/"):
                path = parts.path + (f"?{parts.query}" if parts.query and "page=" in parts.query else "")
                if not NOT_READ.search(parts.path) and path not in seen:
                    waiting.append(path)


def read_all(client, told):
    """How many pages a reader reached; fails at the first that says what is told nowhere."""
    read = 0
    for address, text, headers in walk(client):
        found = told.search(text) or told.search(str(headers)) or told.search(address)
        assert not found, (address, found)
        read += 1
        if not address.removeprefix("/en").startswith(OWN):
            assert "secret@example.net" not in text, address
    return read


def test_no_page_tells_the_number_the_login_name_or_the_address_of_an_account(demonstration):
    reader = User.objects.create_user("identifiant-secret", email="secret@example.net", public_name="Lectrice")
    EmailAddress.objects.create(user=reader, email="secret@example.net", verified=True, primary=True)
    other = User.objects.create_user("autre-identifiant", email="autre@example.net", public_name="Voix d’à côté")
    collective = Collective.objects.approved().first()
    for person, role in ((reader, "member"), (other, "organiser")):
        Membership.objects.create(user=person, collective=collective, role=role, is_shown=True)
    for topic in Topic.objects.select_related("forum")[:3]:
        reply(topic=topic, author=other, content="Je viens")
        reply(topic=topic, author=reader, content="@Voix d’à côté, avec moi")
    polls.open_poll(
        topic=topic, question="Quand ?", options=["lundi", "mardi"], max_options=1, closes_at=None, user_changes=True
    )
    logins = set(User.objects.exclude(pk=reader.pk).values_list("username", flat=True))
    names = [name for name in logins if len(name) > 5 and not User.objects.filter(public_name__iexact=name).exists()]
    whole = [rf"(?<![\w/-]){re.escape(name)}(?![\w-])" for name in names]
    told = re.compile("|".join([r"(?<!\d)73401\d{3}(?!\d)", r"autre@example\.net", *whole]))
    assert User.objects.count() > 3 and min(User.objects.values_list("pk", flat=True)) > FIRST_ACCOUNT
    for client, least in ((Client(), 60), (signed_in_client(reader), 80)):
        with Memory().inside():
            assert read_all(client, told) > least
    page = reverse("forum_member:profile", args=[other.public_name])
    assert Client().get(page).status_code == 200
    assert profile_address(other.public_name) in Client().get(topic_url(topic)).text


def test_numbers_of_accounts_lead_nowhere(member, outsider, moderator, collective):
    space = spaces.make_spaces(collective=collective)
    start_topic(forum=space.public_forum, author=member, subject="Affiches", content="Où ?")
    for client in (Client(), signed_in_client(outsider), signed_in_client(member), signed_in_client(moderator)):
        assert client.get(reverse("forum_member:profile", args=[member.public_name])).status_code == 200
        for person in User.objects.all():
            for prefix in ("", "/en"):
                assert client.get(f"{prefix}/forum/member/profile/{person.pk}/").status_code == 404
                assert client.get(f"{prefix}/forum/member/profile/{person.username}/").status_code == 404
                letter = client.get(f"{prefix}/forum/people/{person.pk}/letter/")
                assert letter.status_code == 404 or letter.url.startswith(f"{prefix}/accounts/login/")
