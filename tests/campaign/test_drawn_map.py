"""Marks that lie close become one with a number; nobody vanishes in it."""

from __future__ import annotations

import random

import pytest
from django.utils.html import strip_tags

from campaign.drawn_map import Legend, Mark, draw, gather, keep, radius_of

KINDS = {"active": "actif", "forming": "en création", "wanted": "à lancer", "ally": "allié", "sleeping": "en sommeil"}
LEGEND = Legend(KINDS, "Un nombre : plusieurs.")


def mark(name, x, y, *, people=0, **numbers):
    return Mark(
        key=name,
        name=name,
        place=(float(x), float(y)),
        title=f"Collectif de {name}",
        url=f"/{name}/",
        around=f"/autour/{name}/",
        people=people,
        numbers=numbers,
    )


def drawn(*marks):
    return keep(marks, lambda: draw(marks, LEGEND))


def test_marks_within_24_units_are_one_with_a_number():
    near = [mark("Paris", 500, 300, people=9, wanted=1), mark("Saint-Denis", 516, 316, people=3, ally=1)]
    (spot,) = draw(near, LEGEND)["spots"]
    assert (spot["number"], spot["status"], spot["url"]) == (2, "wanted", "/autour/Paris/")
    assert spot["label"] == "Collectif de Paris\nCollectif de Saint-Denis"
    assert spot["name"].text == "Paris, Saint-Denis"
    assert (spot["point"].x, spot["point"].y) == (500, 300)
    assert spot["radius"] > radius_of("wanted")


def test_marks_further_away_stay_apart():
    spots = draw([mark("Paris", 500, 300, wanted=1), mark("Meaux", 517, 317, ally=1)], LEGEND)["spots"]
    assert [spot["number"] for spot in spots] == [0, 0]
    assert {spot["url"] for spot in spots} == {"/Paris/", "/Meaux/"}


def test_a_group_takes_its_most_active_state():
    for least, most in (("sleeping", "ally"), ("ally", "wanted"), ("wanted", "forming"), ("forming", "active")):
        (group,) = gather([mark("A", 1, 1, **{least: 5}), mark("B", 2, 2, **{most: 1})], list(KINDS))
        assert group.status == most


def test_several_in_one_commune_lead_to_its_page():
    (spot,) = draw([mark("Marseille", 700, 700, active=1, ally=2)], LEGEND)["spots"]
    assert (spot["number"], spot["url"], spot["name"].text) == (3, "/Marseille/", "Marseille")


def test_no_mark_hides_the_number_of_another():
    dice = random.Random(3)  # noqa: S311
    where = [(dice.randrange(100, 400), dice.randrange(100, 400), dice.randrange(1, 4)) for _number in range(150)]
    marks = [mark(f"C{number}", x, y, active=active) for number, (x, y, active) in enumerate(where)]
    groups = gather(marks, list(KINDS))
    places = [(group.marks[0].place, group.reach) for group in groups]
    assert all(
        (x - u) ** 2 + (y - v) ** 2 >= (reach + far) ** 2
        for index, ((x, y), reach) in enumerate(places)
        for (u, v), far in places[:index]
    )
    assert sum(group.number or 1 for group in groups) == sum(one.numbers["active"] for one in marks)
    dice.shuffle(marks)
    assert [group.title for group in gather(marks, list(KINDS))] == [group.title for group in groups]


def test_name_of_many_communes_is_cut_and_their_title_whole():
    marks = [
        mark(name, 500, 500, people=people, active=1) for name, people in (("Lille", 9), ("Lens", 8), ("Douai", 7))
    ]
    (spot,) = draw(marks, LEGEND)["spots"]
    assert spot["name"].text == "Lille, Lens…"
    assert spot["label"].count("Collectif de") == 3


def test_legend_counts_each_by_its_state_and_tells_only_what_is_there():
    legend = drawn(
        mark("Paris", 500, 300, active=1),
        mark("Saint-Denis", 505, 300, ally=1),
        mark("Auch", 300, 700, active=1, ally=1),
    ).legend
    words = " ".join(strip_tags(legend).split())
    assert words == "actif (2) allié (2) Un nombre : plusieurs."
    assert legend.count("map__point--active") == legend.count("map__point--ally") == 1


def test_legend_explains_no_number_where_there_is_none():
    assert " ".join(strip_tags(drawn(mark("Auch", 300, 700, sleeping=1)).legend).split()) == "en sommeil (1)"
    assert not drawn().legend.strip()


@pytest.mark.parametrize("kind", KINDS)
def test_each_state_is_drawn_alike_in_the_map_and_in_its_legend(kind):
    both = drawn(mark("Auch", 300, 700, **{kind: 1}))
    shape = "<path" if kind == "ally" else "<circle"
    for part in both:
        assert f'{shape} class="map__point map__point--{kind}"' in " ".join(part.split())


def test_map_is_no_part_of_what_keyboards_and_voices_go_through():
    both = drawn(mark("Paris", 500, 300, active=2), mark("Auch", 300, 700, ally=1))
    assert both.map.count("<svg") == both.map.count('aria-hidden="true"') == 1
    assert both.map.count("<a ") == both.map.count('tabindex="-1"') == 2
    assert both.legend.count("<svg") == both.legend.count('aria-hidden="true"') == 2


def test_names_are_escaped():
    assert "<script>" not in drawn(mark("<script>", 500, 300, active=1)).map
    assert "&lt;script&gt;</text>" in drawn(mark("<script>", 500, 300, active=1)).map


def test_positions_are_written_for_machines_in_every_language():
    assert 'x="298.5"' in drawn(mark("Auch", 278.5, 700, active=1)).map
