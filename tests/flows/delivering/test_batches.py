"""Folder and bucket: batches that appear whole, in order, under names that stay."""

import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from moto.server import ThreadedMotoServer

from flows.delivering.bucket import BucketSender
from flows.delivering.folder import FolderSender
from flows.delivering.sending import Parcel, batch_name
from flows.delivering.targets import BucketTarget, FolderTarget, load_targets
from records import SetupError
from tests.flows.delivering.filling import write_targets
from tests.flows.delivering.test_webhook import message

PARCEL = Parcel((message(7), message(9)), number=3)
NAME = "000000003_000000000007-000000000009.jsonl"


def folder(home: Path) -> FolderTarget:
    (target,) = load_targets(write_targets(home, '[targets.box]\nkind = "folder"\nfolder = "out"\n'))
    assert isinstance(target, FolderTarget)
    return target


def test_a_batch_is_a_file_of_lines_that_appears_whole(tmp_path: Path) -> None:
    with FolderSender(folder(tmp_path)) as sender:
        assert sender.send(PARCEL).result == "delivered"
        assert sender.send(PARCEL).result == "delivered", "after a kill it is sent again"
    (file,) = (tmp_path / "out").iterdir()
    assert file.name == NAME
    lines = file.read_bytes().decode().split("\n")
    assert [json.loads(line)["key"] for line in lines[:-1]] == ["7-abcd", "9-abcd"]
    assert lines[-1] == ""


def test_a_file_is_for_the_office_alone(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        with FolderSender(folder(tmp_path)) as sender:
            assert sender.send(Parcel((message(1),), 1)).result == "delivered"
    finally:
        os.umask(before)
    (file,) = (tmp_path / "out").iterdir()
    assert file.stat().st_mode & 0o137 == 0


def test_batches_sort_by_name_in_the_order_they_were_made() -> None:
    later = Parcel((message(2),), number=4)
    assert batch_name(PARCEL) == NAME
    assert batch_name(PARCEL) < batch_name(later) < batch_name(Parcel((message(1),), number=10))


def test_a_folder_that_is_lost_meanwhile_is_trouble_and_leaves_no_half_file(tmp_path: Path) -> None:
    target = folder(tmp_path)
    with FolderSender(target) as sender:
        target.folder.rmdir()
        target.folder.write_text("in its place")
        assert (receipt := sender.send(PARCEL)).result == "busy"
    assert receipt.code == "folder.unwritable"


def test_a_folder_that_cannot_be_made_is_told_at_the_start(tmp_path: Path) -> None:
    target = folder(tmp_path)
    target.folder.write_text("in its place")
    with pytest.raises(SetupError, match="box: folder: FileExistsError"):
        FolderSender(target)


@pytest.fixture(scope="module")
def store() -> Iterator[str]:
    """A server that speaks S3."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    _, port = server.get_host_and_port()
    yield f"http://127.0.0.1:{port}"
    server.stop()


def bucket(home: Path, address: str, name: str = "laixin") -> BucketTarget:
    body = f'[targets.store]\nkind = "s3"\naddress = "{address}"\nbucket = "{name}"\nprefix = "in/2026/"\n'
    body += 'access_key_file = "access.key"\nsecret_file = "hook.key"\ntimeout_s = 5\n'
    (target,) = load_targets(write_targets(home, body))
    assert isinstance(target, BucketTarget)
    return target


def test_a_batch_is_an_object_and_again_the_same_object(tmp_path: Path, store: str) -> None:
    with BucketSender(bucket(tmp_path, store)) as sender:
        sender._client.make_bucket("laixin")
        for _ in range(2):
            assert sender.send(PARCEL).result == "delivered"
        (found,) = sender._client.list_objects("laixin", recursive=True)
        assert found.object_name == f"in/2026/{NAME}"
        body = sender._client.get_object("laixin", found.object_name).read().decode()
    assert [json.loads(line)["event"] for line in body.splitlines()] == [7, 9]


def test_what_a_bucket_answers_is_a_receipt(tmp_path: Path, store: str) -> None:
    with BucketSender(bucket(tmp_path, store, "nowhere")) as sender:
        receipt = sender.send(PARCEL)
    assert (receipt.result, receipt.code) == ("failed", "bucket.NoSuchBucket")
    with BucketSender(bucket(tmp_path, "http://127.0.0.1:9")) as sender:
        assert sender.send(PARCEL).code == "net.connect"
