"""A skops file whose bytes follow from its values alone.

`skops.io.dump` names arrays by where they lie in memory and writes the time of day into the archive; here they are
numbered by their place in the schema, and every member bears the first day that an archive can state.
"""

import io
import json
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import skops.io

SCHEMA = "schema.json"
FIRST_DAY = (1980, 1, 1, 0, 0, 0)


def dump_steadily(value: object) -> bytes:
    """The skops file of a value; what `skops.io.load` reads from it is the value."""
    with ZipFile(io.BytesIO(skops.io.dumps(value))) as archive:
        schema = json.loads(archive.read(SCHEMA))
        files: dict[str, str] = {}
        schema = _renumber(schema, {}, files)
        members = {SCHEMA: json.dumps(schema, indent=1).encode()}
        members |= {files[name]: archive.read(name) for name in archive.namelist() if name != SCHEMA}
    written = io.BytesIO()
    with ZipFile(written, "w") as archive:
        for name in sorted(members):
            info = ZipInfo(name, FIRST_DAY)
            info.compress_type = ZIP_DEFLATED
            info.external_attr = 0o600 << 16
            info.create_system = 3  # as on Unix, wherever it is written
            archive.writestr(info, members[name])
    return written.getvalue()


def _renumber(node: Any, numbers: dict[int, int], files: dict[str, str]) -> Any:  # noqa: ANN401 (any part of a schema)
    """The schema with objects numbered from 1 in their order, and files named by them."""
    if isinstance(node, list):
        return [_renumber(part, numbers, files) for part in node]
    if not isinstance(node, dict):
        return node
    found: dict[str, Any] = {}
    if isinstance(node.get("__id__"), int):
        number = numbers.setdefault(node["__id__"], len(numbers) + 1)
        found["__id__"] = number
        if isinstance(node.get("file"), str):
            suffix = node["file"].rpartition(".")[2]
            found["file"] = files.setdefault(node["file"], f"{number}.{suffix}")
    for key, part in node.items():
        found.setdefault(key, _renumber(part, numbers, files))
    return found
