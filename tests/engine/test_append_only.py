"""Logs of what people did are added to, and nothing rewrites them."""

from __future__ import annotations

import pytest
from django.apps import apps

from engine.append_only import AppendOnly

LOGS = [model for model in apps.get_models() if issubclass(model, AppendOnly)]


def test_the_logs_of_the_house_are_known():
    assert {model._meta.label for model in LOGS} == {"campaign.Act", "leaks.Act", "surveillance.Change"}


@pytest.mark.parametrize("model", LOGS, ids=lambda model: model._meta.label)
def test_line_is_neither_changed_nor_erased(model):
    line = model(pk=1)
    line._state.adding = False
    for act in (line.save, line.delete, model.objects.all().delete, lambda: model.objects.update(pk=2)):
        with pytest.raises(TypeError):
            act()
