# ruff: noqa: E501  # patterns and tables read better unbroken
"""Lengths and numbers as style sheets write them, sums and bounds included."""

from __future__ import annotations

import ast
import operator
import re

_UNITS = {
    "px": 1.0, "pt": 4 / 3, "pc": 16.0, "in": 96.0, "cm": 37.8, "mm": 3.78, "q": 0.945, "rem": 16.0, "vw": 12.8, "vh": 8.0,
    "vmin": 8.0, "vmax": 12.8, "dvh": 8.0, "svh": 8.0, "lvh": 8.0, "dvw": 12.8,
}  # fmt: skip
_QUANTITY = re.compile(r"([+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?)([a-z%]*)", re.IGNORECASE)
_OPERATORS = {ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.Div: operator.truediv}


def length_of(value: str, *, font: float, around: float) -> float | None:
    """A length in pixels: `font` is what one em measures, `around` what a hundred per cent are. None for words."""
    value = value.strip().lower()
    if found := _QUANTITY.fullmatch(value):
        return _in_pixels(found, font, around)
    if not re.match(r"(-webkit-)?(calc|min|max|clamp)\(", value) or len(value) > 200:
        return None
    plain = _QUANTITY.sub(
        lambda part: repr(_in_pixels(part, font, around) or 0.0), value.replace("-webkit-", "")
    ).replace("calc", "")
    try:
        return _computed(ast.parse(plain, mode="eval").body)
    except (SyntaxError, ValueError, ZeroDivisionError, TypeError, RecursionError, MemoryError, OverflowError):
        return 0.0  # what cannot be read may be anything: nothing is what hides


def number_of(value: str) -> float:
    """A number, or a percentage as its hundredth; one when it is neither, as browsers ignore what they cannot read."""
    value = value.strip().lower()
    if re.match(r"(calc|min|max|clamp)\(", value):
        return length_of(value, font=1.0, around=1.0) or 0.0
    found = re.fullmatch(r"([+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?)(%?)", value)
    return float(found[1]) / (100 if found[2] else 1) if found else 1.0


def _in_pixels(found: re.Match[str], font: float, around: float) -> float | None:
    number, unit = float(found[1]), found[2].lower()
    if not unit:
        return number
    if unit == "%":
        return number * around / 100
    if unit == "em":
        return number * font
    if unit in ("ex", "ch", "ic", "lh"):
        return number * font / 2
    return number * _UNITS[unit] if unit in _UNITS else None


def _computed(node: ast.expr) -> float:
    if isinstance(node, ast.Constant) and isinstance(node.value, int | float):
        return float(node.value)
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub | ast.UAdd):
        return -_computed(node.operand) if isinstance(node.op, ast.USub) else _computed(node.operand)
    if isinstance(node, ast.BinOp) and type(node.op) in _OPERATORS:
        return float(_OPERATORS[type(node.op)](_computed(node.left), _computed(node.right)))
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and not node.keywords:
        values = [_computed(item) for item in node.args]
        if node.func.id == "clamp" and len(values) == 3:
            return max(values[0], min(values[1], values[2]))
        if node.func.id in ("min", "max") and values:
            return min(values) if node.func.id == "min" else max(values)
    raise ValueError(ast.dump(node))
