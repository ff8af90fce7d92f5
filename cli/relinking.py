"""`laixin relink`: letters that were never compared with the others, or not under the present secret."""

from cli import options
from cli.books import open_books
from cli.consoles import remarks, results
from cli.options import read_settings
from cli.texts import text


def relink(home: options.Home = None) -> None:
    """Compare letters with all others where that was not done yet."""
    from datetime import UTC, datetime

    from classifiers.likeness.likeness import compare_letters, sign_letter
    from classifiers.likeness.sender_keys import secret_id
    from flows.likeness_key import open_likeness_key

    settings = read_settings(home=home)
    with open_books(settings) as ledger:
        key = open_likeness_key(settings)
        if ledger.secret_id() not in (None, secret_id(key)):
            remarks().print(text("relink.new-secret"), soft_wrap=True)
            ledger.forget_keys()
        case_nos = ledger.unlinked()
        for case_no in case_nos:
            reading = ledger.reading(case_no)
            signature = sign_letter(reading.letter, reading.findings, key=key)
            ledger.link_letters(case_no, signature, compare=compare_letters, at=datetime.now(UTC))
    results().print(text("relink.done", count=len(case_nos)), soft_wrap=True)
