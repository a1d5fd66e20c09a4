"""When people joined and signed in last is known to the day; the rest follows in the night (accounts/moments.py)."""

from datetime import UTC

from django.db import migrations
from django.db.models.functions import TruncDay


def leave_days(apps, schema_editor):
    User = apps.get_model("accounts", "User")
    User.objects.update(
        last_login=TruncDay("last_login", tzinfo=UTC), date_joined=TruncDay("date_joined", tzinfo=UTC)
    )


class Migration(migrations.Migration):
    dependencies = [("accounts", "0004_one_group_of_editors")]

    operations = [migrations.RunPython(leave_days, migrations.RunPython.noop)]
