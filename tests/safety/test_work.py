"""The piece of work: solved once, counted once, forged never."""

from __future__ import annotations

import base64
import json
from datetime import UTC, datetime, timedelta

import altcha
import pytest

from safety import work


def solution(challenge: str) -> str:
    """What static/js/work.js would send."""
    asked = json.loads(challenge)
    solved = altcha.solve_challenge_v1(asked["challenge"], asked["salt"], asked["algorithm"], asked["maxNumber"], 0)
    answer = {name: asked[name] for name in ("algorithm", "challenge", "salt", "signature")}
    return base64.b64encode(json.dumps(answer | {"number": solved.number}).encode()).decode()


def test_solution_counts_once(db):
    answer = solution(work.challenge())
    assert work.is_done(answer)
    assert work.spend(answer)
    assert not work.spend(answer)


def test_solution_of_somebody_elses_challenge_is_none():
    options = altcha.ChallengeOptionsV1(max_number=50, hmac_key="not ours")
    assert not work.is_done(solution(json.dumps(altcha.create_challenge_v1(options).to_dict())))


def test_solution_of_an_old_challenge_is_none():
    options = altcha.ChallengeOptionsV1(
        max_number=50, hmac_key=work._key(), expires=datetime.now(UTC) - timedelta(minutes=1)
    )
    assert not work.is_done(solution(json.dumps(altcha.create_challenge_v1(options).to_dict())))


def test_solution_with_another_number_is_none():
    raw = json.loads(base64.b64decode(solution(work.challenge())))
    raw["number"] += 1
    assert not work.is_done(base64.b64encode(json.dumps(raw).encode()).decode())


@pytest.mark.parametrize(
    "raw",
    [b"", b"5", b"[]", b"{}", b"[" * 700, b'{"algorithm":1,"challenge":2,"number":3,"salt":4}', b"\xff"],
)
def test_anything_else_is_none_and_breaks_nothing(raw):
    assert not work.spend(base64.b64encode(raw).decode())
    assert not work.spend("é" * 10)
    assert not work.spend("A" * 5000)
