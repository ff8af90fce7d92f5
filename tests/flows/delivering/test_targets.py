"""The file of targets: what is wrong is told by target and key before anything is sent, and never with a secret."""

from pathlib import Path

import pytest

from flows.delivering.targets import BucketTarget, FolderTarget, WebhookTarget, load_targets, read_key, read_secret
from records import SetupError
from tests.flows.delivering.filling import write_targets

HOOK = '[targets.hook]\nkind = "webhook"\naddress = "https://example.test/in"\nsecret_file = "hook.key"\n'
BOX = '[targets.box]\nkind = "folder"\nfolder = "out"\n'
BUCKET = (
    '[targets.store]\nkind = "s3"\naddress = "https://s3.example.test"\nbucket = "laixin-events"\n'
    'access_key_file = "access.key"\nsecret_file = "hook.key"\n'
)


def load(tmp_path: Path, body: str) -> tuple[object, ...]:
    return load_targets(write_targets(tmp_path, body))


def test_each_kind_is_read_with_its_defaults_and_paths_beside_the_file(tmp_path: Path) -> None:
    hook, box, store = load(tmp_path, HOOK + BOX + BUCKET)
    assert isinstance(hook, WebhookTarget)
    assert (hook.kinds, hook.since, hook.secret_file) == (("case.*",), "now", tmp_path / "hook.key")
    assert hook.lease >= 2 * hook.timeout_s
    assert isinstance(box, FolderTarget)
    assert box.folder == tmp_path / "out"
    assert isinstance(store, BucketTarget)


def test_no_file_is_no_target(tmp_path: Path) -> None:
    assert load_targets(tmp_path / "targets.toml") == ()


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ("[targets.hook\n", "targets.toml"),
        ("[target.hook]\n", r"\[targets.NAME\]"),
        ("targets = 3\n", r"\[targets.NAME\]"),
        ("[targets]\nhook = 3\n", "hook"),
        ("[targets.Hook]\nkind = 'folder'\nfolder = 'x'\n", "a-z"),
        (HOOK.replace("webhook", "ftp"), "hook: kind"),
        (HOOK.replace('kind = "webhook"\n', ""), "hook: kind"),
        (HOOK.replace("secret_file", "secret"), "hook: .*secret"),
        (HOOK + 'secret = "topsecret"\n', "hook: secret"),
        (HOOK.replace("https", "http"), "https is needed"),
        (HOOK.replace("https", "file"), "https://"),
        (HOOK.replace("example.test", "user:topsecret@example.test"), "no name or password"),
        (HOOK.replace("/in", "/in#x"), "no #"),
        (HOOK.replace("example.test", "example.test:99999"), "hook: address"),
        (HOOK + 'kinds = ["token.*"]\n', "kinds"),
        (HOOK + "kinds = []\n", "kinds"),
        (HOOK + "timeout_s = 0\n", "timeout_s"),
        (HOOK + "timeout_s = 20\nlease_s = 30\n", "lease_s"),
        (HOOK + "parallel = 1000\n", "parallel"),
        (HOOK + 'since = "yesterday"\n', "since"),
        (HOOK + "since = -1\n", "since"),
        (BUCKET.replace("laixin-events", "Laixin Events"), "bucket"),
        (BUCKET.replace("s3.example.test", "s3.example.test/path"), "server's alone"),
        (BUCKET + 'prefix = "../x y"\n', "prefix"),
        (BOX.replace("folder = ", "path = "), "box: .*folder"),
    ],
)
def test_what_is_wrong_is_told_with_its_place_and_no_value(tmp_path: Path, body: str, told: str) -> None:
    with pytest.raises(SetupError, match=rf"setup\.targets: .*{told}") as error:
        load(tmp_path, body)
    assert "topsecret" not in str(error.value)


def test_a_file_that_is_no_text_is_told(tmp_path: Path) -> None:
    (tmp_path / "targets.toml").write_bytes(b"\xff\xfe")
    with pytest.raises(SetupError, match=r"targets\.toml: not in UTF-8"):
        load_targets(tmp_path / "targets.toml")


@pytest.mark.parametrize("address", ["http://localhost:80/in", "http://127.0.0.1/in", "http://[::1]:8/in"])
def test_this_machine_needs_no_encryption(tmp_path: Path, address: str) -> None:
    assert load(tmp_path, HOOK.replace("https://example.test/in", address))


@pytest.mark.parametrize("address", ["http://127.0.0.1.example.test/", "http://localhost.example.test/", "http://0/"])
def test_what_only_looks_like_this_machine_does(tmp_path: Path, address: str) -> None:
    with pytest.raises(SetupError, match="https is needed"):
        load(tmp_path, HOOK.replace("https://example.test/in", address))


def test_an_office_may_allow_plain_http_in_its_own_network(tmp_path: Path) -> None:
    assert load(tmp_path, HOOK.replace("https", "http") + "allow_http = true\n")


def test_a_secret_that_others_can_read_or_guess_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "hook.key"
    path.write_bytes(b"s" * 32 + b"\n")
    path.chmod(0o640)
    with pytest.raises(SetupError, match="chmod 600"):
        read_secret(path, name="hook")
    path.chmod(0o600)
    assert read_secret(path, name="hook") == b"s" * 32
    path.write_bytes(b"short")
    with pytest.raises(SetupError, match="32 to 1024 bytes") as error:
        read_secret(path, name="hook")
    assert "short" not in str(error.value)
    path.write_bytes("密".encode())
    with pytest.raises(SetupError, match="holds no key"):
        read_key(path, name="hook")
    with pytest.raises(SetupError, match="FileNotFoundError"):
        read_key(tmp_path / "none", name="hook")
