"""Where plaintext waits: memory, and past a threshold a nameless file that only this process can read.

An unlinked temporary file is still on the disk: whoever images it after a seizure or a crash finds the blocks. So what
leaves memory here is encrypted with a key that exists nowhere else than in this object, and dies with it.
"""

from __future__ import annotations

import io
import os
import secrets
import tempfile
from pathlib import Path
from typing import IO, TYPE_CHECKING

from cryptography.hazmat.primitives.ciphers import Cipher, CipherContext, algorithms, modes
from django.conf import settings

if TYPE_CHECKING:
    from typing_extensions import Buffer

_BLOCK = 16
_CHUNK = 256 * 1024
DEFAULT_MEMORY = 1024 * 1024


class SpoolLimit(Exception):
    """More arrived than this spool may hold. Nothing is cut off in silence: the write raises."""


class EncryptedSpool(io.BufferedIOBase):
    """A binary file that is written forward once, and read anywhere, without plaintext on a disk.

    Writing only ever appends: the same place under the same key stream twice would let both texts be computed.
    Not for use by two threads at once.
    """

    def __init__(
        self,
        content: Buffer = b"",
        *,
        limit: int | None = None,
        memory: int = DEFAULT_MEMORY,
        directory: str | Path | None = None,
    ) -> None:
        super().__init__()
        self._limit = limit
        self._memory = memory
        self._directory = directory
        self._head: bytearray | None = bytearray()
        self._file: IO[bytes] | None = None
        self._size = 0
        self._position = 0
        self._key = b""
        self._first_counter = 0
        self._writer: CipherContext | None = None
        self._reader: CipherContext | None = None
        self._reader_at = -1
        if memoryview(content).nbytes:
            self.write(content)
            self.seek(0)

    # -- What it is ------------------------------------------------------------------------------------------------
    @property
    def size(self) -> int:
        """Bytes written so far."""
        return self._size

    @property
    def on_disk(self) -> bool:
        """Whether the content has left memory (encrypted)."""
        return self._file is not None

    def readable(self) -> bool:
        return True

    def writable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    # -- Writing -----------------------------------------------------------------------------------------------------
    def write(self, data: Buffer, /) -> int:
        self._refuse_if_closed()
        view = memoryview(data).cast("B")
        if self._position != self._size:
            raise io.UnsupportedOperation("An encrypted spool is written forward only.")
        if self._limit is not None and self._size + view.nbytes > self._limit:
            raise SpoolLimit(f"More than {self._limit} bytes.")
        if self._head is not None and self._size + view.nbytes <= self._memory:
            self._head += view
        else:
            if self._head is not None:
                self._leave_memory()
            for start in range(0, view.nbytes, _CHUNK):
                self._append_encrypted(view[start : start + _CHUNK])
        self._size += view.nbytes
        self._position = self._size
        return view.nbytes

    def _leave_memory(self) -> None:
        head, self._head = self._head or bytearray(), None
        self._key = secrets.token_bytes(32)
        # The counter starts at random in its lower half, far from the end: adding block numbers never wraps.
        self._first_counter = secrets.randbits(120)
        directory = self._directory or settings.FILE_UPLOAD_TEMP_DIR
        self._file = tempfile.TemporaryFile(dir=directory, buffering=0)  # closed with the spool
        self._writer = self._cipher(0)
        self._append_encrypted(head)
        head[:] = bytes(len(head))

    def _append_encrypted(self, plain: bytearray | memoryview) -> None:
        if self._file is None or self._writer is None:
            raise ValueError("This spool has no file.")
        sealed = memoryview(self._writer.update(plain))
        self._file.seek(0, os.SEEK_END)
        while sealed:
            sealed = sealed[self._file.write(sealed) :]

    # -- Reading -----------------------------------------------------------------------------------------------------
    def read(self, size: int | None = -1, /) -> bytes:
        self._refuse_if_closed()
        left = max(self._size - self._position, 0)
        wanted = left if size is None or size < 0 else min(size, left)
        if not wanted:
            return b""
        if self._head is not None:
            found = bytes(self._head[self._position : self._position + wanted])
        else:
            found = self._decrypted(wanted)
        self._position += len(found)
        return found

    def read1(self, size: int = -1, /) -> bytes:
        return self.read(_CHUNK if size < 0 else size)

    def readinto(self, buffer: Buffer, /) -> int:
        view = memoryview(buffer).cast("B")
        found = self.read(view.nbytes)
        view[: len(found)] = found
        return len(found)

    def readinto1(self, buffer: Buffer, /) -> int:
        return self.readinto(buffer)

    def peek(self, size: int = 8192, /) -> bytes:
        """The next bytes without moving: lets readline() and iteration go by blocks instead of by single bytes."""
        position = self._position
        found = self.read(max(size, 8192))
        self._position = position
        return found

    def _decrypted(self, wanted: int) -> bytes:
        if self._file is None:
            raise ValueError("This spool has no file.")
        if self._reader is None or self._reader_at != self._position:
            self._reader = self._cipher(self._position // _BLOCK)
            self._reader.update(bytes(self._position % _BLOCK))
        self._file.seek(self._position)
        parts: list[bytes] = []
        left = wanted
        while left:
            sealed = self._file.read(left)
            if not sealed:
                raise OSError("The spool file is shorter than what was written to it.")
            parts.append(self._reader.update(sealed))
            left -= len(sealed)
        self._reader_at = self._position + wanted
        return b"".join(parts)

    # -- Moving and ending -------------------------------------------------------------------------------------------
    def seek(self, offset: int, whence: int = os.SEEK_SET, /) -> int:
        self._refuse_if_closed()
        start = {os.SEEK_SET: 0, os.SEEK_CUR: self._position, os.SEEK_END: self._size}[whence]
        if start + offset < 0:
            raise ValueError("There is nothing before the start.")
        self._position = start + offset
        return self._position

    def tell(self) -> int:
        self._refuse_if_closed()
        return self._position

    def close(self) -> None:
        """Forget the content: the key goes with the object, what is on the disk stays noise."""
        if not self.closed:
            if self._head is not None:
                self._head[:] = bytes(len(self._head))
                self._head = None
            if self._file is not None:
                self._file.close()
            self._key = b""
            self._writer = self._reader = None
        super().close()

    def _cipher(self, block: int) -> CipherContext:
        counter = (self._first_counter + block).to_bytes(_BLOCK, "big")
        return Cipher(algorithms.AES256(self._key), modes.CTR(counter)).encryptor()

    def _refuse_if_closed(self) -> None:
        if self.closed:
            raise ValueError("This spool is closed.")
