"""Rows as Parquet, for programs: typed columns under their keys, codes as they are."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import islice
from typing import TYPE_CHECKING, Any, BinaryIO

from ledger.exporting.columns import Column

if TYPE_CHECKING:
    import pyarrow as pa

_ROWS_AT_ONCE = 10_000
_SEVERAL = ("texts", "sentences", "codes", "doubts")


def write_parquet(rows: Iterable[Mapping[str, Any]], to: BinaryIO, *, columns: Sequence[Column]) -> int:
    """Write the rows in groups, so that memory stays bounded; gives how many. Days are dates, lists are lists."""
    import pyarrow as pa  # every command opens the ledger, few write a table
    from pyarrow.parquet import ParquetWriter

    schema = pa.schema([pa.field(column.key, _type(column)) for column in columns])
    count, pending = 0, iter(rows)
    with ParquetWriter(to, schema, compression="zstd") as writer:
        while group := list(islice(pending, _ROWS_AT_ONCE)):
            numbered = [{"serial": count + place, **row} for place, row in enumerate(group, start=1)]
            arrays = [_array(column, [row.get(column.key) for row in numbered]) for column in columns]
            writer.write_table(pa.Table.from_arrays(arrays, schema=schema))
            count += len(group)
    return count


def _type(column: Column) -> "pa.DataType":
    import pyarrow as pa

    types = {"day": pa.date32(), "number": pa.int32(), "share": pa.float64(), "truth": pa.bool_()}
    return pa.list_(pa.string()) if column.kind in _SEVERAL else types.get(column.kind, pa.string())


def _array(column: Column, values: list[Any]) -> "pa.Array":
    """The values of a column; a column at once, for cell by cell costs ten times as much."""
    import pyarrow as pa

    if column.kind in _SEVERAL:
        values = [value.split() if isinstance(value, str) else value or () for value in values]
    try:
        if column.kind == "day":
            return pa.array(values, pa.string()).cast(pa.date32())
        return pa.array(values, _type(column))
    except UnicodeEncodeError:
        return pa.array([_whole(value) for value in values], _type(column))


def _whole(value: Any) -> Any:  # noqa: ANN401 (whatever a cell holds)
    """The value as UTF-8 can hold it."""
    if isinstance(value, str):
        return value.encode("utf-8", errors="replace").decode()
    return [_whole(item) for item in value] if isinstance(value, list | tuple) else value
