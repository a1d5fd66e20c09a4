"""Sealed blobs in an object store: a real server that speaks S3, on this machine."""

import boto3
import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import storages

from leaks import storage
from leaks.models import Bundle, Conversation
from tests.leaks.conftest import open_bundle, photo, receipt_of, submit

moto = pytest.importorskip("moto.server", reason="moto[server] is not installed")
pytestmark = pytest.mark.django_db(databases=["default", "leaks"])


@pytest.fixture(scope="module")
def object_store():
    server = moto.ThreadedMotoServer(ip_address="127.0.0.1", port=0)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture
def buckets(object_store, settings):
    access = {"endpoint_url": object_store, "region_name": "us-east-1"}
    client = boto3.client("s3", **access, aws_access_key_id="key", aws_secret_access_key="secret")  # noqa: S106
    options = {**access, "access_key": "key", "secret_key": "secret"}
    backends = {"default": "safety.storage.PrivateS3Storage", "leaks": "leaks.storage.SealedS3Storage"}
    stores = {}
    for name, backend in backends.items():
        client.create_bucket(Bucket=name)
        stores[name] = {"BACKEND": backend, "OPTIONS": {**options, "bucket_name": name}}
    settings.STORAGES = {**settings.STORAGES, **stores}
    yield client
    for name in backends:
        for found in client.list_objects_v2(Bucket=name).get("Contents", []):
            client.delete_object(Bucket=name, Key=found["Key"])
        client.delete_bucket(Bucket=name)


def test_bundle_is_kept_downloaded_in_pieces_and_erased(buckets, source, open_drop, identity, client_of, recipient):
    receipt = receipt_of(submit(source, message="SECRETNAME", files=[("SECRETNAME.jpg", photo())]))
    (found,) = buckets.list_objects_v2(Bucket="leaks")["Contents"]
    bundle = Bundle.objects.get()
    assert found["Key"] == bundle.blob and found["Size"] == bundle.size
    stored = buckets.get_object(Bucket="leaks", Key=bundle.blob)["Body"].read()
    assert stored.startswith(b"age-encryption.org/v1") and b"SECRETNAME" not in stored
    answer = client_of(recipient).get(f"/desk/{bundle.conversation_id}/{bundle.pk}.age")
    assert answer.streaming and b"".join(answer.streaming_content) == stored
    assert open_bundle(identity)["message.txt"] == b"SECRETNAME"
    storage.rewrite(bundle.blob)
    assert b"".join(storage.read(bundle.blob)) == stored
    assert not storage.is_settled(bundle.blob) and storage.names() == [bundle.blob]
    source.post("/leak/suivi/", {"receipt": receipt, "erase": "1"})
    assert storage.names() == [] and not Conversation.objects.exists()


def test_site_serves_media_out_of_the_object_store(buckets, client):
    content = bytes(range(256)) * 3000
    name = storages["default"].save("images/a.bin", ContentFile(content))
    answer = client.get(f"/media/{name}")
    assert answer.status_code == 200 and b"".join(answer.streaming_content) == content
    part = client.get(f"/media/{name}", headers={"Range": "bytes=1000-1999"})
    assert part.status_code == 206 and b"".join(part.streaming_content) == content[1000:2000]
    assert client.get("/media/images/none.bin").status_code == 404
    storages["default"].delete(name)
    assert client.get(f"/media/{name}").status_code == 404
