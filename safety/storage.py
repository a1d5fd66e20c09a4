"""An object store that nobody but this site reads."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, cast

from botocore.config import Config
from django.core.files.storage import FileSystemStorage
from django.utils.encoding import filepath_to_uri
from storages.backends.s3 import S3Storage

CHUNK = 256 * 1024


class PrivateS3Storage(S3Storage):
    """S3 behind us: objects are private, keep their first content, and their address is ours."""

    def get_default_settings(self) -> dict[str, Any]:
        """Django-storages' own, made private whatever else is set."""
        ours: dict[str, Any] = {"default_acl": "private", "file_overwrite": False, "max_memory_size": 1024 * 1024}
        # The library would wait for a minute, five times. Seconds without a byte, and one attempt more.
        ours["client_config"] = Config(connect_timeout=3, read_timeout=20, retries={"total_max_attempts": 2})
        return cast(dict[str, Any], super().get_default_settings()) | ours

    def url(self, name: str, *args: Any, **kwargs: Any) -> str:
        """Our own address, never the store's."""
        return FileSystemStorage().base_url + filepath_to_uri(name).lstrip("/")

    def pieces(self, name: str, start: int, end: int) -> Iterator[bytes]:
        """Bytes of the object, from `start` and before `end`, as they arrive; the library's own file fetches all."""
        if end <= start:
            return
        body = self.bucket.Object(self._normalize_name(name)).get(Range=f"bytes={start}-{end - 1}")["Body"]
        try:
            yield from body.iter_chunks(CHUNK)
        finally:
            body.close()
