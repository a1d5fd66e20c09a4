"""Votes that are there get a ballot each person; what stock machina counted twice, or beyond the poll's own limit, goes."""

from collections import defaultdict
from datetime import timedelta

from django.db import migrations


def fill(apps, schema_editor):
    """One ballot for each voter of each poll, with the latest marks that the poll allows."""
    polls = apps.get_model("forum_polls", "TopicPoll").objects
    votes = apps.get_model("forum_polls", "TopicPollVote").objects
    ballots = apps.get_model("forum_polls", "Ballot").objects
    for poll in polls.exclude(duration=None):
        polls.filter(pk=poll.pk).update(closes_at=poll.created + timedelta(days=poll.duration))
    for poll in polls.all():
        marks = defaultdict(dict)  # by person (an account, or machina's key of a visitor): option → latest vote
        for vote in votes.filter(poll_option__poll=poll).order_by("pk"):
            marks[vote.voter_id, vote.anonymous_key][vote.poll_option_id] = vote.pk
        kept = set()
        for (voter, _key), latest in marks.items():
            counted = sorted(latest.values())[-poll.max_options :]
            votes.filter(pk__in=counted).update(ballot=ballots.create(poll=poll, voter_id=voter))
            kept.update(counted)
        votes.filter(poll_option__poll=poll).exclude(pk__in=kept).delete()


class Migration(migrations.Migration):
    dependencies = [("forum_polls", "0004_add_ballots")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
