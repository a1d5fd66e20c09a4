"""The walls: what a program inside can reach, and when it is stopped."""

from __future__ import annotations

import io
import time
from collections.abc import Iterator

import pytest

from safety.sandbox import Bounds, SandboxExhausted, SandboxOverflow, SandboxTimeout, run_sandboxed, sandbox_works

PYTHON = "/usr/bin/python3"


def bounds(**changes: float) -> Bounds:
    """Little of everything."""
    usual = {"seconds": 30, "cpu_seconds": 10, "memory": 1 << 30, "work_size": 8 << 20, "output_size": 1 << 20}
    return Bounds(**{**usual, **changes})  # type: ignore[arg-type]


def run(program: str, *, feed: bytes = b"", limits: Bounds | None = None) -> tuple[int, bytes]:
    """Run a line of Python inside."""
    out = bytearray()
    code = run_sandboxed(
        [PYTHON, "-I", "-c", program], feed=iter([feed] if feed else []), take=out.extend, bounds=limits or bounds()
    )
    return code, bytes(out)


def test_sandbox_works_on_this_machine() -> None:
    assert sandbox_works()


def test_run_sandboxed_passes_bytes_through_and_returns_the_exit_code() -> None:
    code, out = run("import sys; sys.stdout.write(sys.stdin.read()[::-1]); sys.exit(7)", feed=b"abc")
    assert (code, out) == (7, b"cba")


def test_run_sandboxed_streams_more_than_a_pipe_holds() -> None:
    def feed() -> Iterator[bytes]:
        for _ in range(300):
            yield b"x" * 65_536

    size = io.BytesIO()
    program = "import sys, shutil; shutil.copyfileobj(sys.stdin.buffer, sys.stdout.buffer)"
    run_sandboxed([PYTHON, "-I", "-c", program], feed=feed(), take=size.write, bounds=bounds(output_size=1 << 26))
    assert size.tell() == 300 * 65_536


def test_run_sandboxed_hides_network_home_environment_and_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_THING", "told")
    program = """
import os, socket
print(sorted(os.listdir("/")), os.getuid(), sorted(os.environ))
acts = [lambda: socket.create_connection(("127.0.0.1", 6379), 1)]
acts += [lambda path=path: open(path, "w") for path in ("/usr/x", "/x", "/dev/shm/x")]
acts += [lambda path=path: os.listdir(path) for path in ("/etc/ssh", "/home", "/tmp")]
for act in acts:
    try:
        act(); print("reached")
    except OSError:
        pass
print(os.listdir("/sys") if os.path.exists("/sys") else "", open("/proc/net/dev").read().count(":"))
"""
    code, out = run(program)
    text = out.decode()
    assert code == 0
    assert "reached" not in text and "SECRET_THING" not in text and "'home'" not in text and "'work'" in text
    assert text.strip().endswith(" 1")  # the loopback alone


def test_run_sandboxed_stops_what_never_ends() -> None:
    begin = time.monotonic()
    with pytest.raises(SandboxTimeout):
        run("import time; time.sleep(600)", limits=bounds(seconds=2))
    assert time.monotonic() - begin < 20


def test_run_sandboxed_stops_what_says_too_much() -> None:
    with pytest.raises(SandboxOverflow):
        run("import sys\nwhile True: sys.stdout.write('x' * 65536)")


def test_run_sandboxed_bounds_memory_and_work_folder() -> None:
    program = """
try:
    bytearray(2 << 30); print("memory")
except MemoryError:
    pass
try:
    open("/work/a", "wb").write(b"x" * (9 << 20)); print("folder")
except OSError:
    print("kept")
"""
    assert run(program)[1] == b"kept\n"


def test_run_sandboxed_leaves_no_process_behind_when_it_is_stopped() -> None:
    import subprocess

    with pytest.raises(SandboxTimeout):
        run("import subprocess; subprocess.run(['/usr/bin/sleep', '613'])", limits=bounds(seconds=3))
    time.sleep(0.5)
    told = subprocess.run(["/usr/bin/ps", "-eo", "args"], capture_output=True, text=True, check=True).stdout
    assert "sleep 613" not in [line.removeprefix("/usr/bin/") for line in told.splitlines()]


def test_run_sandboxed_stops_when_patience_ends_before_the_bound() -> None:
    given = iter([5.0, 5.0, 0.0])
    with pytest.raises(SandboxTimeout):
        run_sandboxed(
            [PYTHON, "-I", "-c", "import time; time.sleep(600)"],
            feed=iter(()),
            take=bytearray().extend,
            bounds=bounds(seconds=500),
            patience=lambda: next(given),
        )


def test_run_sandboxed_tells_that_the_processor_time_is_used_up() -> None:
    with pytest.raises(SandboxExhausted):
        run("while True: pass", limits=bounds(cpu_seconds=1, seconds=100))
