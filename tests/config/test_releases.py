"""A database that has a part of what the migrations stand for is left as it is, in words; Django would not notice."""

from __future__ import annotations

import pytest
from django.core.management import CommandError, call_command
from django.db.migrations.recorder import MigrationRecorder

from config.doctor import services
from config.doctor.findings import Level

pytestmark = pytest.mark.django_db(databases=["default", "leaks"])
OLDER, BETWEEN = ("campaign", "0006_search_statements"), ("accounts", "0007_languages_are_a_setting")


@pytest.mark.parametrize(
    ("app", "gone", "whole"),
    [(*OLDER, "campaign.0001_tables_of_0_1_0"), (*BETWEEN, "accounts.0002_names_groups_and_days")],
)
def test_database_of_no_release_is_refused_and_told_the_way(app, gone, whole):
    MigrationRecorder.Migration.objects.filter(app=app, name__in=[gone, whole.partition(".")[2]]).delete()
    with pytest.raises(CommandError, match=f"{whole} stands for. Upgrade this database with 0.1.0 first"):
        call_command("prepare", "migrate")
    told = [finding for finding in services.migrations() if finding.level == Level.BROKEN]
    assert len(told) == 1 and whole in told[0].said


def test_database_of_this_version_has_nothing_to_do():
    assert all(finding.level == Level.WELL for finding in services.migrations())
    call_command("prepare", "migrate")
