"""The published description of the interface; `python -m desk.schema > docs/schema/api-1.json` writes it anew."""

import json
import sys
import tempfile
from pathlib import Path
from typing import Any

from desk.application import make_app
from ledger import open_ledger


def api_schema() -> dict[str, Any]:
    """The OpenAPI 3.1 description of version 1."""
    with (
        tempfile.TemporaryDirectory() as folder,
        open_ledger(f"sqlite:///{Path(folder) / 'ledger.sqlite'}", office="XF") as ledger,
    ):
        return make_app(ledger).openapi()


def main() -> None:
    """Write the description to standard output."""
    sys.stdout.write(json.dumps(api_schema(), ensure_ascii=False, indent=2, sort_keys=True) + "\n")


if __name__ == "__main__":
    main()
