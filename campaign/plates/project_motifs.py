"""One motif for each kind of surveillance project (surveillance/models/projects.py), drawn from a seed."""

from __future__ import annotations

import math

from campaign.plates.shapes import (
    HEIGHT,
    WIDTH,
    Role,
    Seed,
    Shape,
    around,
    box,
    cone,
    disc,
    frame_corners,
    half_disc,
    polygon,
)

GROUND, FORE, SECOND, THIRD = Role
CAMERAS_AT_MOST = 24


def cameras(seed: Seed, number: int = 12) -> list[Shape]:
    """Return as many fields of view as there are cameras, up to CAMERAS_AT_MOST."""
    number = max(1, min(CAMERAS_AT_MOST, number))
    columns = min(6, math.ceil(math.sqrt(number * 1.5)))
    wide, high = WIDTH / columns, HEIGHT / math.ceil(number / columns)
    size = min(wide, high)
    seen, heads = "", ""
    for at in range(number):
        middle = (at % columns + 0.5) * wide, (at // columns + 0.5) * high
        angle = 45 * (seed.pick(8) if at % 3 else at * 3 % 8)
        head = around(*middle, size * 0.25, angle + 180)
        seen += cone(*head, angle, length=size * 0.72, spread=26)
        heads += disc(*head, size * 0.13)
    return [Shape(FORE, seen), Shape(SECOND, heads)]


def vsa(seed: Seed) -> list[Shape]:
    """Return a crowd in which a program has framed three."""
    picked = {(1 + seed.pick(2), 1 + seed.pick(2)), (4 + seed.pick(2), seed.pick(3)), (7, 2 + seed.pick(2))}
    spots = [((column, row), 60 + column * 60, 50 + row * 60) for column in range(9) for row in range(6)]
    framed = [(x, y) for place, x, y in spots if place in picked]
    return [
        Shape(FORE, "".join(disc(x, y, 8 + (x * 7 + y * 3) % 5) for place, x, y in spots if place not in picked)),
        Shape(SECOND, "".join(disc(x, y, 20) for x, y in framed)),
        Shape(THIRD, "".join(frame_corners(x - 48, y - 48, 96) for x, y in framed)),
    ]


def faces(seed: Seed) -> list[Shape]:
    """Return an eye cut into strips that do not meet, as a face is measured."""
    sides: dict[Role, str] = {FORE: "", SECOND: "", THIRD: ""}
    for strip in range(5):
        top, bottom = 40 + strip * 64, 98 + strip * 64
        middle = 300 + (-60, -24, 0, 36, 64)[seed.pick(5)]
        upper, lower = (max(0, 240 * (1 - abs(y - 200) / 160)) for y in (top, bottom))
        for role, side in ((FORE, -1), (SECOND, 1)):
            sides[role] += polygon(
                [(middle, top), (middle + side * upper, top), (middle + side * lower, bottom), (middle, bottom)]
            )
        if strip in (1, 2, 3):
            iris = [math.sqrt(max(0, 74**2 - (y - 200) ** 2)) for y in (top, bottom)]
            sides[THIRD] += polygon(
                [
                    (middle - iris[0], top),
                    (middle + iris[0], top),
                    (middle + iris[1], bottom),
                    (middle - iris[1], bottom),
                ]
            )
    return [Shape(role, path) for role, path in sides.items()]


def sound(seed: Seed) -> list[Shape]:
    """Return waves around what listens."""
    x = (120, 200, 300)[seed.pick(3)]
    waves = [Shape(GROUND if n % 2 else FORE, disc(x, 200, r)) for n, r in enumerate((330, 270, 210, 150, 90))]
    return [*waves, Shape(SECOND, disc(x, 200, 44)), Shape(GROUND, disc(x, 200, 14))]


def drones(seed: Seed) -> list[Shape]:
    """Return a drone and the ground that it sees."""
    y = 90 + 10 * seed.pick(4)
    rotors = "".join(box(x - 70, y - 44, 140, 12) + box(x - 6, y - 44, 12, 44) for x in (150, 450))
    return [
        Shape(SECOND, polygon([(300, y), (120, HEIGHT), (480, HEIGHT)])),
        Shape(FORE, rotors + box(150, y - 8, 300, 18) + half_disc(300, y + 8, 50, 270)),
        Shape(THIRD, disc(300, y + 30, 14)),
    ]


def prediction(seed: Seed) -> list[Shape]:
    """Return a grid of a town in which one place is said to be hot."""
    hot = 1 + seed.pick(6), 1 + seed.pick(3)
    cells: dict[Role, str] = {FORE: "", SECOND: "", THIRD: ""}
    for column in range(9):
        for row in range(6):
            away = math.dist((column, row), hot)
            side = max(8, 58 - away * 9)
            role = THIRD if away < 0.5 else SECOND if away < 1.6 else FORE
            cells[role] += box(36 + column * 66 - side / 2, 35 + row * 66 - side / 2, side, side)
    return [Shape(role, path) for role, path in cells.items()]


def loudspeakers(seed: Seed) -> list[Shape]:
    """Return four horns and how loud each is."""
    horns, bars = "", ""
    for row in range(4):
        y = 50 + row * 100
        horns += polygon([(60, y - 16), (100, y - 16), (150, y - 42), (150, y + 42), (100, y + 16), (60, y + 16)])
        for number in range(9):
            high = 10 + 12 * ((number + row + seed.pick(3)) % 5)
            bars += box(175 + number * 44, y - high / 2, 26, high)
    return [Shape(FORE, horns), Shape(SECOND, bars)]


def sensors(seed: Seed) -> list[Shape]:
    """Return what a sensor in the street feels around it."""
    x, y = 240 + 60 * seed.pick(3), 200

    def lozenge(radius: float) -> str:
        return polygon([(x - radius * 1.45, y), (x, y - radius), (x + radius * 1.45, y), (x, y + radius)])

    rings = [Shape(GROUND if n % 2 else FORE, lozenge(r)) for n, r in enumerate((260, 200, 140, 80))]
    return [*rings, Shape(SECOND, lozenge(41)), Shape(THIRD, disc(x, y, 14))]


def scan_cars(seed: Seed) -> list[Shape]:
    """Return a row of parked cars and what drives past them with a camera, one of them noted."""
    noted = 1 + seed.pick(3)
    posts = "".join(box(20 + n * 118, 40, 10, 130) + box(20 + n * 118, 260, 10, 120) for n in range(5))
    cars = [box(48 + n * 118, 60, 70, 96) for n in range(5)]
    return [
        Shape(FORE, posts + "".join(car for n, car in enumerate(cars) if n != noted)),
        Shape(THIRD, cars[noted]),
        Shape(SECOND, cone(30, 215, 0, length=577, spread=14)),
        Shape(FORE, disc(46, 215, 26)),
    ]
