"""Topics that became part of another."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("board", "0004_decisions"),
        ("forum_conversation", "0017_lists_by_index"),
    ]

    operations = [
        migrations.CreateModel(
            name="FormerTopic",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("former_id", models.PositiveBigIntegerField(unique=True)),
                (
                    "topic",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="former",
                        to="forum_conversation.topic",
                    ),
                ),
            ],
            options={"verbose_name": "former topic", "verbose_name_plural": "former topics"},
        ),
    ]
