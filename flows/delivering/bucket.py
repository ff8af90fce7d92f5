"""Bucket: objects of JSON lines in any store that speaks S3."""

import io
from typing import Self
from urllib.parse import urlsplit

import urllib3
from minio import Minio
from minio.error import MinioException, S3Error, ServerError

from flows.delivering.sending import Parcel, Receipt, batch_name
from flows.delivering.targets import BucketTarget, read_key
from flows.delivering.webhook import trust
from ledger.outbox.composing import message_line

BUSY = frozenset({"SlowDown", "ServiceUnavailable", "InternalError", "RequestTimeout"})


class BucketSender:
    """Puts batches into one bucket. A batch that is put again has the same name and takes its own place."""

    def __init__(self, target: BucketTarget) -> None:
        """Read keys and certificates.

        Raises:
            SetupError: `setup.targets` when one of them cannot be used.
        """
        self._bucket, self._prefix = target.bucket, target.prefix.strip("/")
        server = urlsplit(target.address)
        self._pool = urllib3.PoolManager(
            timeout=urllib3.Timeout(total=target.timeout_s),
            retries=False,  # the ledger tries again
            ssl_context=trust(target.ca_file, name=target.name),
        )
        self._client = Minio(
            server.netloc,
            access_key=read_key(target.access_key_file, name=target.name),
            secret_key=read_key(target.secret_file, name=target.name),
            secure=server.scheme == "https",
            region=target.region or "us-east-1",
            http_client=self._pool,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *trouble: object) -> None:
        self._pool.clear()

    def send(self, parcel: Parcel) -> Receipt:
        """Put one object."""
        name = "/".join(filter(None, (self._prefix, batch_name(parcel))))
        body = b"".join(message_line(message) + b"\n" for message in parcel.messages)
        try:
            self._client.put_object(
                self._bucket, name, io.BytesIO(body), len(body), content_type="application/x-ndjson"
            )
        except S3Error as error:
            code = "".join(filter(str.isalnum, str(error.code)))[:40]
            return Receipt("busy" if code in BUSY else "failed", f"bucket.{code}")
        except (ServerError, MinioException):
            return Receipt("failed", "bucket.broken")
        except urllib3.exceptions.HTTPError:
            return Receipt("busy", "net.connect")
        return Receipt("delivered")
