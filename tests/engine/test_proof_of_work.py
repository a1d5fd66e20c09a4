"""The piece of work: solved once, counted once, forged never."""

from __future__ import annotations

import base64
import json
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs

import altcha
import pytest

from engine import proof_of_work
from engine.throttle import allow


def solution(challenge: str) -> str:
    """What static/js/work.js would send."""
    asked = json.loads(challenge)
    solved = altcha.solve_challenge_v1(asked["challenge"], asked["salt"], asked["algorithm"], asked["maxNumber"], 0)
    answer = {name: asked[name] for name in ("algorithm", "challenge", "salt", "signature")}
    return base64.b64encode(json.dumps(answer | {"number": solved.number}).encode()).decode()


def test_solution_counts_once(db):
    answer = solution(proof_of_work.challenge())
    assert proof_of_work.is_done(answer)
    assert proof_of_work.spend(answer)
    assert not proof_of_work.spend(answer)


def test_solution_of_somebody_elses_challenge_is_none():
    options = altcha.ChallengeOptionsV1(max_number=50, hmac_key="not ours")
    assert not proof_of_work.is_done(solution(json.dumps(altcha.create_challenge_v1(options).to_dict())))


def test_solution_of_an_old_challenge_is_none():
    options = altcha.ChallengeOptionsV1(
        max_number=50, hmac_key=proof_of_work._key(), expires=datetime.now(UTC) - timedelta(minutes=1)
    )
    assert not proof_of_work.is_done(solution(json.dumps(altcha.create_challenge_v1(options).to_dict())))


def test_challenge_is_good_for_a_day():
    (expires,) = parse_qs(json.loads(proof_of_work.challenge())["salt"].partition("?")[2])["expires"]
    assert timedelta(hours=23) < datetime.fromtimestamp(int(expires), UTC) - datetime.now(UTC) <= timedelta(days=1)


def test_solution_with_another_number_is_none():
    raw = json.loads(base64.b64decode(solution(proof_of_work.challenge())))
    raw["number"] += 1
    assert not proof_of_work.is_done(base64.b64encode(json.dumps(raw).encode()).decode())


@pytest.mark.parametrize(
    "raw",
    [b"", b"5", b"[]", b"{}", b"[" * 700, b'{"algorithm":1,"challenge":2,"number":3,"salt":4}', b"\xff"],
)
def test_anything_else_is_none_and_breaks_nothing(raw):
    assert not proof_of_work.spend(base64.b64encode(raw).decode())
    assert not proof_of_work.spend("é" * 10)
    assert not proof_of_work.spend("A" * 5000)


def test_work_grows_with_what_is_spent_and_stays_payable(monkeypatch):
    monkeypatch.setattr(proof_of_work, "MINUTE", 10**9)  # one and the same
    assert proof_of_work.hardness() == proof_of_work.LEAST
    for expected in (2 * proof_of_work.LEAST, proof_of_work.HARDEST, proof_of_work.HARDEST):
        for _ in range(proof_of_work.CROWD):
            assert proof_of_work.spend(easy_solution())
        assert proof_of_work.hardness() == expected
    assert json.loads(proof_of_work.challenge())["maxNumber"] == proof_of_work.HARDEST <= 200_000


def easy_solution():
    """The solution of a challenge of ours that takes no time."""
    options = altcha.ChallengeOptionsV1(max_number=1, hmac_key=proof_of_work._key())
    return solution(json.dumps(altcha.create_challenge_v1(options).to_dict()))


def test_what_was_spent_for_nothing_counts_again():
    answer = solution(proof_of_work.challenge())
    assert proof_of_work.spend(answer) and not proof_of_work.is_unspent(answer)
    proof_of_work.give_back(answer)
    proof_of_work.give_back("forged")
    assert proof_of_work.is_unspent(answer) and proof_of_work.spend(answer)


def test_flood_of_answers_pushes_out_no_count():
    assert allow(action="knock", who="a", limit=1, seconds=1000)
    for _ in range(1500):
        assert proof_of_work.spend(easy_solution())
    assert not allow(action="knock", who="a", limit=1, seconds=1000)
