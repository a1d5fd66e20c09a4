"""Sealed blobs in an object store. A file of its own: what speaks S3 takes 35 MiB, and few installations need it."""

from __future__ import annotations

import time

from botocore.exceptions import ClientError

from leaks.rules import SETTLED
from safety.storage import PrivateS3Storage


class SealedS3Storage(PrivateS3Storage):
    """Blobs in an object store: an object is there whole or not at all."""

    def rewrite(self, name: str) -> None:
        """Copy an object onto itself: its date of change is then the night's. FileNotFoundError when it is gone."""
        key = self._normalize_name(name)
        source = {"Bucket": self.bucket_name, "Key": key}
        try:
            self.bucket.Object(key).copy(source, ExtraArgs={"MetadataDirective": "REPLACE", "ACL": "private"})
        except ClientError as error:
            if error.response.get("ResponseMetadata", {}).get("HTTPStatusCode") == 404:
                raise FileNotFoundError(name) from None
            raise

    def is_settled(self, name: str) -> bool:
        """Whether this object has lain here for an hour."""
        return time.time() - self.get_modified_time(name).timestamp() > SETTLED
