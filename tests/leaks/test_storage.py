"""Sealed blobs in an object store: a real server that speaks S3, on this machine."""

import datetime as dt
import subprocess

import boto3
import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.core.management import call_command

from leaks import storage
from leaks.models import Bundle, Conversation
from safety.sealing import Recipients, make_identity, padded_size, seal
from tests.leaks.conftest import open_bundle, photo, receipt_of, submit

moto = pytest.importorskip("moto.server", reason="moto[server] is not installed")
from moto.core import DEFAULT_ACCOUNT_ID  # noqa: E402
from moto.s3.models import s3_backends  # noqa: E402

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
    backends = {"default": "safety.storage.PrivateS3Storage", "leaks": "leaks.object_storage.SealedS3Storage"}
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


@pytest.mark.parametrize(("folder", "blob"), [(0o700, 0o600), (0o750, 0o600), (0o2770, 0o660)])
def test_blob_is_its_owners_and_the_groups_where_the_folder_is(tmp_path, folder, blob):
    place = tmp_path / "leaks"
    place.mkdir()
    place.chmod(folder)
    name = storage.keep(seal([b"x"], keys=Recipients((make_identity()[1],))))
    assert (place / name).stat().st_mode & 0o7777 == blob
    storage.rewrite(name)
    assert (place / name).stat().st_mode & 0o7777 == blob


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
    assert bundle.size == found["Size"] and padded_size(plain_size(identity, stored)) == plain_size(identity, stored)
    source.post("/leak/suivi/", {"receipt": receipt, "erase": "1"})
    assert storage.names() == [] and not Conversation.objects.exists()


def dates(buckets) -> dict[str, dt.datetime]:
    """When the object store says that each blob came in."""
    return {found["Key"]: found["LastModified"] for found in buckets.list_objects_v2(Bucket="leaks")["Contents"]}


def plain_size(identity, sealed: bytes) -> int:
    """What the tar measures."""
    done = subprocess.run(["age", "-d", "-i", identity], input=sealed, capture_output=True, check=True)  # noqa: S607
    return len(done.stdout)


def test_night_gives_every_object_a_new_date_and_passes_over_what_is_gone(buckets, source, open_drop):
    for number in range(3):
        submit(source, message=f"n° {number}")
    names = storage.names()
    objects = s3_backends[DEFAULT_ACCOUNT_ID]["aws"].buckets["leaks"].keys
    for name in names:  # they came in on New Year's Day
        objects[name].last_modified = dt.datetime(2026, 1, 1, 10, 30)
    before = dates(buckets)
    assert {day.hour for day in before.values()} == {10}
    contents = {name: b"".join(storage.read(name)) for name in names}
    gone = names[0]
    buckets.delete_object(Bucket="leaks", Key=gone)
    call_command("leaks_nightly")
    after = dates(buckets)
    assert set(after) == {*names} - {gone}
    assert all(after[name] > before[name] for name in after)
    assert {name: b"".join(storage.read(name)) for name in after} == {n: c for n, c in contents.items() if n != gone}


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
