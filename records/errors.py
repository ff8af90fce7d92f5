"""The kinds of trouble that stop something; a doubt is no error but data.

Each class has an exit code of its own. No message holds a letter's text, a person's data or the name of a
dropped file: hashes, codes and case numbers only.
"""


class LaixinError(Exception):
    """The base of every error that the program tells on purpose."""

    exit_code = 1


class LetterError(LaixinError):
    """One letter cannot be taken further: it goes to quarantine with this code, the batch goes on.

    `passing` is true for trouble that may pass (a full disk, a locked file): it is worth a retry.
    """

    exit_code = 4

    def __init__(self, code: str, detail: str = "", *, passing: bool = False) -> None:
        super().__init__(f"{code}: {detail}" if detail else code)
        self.code = code
        self.detail = detail
        self.passing = passing

    def __reduce__(self) -> tuple[object, ...]:
        return _rebuild, (self.code, self.detail, self.passing)


def _rebuild(code: str, detail: str, passing: bool) -> LetterError:  # noqa: FBT001 (pickle passes by position)
    return LetterError(code, detail, passing=passing)


class SetupError(LaixinError):
    """The program cannot work at all; told before any letter is touched, with what to do."""

    exit_code = 3

    def __init__(self, code: str, remedy: str = "") -> None:
        super().__init__(f"{code}: {remedy}" if remedy else code)
        self.code = code
        self.remedy = remedy


class UsageError(LaixinError):
    """The caller asked for something that does not exist or is not allowed."""

    exit_code = 2

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(f"{code}: {detail}" if detail else code)
        self.code = code
        self.detail = detail
