"""Lynx as a person uses it: a real terminal of ours, keys that go in, a screen that comes out."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import struct
import subprocess
import termios
import time
from pathlib import Path

ROWS, COLUMNS = 130, 110
_ESCAPE = re.compile(r"\x1b(\[[?\d;]*[A-Za-z]|[()][0AB]|[=>78DME])")
TAB, ENTER, CLEAR_LINE = "\t", "\r", "\x15"


class Screen:
    """As much of a VT100 as lynx asks of one."""

    def __init__(self) -> None:
        self.cells = [[" "] * COLUMNS for _ in range(ROWS)]
        self.row = self.column = self.top = 0
        self.bottom = ROWS - 1
        self._rest = ""

    def __str__(self) -> str:
        return "\n".join("".join(row).rstrip() for row in self.cells)

    def feed(self, text: str) -> None:
        """Draw what the program wrote."""
        text, self._rest, place = self._rest + text, "", 0
        while place < len(text):
            letter = text[place]
            if letter == "\x1b":
                found = _ESCAPE.match(text, place)
                if not found:
                    self._rest = text[place:]  # the end of it is still on the way
                    return
                self._obey(found[1])
                place = found.end()
                continue
            if letter == "\r":
                self.column = 0
            elif letter == "\n":
                self._line_down()
            elif letter == "\b":
                self.column = max(0, self.column - 1)
            elif letter == "\t":
                self.column = min(COLUMNS - 1, (self.column // 8 + 1) * 8)
            elif letter >= " ":
                if self.column >= COLUMNS:
                    self.column = 0
                    self._line_down()
                self.cells[self.row][self.column] = letter
                self.column += 1
            place += 1

    def _line_down(self) -> None:
        if self.row == self.bottom:
            del self.cells[self.top]
            self.cells.insert(self.bottom, [" "] * COLUMNS)
        else:
            self.row = min(self.row + 1, ROWS - 1)

    def _line_up(self) -> None:
        if self.row == self.top:
            del self.cells[self.bottom]
            self.cells.insert(self.top, [" "] * COLUMNS)
        else:
            self.row -= 1

    def _obey(self, code: str) -> None:
        numbers = [int(number) for number in re.findall(r"\d+", code)]
        first = numbers[0] if numbers else 0
        match code[0], code[-1]:
            case "[", "H":
                self.row, self.column = [max(number, 1) - 1 for number in (numbers + [1, 1])[:2]]
            case "[", "A":
                self.row = max(0, self.row - max(first, 1))
            case "[", "B":
                self.row = min(ROWS - 1, self.row + max(first, 1))
            case "[", "C":
                self.column = min(COLUMNS - 1, self.column + max(first, 1))
            case "[", "D":
                self.column = max(0, self.column - max(first, 1))
            case "[", "K":
                start, end = ((self.column, COLUMNS), (0, self.column + 1), (0, COLUMNS))[first]
                self.cells[self.row][start:end] = [" "] * (end - start)
            case "[", "J":
                self._erase(first)
            case "[", "r":
                self.top, self.bottom = (numbers[0] - 1, numbers[1] - 1) if len(numbers) == 2 else (0, ROWS - 1)
                self.row = self.column = 0
            case "M", _:
                self._line_up()
            case "D" | "E", _:
                self._line_down()

    def _erase(self, part: int) -> None:
        for row in range(ROWS):
            for column in range(COLUMNS):
                behind = (row, column) >= (self.row, self.column)
                if part == 2 or behind == (part == 0):
                    self.cells[row][column] = " "


class Lynx:
    """A lynx that visits an address; closed with `close()`."""

    def __init__(self, url: str, home: Path) -> None:
        self._master, terminal = pty.openpty()
        fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))
        environment = {"TERM": "vt100", "HOME": str(home), "LANG": "C.UTF-8", "PATH": os.environ["PATH"]}
        command = [
            "lynx",
            "-accept_all_cookies=off",
            "-nopause",
            "-assume_charset=utf-8",
            "-display_charset=utf-8",
            url,
        ]
        self._process = subprocess.Popen(
            command, stdin=terminal, stdout=terminal, stderr=terminal, env=environment, start_new_session=True
        )
        os.close(terminal)
        self._screen = Screen()

    def shows(self, text: str, seconds: float = 60) -> str:
        """The screen, once this stands on it and lynx has finished drawing; fails with the screen otherwise."""
        end = time.monotonic() + seconds
        while True:
            quiet = not select.select([self._master], [], [], 0.1)[0]
            if not quiet:
                self._screen.feed(os.read(self._master, 65536).decode("utf-8", "replace"))
            elif re.search(text, str(self._screen)):
                return str(self._screen)
            assert time.monotonic() < end, f"{text!r} does not appear:\n{self._screen}"

    def press(self, keys: str) -> None:
        """Type."""
        os.write(self._master, keys.encode())

    def go_to(self, kind: str) -> None:
        """Tab to the next control of this kind, as the line at the bottom names it."""
        for _ in range(30):
            self.press(TAB)
            if f"({kind}" in self.shows(r"\((NORMAL LINK|Text|File|Form|Checkbox|Radio)"):
                return
        raise AssertionError(f"no {kind}:\n{self._screen}")

    def close(self) -> None:
        """End it."""
        self._process.kill()
        self._process.wait()
        os.close(self._master)
