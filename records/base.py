"""What every noun shares: frozen, closed to unknown keys, no I/O."""

import re
import unicodedata
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict

_UNSTORABLE = re.compile("[\0\ud800-\udfff]")
"""NUL, which PostgreSQL stores in no text, and halves of characters (lone surrogates), which UTF-8 has no bytes for."""


def mend_text(text: object) -> object:
    """A text with U+FFFD for each character that no ledger can store, so that every place in it stays; else as it is.

    Text layers, documents, barcodes and engines may give such characters, and one of them must not stop a letter.
    """
    return _UNSTORABLE.sub("\ufffd", text) if isinstance(text, str) else text


Text = Annotated[str, BeforeValidator(mend_text)]
"""Words that came from outside."""


def narrow_text(text: str) -> str:
    """What somebody typed with full-width letters, digits and signs, in their ordinary form; without blanks around."""
    return unicodedata.normalize("NFKC", text).strip()


class Record(BaseModel):
    """A value of the domain. It is made once and never changed; a stage gives a new one.

    Errors do not quote what was wrong: it may be a letter's text.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True, hide_input_in_errors=True)
