"""Polls that are over forget who voted what; those without a last day have sixty days; no vote has a moment."""

from datetime import timedelta

from django.db import migrations
from django.utils import timezone

OPEN_AT_MOST = timedelta(days=60)


def forget_voters(apps, schema_editor):
    TopicPoll = apps.get_model("forum_polls", "TopicPoll")
    Ballot = apps.get_model("forum_polls", "Ballot")
    Vote = apps.get_model("forum_polls", "TopicPollVote")
    for poll in TopicPoll.objects.filter(closes_at=None):
        TopicPoll.objects.filter(pk=poll.pk).update(closes_at=poll.created + OPEN_AT_MOST)
    for poll in TopicPoll.objects.filter(closes_at__lte=timezone.now()):
        ballots = Ballot.objects.filter(poll=poll)
        marked = sorted(
            sorted(Vote.objects.filter(ballot=ballot).values_list("poll_option_id", flat=True)) for ballot in ballots
        )
        Vote.objects.filter(ballot__poll=poll).delete()
        ballots.delete()
        for options in marked:
            ballot = Ballot.objects.create(poll=poll)
            Vote.objects.bulk_create(Vote(ballot=ballot, poll_option_id=option) for option in options)


class Migration(migrations.Migration):
    dependencies = [("forum_polls", "0004_ballots")]

    operations = [
        migrations.RemoveField(model_name="topicpollvote", name="timestamp"),
        migrations.RunPython(forget_voters, migrations.RunPython.noop),
    ]
