"""Addresses of the campaign that are no Wagtail pages."""

from django.urls import path, re_path

from campaign.views import collectives, communes, feed, members, start

app_name = "campaign"

urlpatterns = [
    # /articles/
    path("articles/feed/", feed.ArticleFeed(), name="articles_feed"),
    # /collectifs/
    path("collectifs/", collectives.collective_list, name="collectives"),
    path("collectifs/lancer/", start.start_collective, name="start_collective"),
    path("collectifs/lancer/relire/", start.review_collective, name="review_collective"),
    path("collectifs/lancer/envoyer/", start.send_collective, name="send_collective"),
    path("collectifs/<slug:slug>/", collectives.collective_detail, name="collective"),
    path("collectifs/<slug:slug>/reponse/", collectives.answer_collective, name="answer_collective"),
    path("collectifs/<slug:slug>/modifier/", collectives.collective_edit, name="edit_collective"),
    path("collectifs/<slug:slug>/rejoindre/", members.join, name="join"),
    path("collectifs/<slug:slug>/quitter/", members.leave, name="leave"),
    path("collectifs/<slug:slug>/membres/", members.members, name="members"),
    path("collectifs/<slug:slug>/membres/<int:pk>/", members.change_member, name="change_member"),
    path("collectifs/<slug:slug>/demandes/<int:pk>/", members.answer_request, name="answer_request"),
    # /communes/
    path("communes/", communes.commune_list, name="communes"),
    re_path(
        r"^communes/(?P<insee>[0-9][0-9AB][0-9]{3})-(?P<slug>[-a-z0-9]+)/$", communes.commune_detail, name="commune"
    ),
]
