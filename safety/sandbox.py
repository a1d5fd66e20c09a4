"""Run one program on a stranger's bytes where it can do no harm: no network, no disk, little memory, little time.

Bytes go in by a pipe and come out by a pipe; no path of the host's data is ever visible inside. What comes out is as
untrusted as what went in.
"""

from __future__ import annotations

import functools
import os
import selectors
import shutil
import signal
import stat
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

_CHUNK = 64 * 1024
_LOOK_AGAIN = 0.25  # seconds after which a patience is asked anew
_OUT_OF_PROCESSOR_TIME = 128 + signal.SIGXCPU
_NOBODY = 65534
# Read-only and without a person's data: what dynamic linking, fonts and type tables need.
_SYSTEM_FILES = (
    "/etc/ld.so.cache",
    "/etc/ld.so.conf",
    "/etc/ld.so.conf.d",
    "/etc/alternatives",
    "/etc/fonts",
    "/etc/mime.types",
    "/etc/libreoffice",
    "/var/cache/fontconfig",
    "/usr/local/share/fonts",
)


class SandboxMissing(Exception):
    """The sandbox cannot be built on this machine: nothing may be opened at all."""


class SandboxTimeout(Exception):
    """The program was still running when its time was over, and was killed."""


class SandboxExhausted(Exception):
    """The program had used all the processor time it may, and was killed by the kernel."""


class SandboxOverflow(Exception):
    """The program gave more than it may, and was killed."""


@dataclass(frozen=True, kw_only=True)
class Bounds:
    """What a program may use before it is stopped."""

    seconds: float
    cpu_seconds: int
    memory: int
    work_size: int
    output_size: int
    processes: int = 64


@dataclass(frozen=True, kw_only=True)
class Shown:
    """A folder of the host that the program may read, and under which name it sees it."""

    host: Path
    inside: str


def run_sandboxed(
    program: Sequence[str],
    *,
    feed: Iterator[bytes],
    take: Callable[[bytes], None],
    bounds: Bounds,
    shown: Sequence[Shown] = (),
    errors: IO[bytes] | None = None,
    patience: Callable[[], float] | None = None,
) -> int:
    """Run `program`, feeding its standard input and taking its standard output, and return its exit code.

    Memory stays constant whatever the sizes. Standard error is thrown away: it may quote what the file says.
    `patience` tells the seconds left and is asked again and again: it may shorten the bound on time, never lengthen it.
    Raises SandboxMissing, SandboxTimeout (by the clock), SandboxExhausted (by the processor) or SandboxOverflow.
    """
    wrapper = shutil.which("bwrap")
    if wrapper is None:
        raise SandboxMissing("bwrap")
    command = [wrapper, *_walls(bounds=bounds, shown=shown), "--", *_limits(bounds), "--", *program]
    lesser: dict[str, int | list[int]] = {}
    if os.geteuid() == 0 and all(_open_to_others(item.host) for item in shown):
        # Limits on processes do not bind root, and a mapped root is still the owner of everything outside.
        lesser = {"user": _NOBODY, "group": _NOBODY, "extra_groups": []}
    process = subprocess.Popen(  # type: ignore[call-overload]  # noqa: S603  # a fixed command; the file's bytes are only on stdin
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL if errors is None else errors,
        env={},
        cwd="/",
        **lesser,
    )
    try:
        _pump(process, feed=feed, take=take, bounds=bounds, patience=patience)
        code = int(process.wait(timeout=5))
        if code == _OUT_OF_PROCESSOR_TIME:
            raise SandboxExhausted
        return code
    except subprocess.TimeoutExpired as error:
        raise SandboxTimeout from error
    finally:
        process.kill()
        for stream in (process.stdin, process.stdout):
            try:
                stream.close()
            except OSError:
                pass  # the program was gone before the last bytes
        process.wait()


