"""Cameras by commune as the sources count them, with year and kind of figure. None is newer than 2023."""

from __future__ import annotations

# INSEE code, what, number, quality, year, source, remark
Row = tuple[str, str, int, str, int, str, str]


def _cameras(insee: str, value: int, quality: str = "counted", year: int = 2022, note: str = "") -> Row:
    return (insee, "cameras", value, quality, year, "feed", note)


FIGURES: tuple[Row, ...] = (
    ("13055", "cameras", 1558, "counted", 2022, "dossier", "Un peu plus de 200 en 2013 ; 42 agents regardent."),
    ("13055", "investment", 46_000_000, "counted", 2018, "dossier", "Pour 500 caméras : plus de trois fois le budget."),
    _cameras("34172", 650),
    _cameras("31555", 400, "at_least", note="Une vingtaine en 2014."),
    _cameras("31555", 545, "planned", 2023),
    _cameras("30189", 411),
    _cameras("34032", 400),
    _cameras("30007", 167, note="Vingt de moins depuis que des caméras ont été détruites."),
    _cameras("82121", 120, note="Quinze de plus pour les écoles."),
    _cameras("31483", 102),
    _cameras("46309", 65, "planned", note="Une pour 50 habitant·es."),
    _cameras("65440", 64, note="Et sept haut-parleurs."),
    _cameras("34145", 42),
    _cameras("30028", 40),
    ("30028", "investment", 800_000, "counted", 2022, "feed", ""),
    _cameras("12202", 40),
    _cameras("46042", 40),
    _cameras("82186", 30),
    _cameras("12300", 24, year=2014),
    _cameras("11106", 22),
    _cameras("61339", 21, "planned", note="Pour 2 400 habitant·es."),
    ("61339", "investment", 200_000, "planned", 2022, "feed", ""),
    _cameras("09312", 19),
    _cameras("46102", 14),
    _cameras("12120", 10, note="Comptées à Laissac, qui a fusionné depuis."),
    _cameras("09122", 10, "planned"),
    _cameras("11310", 7, note="Pour 180 habitant·es."),
    _cameras("12138", 5, year=2021),
    _cameras("56165", 19, "removed", 2018, "Jugées disproportionnées par la justice."),
)
