"""The figures of a commune, and what its cameras cost a year: known, or estimated and said to be."""

from __future__ import annotations

from dataclasses import dataclass

from places.models import Commune
from surveillance.models import Figure
from surveillance.rules import PARIS_CAMERA_EUR_A_YEAR, PARIS_PRICE_YEAR


@dataclass(frozen=True)
class YearlyCost:
    """What the cameras of a commune cost a year, in euros.

    `known` is the figure of the city that says so; without one the amount is an estimate made of `cameras`.
    """

    amount: int
    known: Figure | None = None
    cameras: Figure | None = None
    price: int = PARIS_CAMERA_EUR_A_YEAR
    price_year: int = PARIS_PRICE_YEAR

    @property
    def is_estimate(self) -> bool:
        return self.known is None


@dataclass(frozen=True)
class CommuneFigures:
    """All that is known of a commune's cameras. `commune` is the city when only the city counts them."""

    commune: Commune
    figures: list[Figure]

    @property
    def cameras(self) -> Figure | None:
        """The latest number of cameras that stand."""
        return _latest(self.figures, Figure.What.CAMERAS)

    @property
    def cost(self) -> YearlyCost | None:
        return yearly_cost(self.figures)

    @property
    def others(self) -> list[Figure]:
        """Everything that neither of the two says: planned, removed, earlier years, investments."""
        cost = self.cost
        told = {self.cameras and self.cameras.pk, cost and cost.known and cost.known.pk}
        return [figure for figure in self.figures if figure.pk not in told]


def figures_of(commune: Commune) -> CommuneFigures:
    """A commune's own figures; those of its city for an arrondissement that has none."""
    own = list(Figure.objects.filter(commune=commune))
    if not own and commune.parent is not None:
        return CommuneFigures(commune.parent, list(Figure.objects.filter(commune=commune.parent)))
    return CommuneFigures(commune, own)


def yearly_cost(figures: list[Figure]) -> YearlyCost | None:
    """A known yearly cost always wins; else the cameras that stand at Paris prices; None when neither is known."""
    known = _latest(figures, Figure.What.RUNNING_COST)
    if known is not None:
        return YearlyCost(known.value, known=known)
    cameras = _latest(figures, Figure.What.CAMERAS)
    if cameras is None:
        return None
    return YearlyCost(cameras.value * PARIS_CAMERA_EUR_A_YEAR, cameras=cameras)


def _latest(figures: list[Figure], what: str) -> Figure | None:
    """The real figure of the latest year; of one year the one entered last."""
    real = [figure for figure in figures if figure.what == what and figure.is_real]
    return max(real, key=lambda figure: (figure.year, figure.pk or 0), default=None)
