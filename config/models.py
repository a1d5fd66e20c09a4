"""What the clock remembers. It lies in the database, so that all machines of an installation have one clock."""

from datetime import datetime, timedelta

from django.db import models


class Job(models.Model):
    """When a job of the clock was last begun, by the clock of the machine whose worker did."""

    name = models.CharField(max_length=20, primary_key=True)
    begun_at = models.DateTimeField(null=True)
    behind = models.IntegerField(default=0)  # seconds of that clock behind the database's, at that moment

    def __str__(self) -> str:
        return self.name

    @property
    def begun(self) -> datetime | None:
        """The same moment by the database's clock."""
        return self.begun_at and self.begun_at + timedelta(seconds=self.behind)
