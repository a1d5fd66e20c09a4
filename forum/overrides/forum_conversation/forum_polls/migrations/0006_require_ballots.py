"""One ballot a person, one mark an option: the database refuses the rest."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("forum_polls", "0005_fill_ballots")]

    operations = [
        migrations.AlterField(
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
        migrations.AddConstraint(
            model_name="ballot",
            constraint=models.UniqueConstraint(fields=("poll", "voter"), name="one_ballot_a_person"),
        ),
    ]
