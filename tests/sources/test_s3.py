"""Buckets of a server that speaks as Amazon S3 does, in a process of its own."""

import subprocess
import sys
import uuid

import boto3
import pytest

from explorer.errors import SourceError
from explorer.index.reader import open_index
from explorer.indexing.build_index import build_index
from explorer.options import BuildOptions
from tests.index.drawing import draw, draw_folder, picture_bytes
from tests.index.fakes import FakeEncoder

pytestmark = pytest.mark.usefixtures("cheap_projection")
OPTIONS = BuildOptions(workers=0)
_SERVER = """
from moto.server import ThreadedMotoServer
server = ThreadedMotoServer(port=0, verbose=False)
server.start()
print(server.get_host_and_port()[1], flush=True)
input()
"""


@pytest.fixture(scope="module")
def s3():
    """A client of the server; libraries find the server by the environment."""
    command = [sys.executable, "-c", _SERVER]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        port = process.stdout.readline().strip()
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("AWS_ENDPOINT_URL", f"http://127.0.0.1:{port}")
            patch.setenv("AWS_ACCESS_KEY_ID", "AKIAOPENSESAME")
            patch.setenv("AWS_SECRET_ACCESS_KEY", "hush-hush-hush")
            patch.setenv("AWS_DEFAULT_REGION", "us-east-1")
            yield boto3.client("s3")
        process.kill()


@pytest.fixture
def bucket(s3, monkeypatch, tmp_path) -> str:
    """The name of an empty bucket, and an account of its own."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "account"))
    name = f"b{uuid.uuid4().hex}"
    s3.create_bucket(Bucket=name)
    return name


def test_a_folder_in_s3(s3, bucket, tmp_path):
    """Indexed, shown, refreshed by its entity tags; and no credential is kept."""
    for path in draw_folder(tmp_path / "p", 10):
        s3.put_object(Bucket=bucket, Key=f"d/{path.relative_to(tmp_path / 'p')}", Body=path.read_bytes())
    s3.put_object(Bucket=bucket, Key="d/leaf/", Body=b"")  # as consoles make folders
    s3.put_object(Bucket=bucket, Key="d/leaf/torn.png", Body=b"\x89PNG\r\n")
    report = build_index(f"s3://{bucket}/d", tmp_path / "d.dendro", OPTIONS, encoder=FakeEncoder())
    assert (report.new, report.failed, report.taken_for) == (10, 1, "folder: 11 images")
    index = open_index(report.index)
    assert index.status_times.all() and index.manifest.source["root"] == f"s3://{bucket}/d"
    with index.open_image(4) as original:
        assert original.read() == (tmp_path / "p" / index.items["path"][4].as_py()).read_bytes()
    kept = b"".join(each.read_bytes() for each in report.index.rglob("*") if each.is_file())
    assert b"AKIAOPEN" not in kept and b"hush-hush" not in kept
    again = FakeEncoder()
    assert not build_index(f"s3://{bucket}/d", report.index, OPTIONS, encoder=again).published
    s3.put_object(Bucket=bucket, Key="d/leaf/001.png", Body=picture_bytes(draw(3, 77)))
    s3.delete_object(Bucket=bucket, Key="d/plum/004.png")
    changed = build_index(f"s3://{bucket}/d", report.index, OPTIONS, encoder=again)
    assert (changed.changed, changed.removed, changed.kept, again.seen) == (1, 1, 8, 1)


def test_a_table_of_signed_addresses(s3, bucket, tmp_path):
    """Read while they are valid; nothing of the signature is kept, and a refresh embeds nothing."""
    urls = []
    for i in range(3):
        s3.put_object(Bucket=bucket, Key=f"{i}.png", Body=picture_bytes(draw(i, i)))
        urls.append(s3.generate_presigned_url("get_object", Params={"Bucket": bucket, "Key": f"{i}.png"}))
    table = tmp_path / "t.csv"
    table.write_text("url\n" + "".join(f'"{url}"\n' for url in urls))
    report = build_index(table, tmp_path / "t.dendro", OPTIONS, encoder=FakeEncoder())
    index = open_index(report.index)
    paths = index.items["path"].to_pylist()
    assert sorted(path.rpartition("/")[2] for path in paths) == ["0.png", "1.png", "2.png"]
    kept = b"".join(each.read_bytes() for each in report.index.rglob("*") if each.is_file())
    assert b"Signature" not in kept and b"AKIAOPEN" not in kept
    again = FakeEncoder()
    refreshed = build_index(table, report.index, OPTIONS, encoder=again)
    assert (refreshed.kept, again.seen) == (3, 0)


def test_what_s3_refuses(s3, tmp_path):
    """A bucket that is not there, in one sentence."""
    with pytest.raises(SourceError, match=r"^s3://no-such-bucket/x: nothing is there"):
        build_index("s3://no-such-bucket/x", tmp_path / "x.dendro", OPTIONS)
    assert not (tmp_path / "x.dendro").exists()
