"""A person has one ballot in a poll, with one mark an option; a poll knows the moment it closes."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    replaces = [
        ("forum_polls", "0004_add_ballots"),
        ("forum_polls", "0005_fill_ballots"),
        ("forum_polls", "0006_require_ballots"),
    ]

    dependencies = [
        ("forum_polls", "0003_topicpoll_hide_results"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="topicpoll",
            name="closes_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="closes"),
        ),
        migrations.AlterField(
            model_name="topicpollvote",
            name="voter",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="poll_votes",
                to=settings.AUTH_USER_MODEL,
                verbose_name="voter",
            ),
        ),
        migrations.CreateModel(
            name="Ballot",
            fields=[
                ("id", models.AutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "poll",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="ballots",
                        to="forum_polls.topicpoll",
                    ),
                ),
                (
                    "voter",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="voter",
                    ),
                ),
            ],
            options={
                "verbose_name": "ballot",
                "verbose_name_plural": "ballots",
                "constraints": [models.UniqueConstraint(fields=("poll", "voter"), name="one_ballot_a_person")],
            },
        ),
        migrations.AddField(
            model_name="topicpollvote",
            name="ballot",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="votes", to="forum_polls.ballot"
            ),
        ),
        migrations.AddConstraint(
            model_name="topicpollvote",
            constraint=models.UniqueConstraint(fields=("ballot", "poll_option"), name="one_vote_an_option"),
        ),
    ]
