"""What the clock remembers. It lies in the database, so that all machines of an installation have one clock."""

from django.db import models


class Job(models.Model):
    """When a job of the clock was last begun."""

    name = models.CharField(max_length=20, primary_key=True)
    begun_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.name
