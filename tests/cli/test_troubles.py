"""Trouble: one sentence, what to do, the right exit code, and nothing of a letter."""

import errno

import pytest
import typer
from typer.testing import CliRunner

from cli.command_group import LaixinGroup
from cli.troubles import describe_trouble, tell_trouble
from records import LetterError, SetupError, UsageError
from tests.cli.conftest import Call, run_program

SECRET = "举报人林小川 13800001234"


@pytest.mark.parametrize(
    ("args", "sentence"),
    [
        (["nope"], "没有这个命令：nope"),
        (["rnu"], "是不是 run"),
        (["run", "--hoem", "x"], "没有这个选项：--hoem"),
        (["show"], "还缺：CASE_NO"),
        (["cases", "--format", "pdf"], "--format 的值不对"),
        (["train", "--task", "weather", "--data", "x", "--out", "y"], "没有这个任务：weather"),
        (["classify", "--task", "topic", "--data", "no-such-file.jsonl"], "数据文件打不开：no-such-file.jsonl"),
        (["cases", "--format", "xlsx"], "xlsx 要写进文件"),
        (["replay"], "没有说明要重读哪些"),
    ],
)
def test_a_wrong_call_ends_with_2_and_says_what_to_do(laixin: Call, args: list[str], sentence: str) -> None:
    done = laixin(*args)
    assert done.exit_code == 2
    assert sentence in done.stderr
    assert "怎么办：" in done.stderr
    assert done.stdout == ""


@pytest.mark.parametrize("command", ["cases", "balance", "verify", "quarantine", "originals"])
def test_a_mistyped_home_is_told_and_no_empty_ledger_is_made(laixin: Call, tmp_path, command: str) -> None:
    rest = ["--to", tmp_path / "out"] if command == "originals" else []
    done = laixin(command, *rest, "--home", tmp_path / "typo")
    assert done.exit_code == 2
    assert "这里还没有台账" in done.stderr
    assert not (tmp_path / "typo").exists()


@pytest.mark.parametrize(
    ("name", "value"), [("LAIXIN_WORKERS", "many"), ("LAIXIN_LANG", "fr"), ("LAIXIN_OFFICE", "a b")]
)
def test_a_wrong_setting_is_named_without_its_value(laixin: Call, monkeypatch, name: str, value: str) -> None:
    monkeypatch.setenv(name, value)
    done = laixin("balance")
    assert done.exit_code == 3
    assert name in done.stderr
    assert value not in done.stderr.replace(name, "")


@pytest.mark.parametrize(
    ("error", "code", "sentence"),
    [
        (SetupError("setup.model", "topic"), 3, "分类模型缺失或不匹配。"),
        (SetupError("vocab.invalid", "codes.csv:7: no text"), 3, "codes.csv:7"),
        (LetterError("store.corrupt", "ab12"), 4, "原件库中的内容与校验值不符。"),
        (UsageError("case.unknown", "X-1"), 2, "台账里没有这个编号：X-1"),
        (UsageError("some.new-code", "detail"), 2, "some.new-code"),
        (ModuleNotFoundError("no", name="prefect"), 3, "prefect"),
        (OSError(errno.ENOSPC, "full"), 1, "磁盘满了。"),
    ],
)
def test_an_error_has_the_sentence_of_its_code_and_the_exit_code_of_its_class(error, code: int, sentence: str) -> None:
    trouble = describe_trouble(error)
    assert trouble.exit_code == code
    assert sentence in trouble.sentence
    assert trouble.todo


def test_a_fault_of_the_program_shows_its_kind_and_nothing_of_a_letter(capsys) -> None:
    assert tell_trouble(ValueError(SECRET)) == 1
    err = capsys.readouterr().err
    assert "ValueError" in err
    assert SECRET not in err
    assert "Traceback" not in err


def test_the_traceback_is_there_for_those_who_ask(capsys, monkeypatch) -> None:
    monkeypatch.setenv("LAIXIN_DEBUG", "1")
    tell_trouble(ValueError("why"))
    assert "ValueError: why" in capsys.readouterr().err


def failing_app(error: BaseException) -> typer.Typer:
    app = typer.Typer(cls=LaixinGroup)

    @app.callback()
    def start() -> None:
        """A group."""

    @app.command()
    def fail() -> None:
        letter = SECRET  # a local variable, as a stage has them
        assert letter
        raise error

    return app


def test_an_exception_shows_no_local_variables() -> None:
    done = CliRunner().invoke(failing_app(RuntimeError(SECRET)), ["fail"])
    assert done.exit_code == 1
    assert SECRET not in done.output


def test_ctrl_c_ends_quietly_with_130() -> None:
    done = CliRunner().invoke(failing_app(KeyboardInterrupt()), ["fail"])
    assert done.exit_code == 130
    assert done.output == ""


def test_english_by_setting() -> None:
    done = run_program("show", LAIXIN_LANG="en")
    assert done.returncode == 2
    assert done.stderr.decode() == "Error: CASE_NO is missing\nWhat to do: See laixin show --help\n"