def _walls(*, bounds: Bounds, shown: Sequence[Shown]) -> list[str]:
    """What the program sees: /usr, a few tables, the given folders, all read-only, and a bounded folder in memory."""
    # fmt: off
    walls = [
        "--unshare-all", "--unshare-user", "--disable-userns", "--uid", str(_NOBODY), "--gid", str(_NOBODY),
        "--cap-drop", "ALL", "--hostname", "sandbox", "--die-with-parent", "--new-session", "--clearenv",
        "--setenv", "PATH", "/usr/bin:/bin", "--setenv", "HOME", "/work", "--setenv", "TMPDIR", "/work",
        "--setenv", "LANG", "C.UTF-8", "--setenv", "TZ", "UTC",
        "--ro-bind", "/usr", "/usr",
    ]
    # fmt: on
    for name in ("bin", "sbin", "lib", "lib32", "lib64"):
        path = Path("/", name)
        if path.is_symlink():
            walls += ["--symlink", str(path.readlink()), str(path)]
        elif path.is_dir():
            walls += ["--ro-bind", str(path), str(path)]
    for path_name in _SYSTEM_FILES:
        walls += ["--ro-bind-try", path_name, path_name]
    for item in shown:
        walls += ["--ro-bind", str(item.host), item.inside]
    # mat2 would nest a second sandbox, which this one forbids: it must not find the program.
    walls += ["--ro-bind-try", "/dev/null", "/usr/bin/bwrap"]
    walls += ["--proc", "/proc", "--dev", "/dev", "--remount-ro", "/dev"]
    walls += ["--perms", "0700", "--size", str(bounds.work_size), "--tmpfs", "/work", "--chdir", "/work"]
    walls += ["--remount-ro", "/"]
    return walls


def _limits(bounds: Bounds) -> list[str]:
    return [
        "/usr/bin/prlimit",
        f"--as={bounds.memory}",
        f"--cpu={bounds.cpu_seconds}:{bounds.cpu_seconds + 5}",  # told why first, then killed
        f"--fsize={bounds.work_size}",
        f"--nproc={bounds.processes}",
        "--core=0",
    ]


def _pump(
    process: subprocess.Popen[bytes],
    *,
    feed: Iterator[bytes],
    take: Callable[[bytes], None],
    bounds: Bounds,
    patience: Callable[[], float] | None,
) -> None:
    """Feed and take at once, so that neither side waits for the other for ever."""
    if process.stdin is None or process.stdout is None:
        raise SandboxMissing("pipe")
    deadline = time.monotonic() + bounds.seconds
    taken = 0
    waiting = memoryview(b"")
    os.set_blocking(process.stdin.fileno(), False)
    with selectors.DefaultSelector() as selector:
        selector.register(process.stdout, selectors.EVENT_READ)
        selector.register(process.stdin, selectors.EVENT_WRITE)
        while selector.get_map():
            remaining = deadline - time.monotonic()
            if patience is not None:
                remaining = min(remaining, patience())
            if remaining <= 0:
                raise SandboxTimeout
            for key, _ in selector.select(remaining if patience is None else min(remaining, _LOOK_AGAIN)):
                if key.fileobj is process.stdout:
                    chunk = os.read(process.stdout.fileno(), _CHUNK)
                    if not chunk:
                        return
                    taken += len(chunk)
                    if taken > bounds.output_size:
                        raise SandboxOverflow
                    take(chunk)
                    continue
                if not waiting:
                    waiting = memoryview(next(feed, b""))
                try:
                    sent = os.write(process.stdin.fileno(), waiting) if waiting else 0
                except BlockingIOError:
                    continue
                except BrokenPipeError:
                    sent = 0
                waiting = waiting[sent:]
                if not sent:
                    selector.unregister(process.stdin)
                    try:
                        process.stdin.close()
                    except OSError:
                        pass  # it closed its own end first, having read enough


def _open_to_others(path: Path) -> bool:
    """Whether an account that owns nothing here can reach this folder."""
    wanted = stat.S_IXOTH
    return all(folder.stat().st_mode & wanted for folder in (path.resolve(), *path.resolve().parents))


def sandbox_works() -> bool:
    """Whether this machine lets us build the walls (containers often do not). Once it did, nobody asks again."""
    try:
        _build_walls_once()
    except (SandboxMissing, SandboxTimeout, SandboxExhausted, SandboxOverflow, OSError):
        return False
    return True


@functools.cache  # keeps success, not failure: a machine may have been too busy for a moment
def _build_walls_once() -> None:
    answer = bytearray()
    bounds = Bounds(seconds=20, cpu_seconds=5, memory=1 << 30, work_size=1 << 20, output_size=100)
    code = run_sandboxed(["/usr/bin/printf", "walls"], feed=iter(()), take=answer.extend, bounds=bounds)
    if code != 0 or bytes(answer) != b"walls":
        raise SandboxMissing("walls")
