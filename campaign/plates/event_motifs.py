"""One motif for each kind of event (events/models/events.py), drawn from a seed."""

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
    eye,
    half_disc,
    joined,
    polygon,
)

GROUND, FORE, SECOND, THIRD = Role


def cartopartie(seed: Seed) -> list[Shape]:
    """Return streets, cameras at their corners, and the way of the walk past them."""
    columns, rows = (60, 180, 300, 420, 540), (70, 200, 330)
    streets = [box(x - 5, 0, 10, HEIGHT) for x in columns] + [box(0, y - 5, WIDTH, 10) for y in rows]
    walk = [(columns[0], rows[seed.pick(3)])]
    for x in columns[1:]:
        walk += [(x, walk[-1][1]), (x, rows[seed.pick(3)])]
    seen = [
        cone(x, rows[(number + seed.pick(2)) % 3], (35, 145, 215, 325)[seed.pick(4)], length=110, spread=22)
        for number, x in enumerate(columns)
    ]
    way = "M" + "L".join(f"{x} {y}" for x, y in walk)
    return [
        Shape(THIRD, "".join(streets)),
        Shape(SECOND, "".join(seen)),
        Shape(FORE, way, 'stroke-width="10" stroke-dasharray="18 12"'),
        Shape(FORE, disc(*walk[0], 20) + disc(*walk[-1], 20)),
    ]


def meeting(seed: Seed) -> list[Shape]:
    """Return people around a table, who look at each other."""
    people, turn = 7 + seed.pick(4), seed.pick(40)
    ring = [turn + 360 * number / people for number in range(people)]
    seated = "".join(half_disc(*around(300, 200, 138, angle), 42, angle + 180) for angle in ring)
    return [Shape(FORE, seated), Shape(SECOND, disc(300, 200, 74)), Shape(GROUND, disc(300, 200, 26))]


def workshop(seed: Seed) -> list[Shape]:
    """Return a text of which an eye reads one line."""
    read = 1 + seed.pick(5)
    widths = [(400, 340, 420, 260, 380, 300, 180)[(number + seed.pick(3)) % 7] for number in range(7)]
    lines = [box(110, 50 + number * 46, width, 22) for number, width in enumerate(widths)]
    y = 61 + read * 46
    return [
        Shape(FORE, "".join(line for number, line in enumerate(lines) if number != read)),
        Shape(SECOND, lines[read]),
        Shape(THIRD, polygon([(20, y), (92, y - 40), (92, y + 40)])),
        Shape(GROUND, disc(74, y, 9)),
    ]


def council(seed: Seed) -> list[Shape]:
    """Return the seats of a council, one of them looked at from the desk."""
    seats = [
        around(300, 350, 105 + row * 58, 180 + 180 * (seat + 0.5) / (6 + row * 3))
        for row in range(4)
        for seat in range(6 + row * 3)
    ]
    x, y = seats.pop(11 + seed.pick(12))
    return [
        Shape(FORE, "".join(disc(*seat, 17) for seat in seats)),
        Shape(SECOND, disc(x, y, 17) + polygon([(300, 350), (x - 26, y + 22), (x + 26, y + 22)])),
        Shape(THIRD, half_disc(300, 350, 40, 90)),
    ]


def talk(seed: Seed) -> list[Shape]:
    """Return a projector's beam, the screen, and heads before it."""
    y = 120 + 40 * seed.pick(4)
    heads = "".join(half_disc(90 + number * 70, HEIGHT, 28, 90) for number in range(5))
    return [
        Shape(SECOND, polygon([(40, y), (420, 50), (420, 350)])),
        Shape(FORE, box(420, 50, 120, 300)),
        Shape(THIRD, disc(480, 200, 44)),
        Shape(FORE, disc(40, y, 26) + heads),
    ]


def hearing(seed: Seed) -> list[Shape]:
    """Return scales that lean to one side."""
    tilt = (-34, -18, 18, 34)[seed.pick(4)]
    left, right = 150 + tilt, 150 - tilt
    beam = polygon([(110, left - 8), (490, right - 8), (490, right + 8), (110, left + 8)])
    stand = box(292, 90, 16, 260) + box(200, 340, 200, 18) + disc(300, 80, 26)
    return [
        Shape(FORE, beam + stand + polygon([(490, right + 8), (420, right + 120), (560, right + 120)])),
        Shape(SECOND, polygon([(110, left + 8), (40, left + 120), (180, left + 120)])),
    ]


def action(seed: Seed) -> list[Shape]:
    """Return a march in one direction, and one who turns back."""
    turned = (1 + seed.pick(3), seed.pick(3))
    ahead, back = "", ""
    for column in range(5):
        for row in range(3):
            x, y = 40 + column * 108, 40 + row * 110
            if (column, row) == turned:
                back = polygon([(x + 88, y), (x, y + 50), (x + 88, y + 100)])
            else:
                ahead += polygon([(x, y), (x + 88, y + 50), (x, y + 100)])
    return [Shape(FORE, ahead), Shape(SECOND, back)]


def gathering(seed: Seed) -> list[Shape]:
    """Return a crowd that grows towards us, and what looks at it."""
    shift, shapes = seed.pick(30), []
    for row in range(5):
        radius, y = 14 + row * 9, 130 + row * 58
        apart = radius * 2.3
        crowd = (disc(n * apart - shift + (row % 2) * radius, y, radius) for n in range(math.ceil(WIDTH / apart) + 1))
        shapes.append(Shape(SECOND if row == 2 else FORE, "".join(crowd)))
    return [*shapes, Shape(THIRD, cone(200 + seed.pick(200), 0, 90, length=150, spread=30))]


def festival(seed: Seed) -> list[Shape]:
    """Return many eyes, turned either way. It stands for every kind that has no motif of its own, too."""
    eyes = []
    for column in range(4):
        for row in range(3):
            sides = (FORE, SECOND) if (column + row + seed.pick(2)) % 2 else (SECOND, FORE)
            eyes.append(eye(75 + column * 150, 67 + row * 133, 132, 88, *sides))
    layers = [[shape for each in eyes for shape in each[part]] for part in (slice(0, 2), slice(2, 4), slice(4, 5))]
    return [shape for layer in layers for shape in joined(layer)]


def quadrapero(seed: Seed) -> list[Shape]:
    """Return four glasses, one of another colour."""
    shapes = []
    for number in range(4):
        x, y = 105 + number * 130, 120 + 26 * seed.pick(3)
        shapes.append(Shape(SECOND if number == 1 else FORE, half_disc(x, y, 54, 270)))
        shapes.append(Shape(FORE, box(x - 4, y + 50, 8, 300 - y) + box(x - 30, 344, 60, 10)))
    return shapes
