"""Archives."""

from __future__ import annotations

import gzip
import io
import tarfile
import zipfile

import pytest

from safety.cleaning import usual_limits
from tests.safety import dirty
from tests.safety.judging import cleaned, codes, refused


def test_clean_cleans_every_member_when_the_file_is_an_archive() -> None:
    inner = dirty.package({"SECRETNAME.jpg": dirty.picture("JPEG")})
    members: dict[str, str | bytes] = {
        f"{dirty.CANARY}/photo.jpg": dirty.picture("JPEG"),
        "in.zip": inner,
        "x.xyz": b"\x07\x00\x01",
    }
    result, body = cleaned(dirty.package(members, comment=dirty.CANARY.encode()))
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        assert archive.namelist() == ["001-picture.jpg", "002-archive.zip"]
        assert archive.comment == b""
    assert {"gps", "file_names", "dropped_members"} <= codes(result)


def test_clean_makes_a_plain_tar_when_the_archive_is_a_tar() -> None:
    result, body = cleaned(dirty.tar({"photo.jpg": dirty.picture("JPEG"), "a.txt": b"words\n"}))
    with tarfile.open(fileobj=io.BytesIO(body)) as archive:
        members = archive.getmembers()
    assert [member.name for member in members] == ["001-text.txt", "002-picture.jpg"] or len(members) == 2
    assert all(not member.uname and not member.mtime for member in members)
    assert result.extension == "tar"


def test_clean_refuses_when_an_archive_is_a_bomb() -> None:
    assert refused(dirty.package({"a.txt": b"\0" * 60_000_000})) == "too_large"


def test_clean_refuses_when_archives_nest_too_deep() -> None:
    content = dirty.picture("JPEG")
    for _ in range(5):
        content = dirty.package({"in.zip": content})
    assert refused(content) == "too_deep"


def test_clean_refuses_when_there_are_too_many_members() -> None:
    assert refused(dirty.package({f"{n}.txt": "a" for n in range(30)}), limits=usual_limits(members=20)) == "too_many"


def test_clean_refuses_when_a_member_is_locked() -> None:
    content = bytearray(dirty.package({"a.txt": "locked"}))
    content[6] |= 1
    central = content.find(b"PK\x01\x02")
    content[central + 8] |= 1
    assert refused(bytes(content)) == "encrypted"


@pytest.mark.parametrize("method", [1, 6, 9, 10, 93, 95, 97, 98])
def test_clean_says_that_a_rare_way_of_packing_is_not_supported(method: int) -> None:
    for name in ("a.zip", "a.docx"):
        members: dict[str, str | bytes] = (
            {"a.txt": "words"} if name == "a.zip" else {"[Content_Types].xml": "x", "word/document.xml": "x"}
        )
        content = bytearray(dirty.package(members))
        for mark, offset in ((b"PK\x03\x04", 8), (b"PK\x01\x02", 10)):
            at = -1
            while (at := content.find(mark, at + 1)) >= 0:
                content[at + offset] = method
        assert refused(bytes(content), name) == "packing"


def test_clean_goes_by_the_name_inside_a_compressed_file() -> None:
    buffer = io.BytesIO()
    with gzip.GzipFile("x.dat", "wb", fileobj=buffer) as file:
        file.write(b"Une note pour tous.\n")
    assert refused(buffer.getvalue(), "a.gz") == "text_kind"
    assert cleaned(gzip.compress(b"Une note pour tous.\n"), "a.gz")[1] == b"Une note pour tous.\n"


def test_clean_leaves_out_what_programs_keep_beside_the_files_of_an_archive() -> None:
    members = {"a/.DS_Store": dirty.CANARY, "__MACOSX/._a.txt": dirty.CANARY, ".note": dirty.CANARY, ".b.txt": "Words"}
    result, body = cleaned(dirty.package(members), "a.zip")
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        assert [archive.read(name) for name in archive.namelist()] == [b"Words\n"]
    assert {"dropped_members", "file_names"} <= codes(result)
