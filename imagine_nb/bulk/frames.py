"""Data frames and Parquet files: of pandas, Polars and Arrow, by what each of them can do; none is needed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from importlib import import_module
from pathlib import Path
from typing import Any

from imagine_nb.bulk.raw import MAX_ROWS, Raw, check_names, check_rows, of_records
from imagine_nb.errors import ImagineError, InputError
from imagine_nb.values import kind_of

# what makes a frame of one that waits, and whose it is
_LAZY = {"collect": "polars", "compute": "dask", "toPandas": "pyspark"}
_RECORDS = "Give a list of dicts."
_INSTALL = "Install pyarrow or polars (pip install pyarrow)"


def frame(table: Any) -> Raw | None:
    """The table in a data frame, None for what is no frame. Raises InputError for one that cannot be read."""
    if isinstance(table, type) or hasattr(table, "dtype"):  # a class; a series, which is one column
        return None
    library = type(table).__module__.partition(".")[0]
    for make, of in _LAZY.items():
        if library == of and hasattr(table, make):
            raise InputError(f"This {type(table).__name__} is not computed yet.", advice=f"Give .{make}().")
    if hasattr(table, "__len__") and hasattr(table, "columns"):
        check_rows(len(table))  # before it is copied
    names = _names(table)  # before its rows: of two columns of one name those would have the last
    if (records := _records(table)) is not None:
        is_loose = not hasattr(table, "schema")  # pandas, where a column of whole numbers has no None
        return of_records(records, names, is_loose=is_loose)
    if hasattr(table, "__arrow_c_stream__") or hasattr(table, "__dataframe__"):
        return _exchanged(table)
    return None


def _records(table: Any) -> Iterable[Mapping[Any, Any]] | None:
    """The rows of a frame that gives them by itself."""
    if _can(table, "iter_rows"):
        return _all(table.iter_rows(named=True))
    if _can(table, "to_dicts"):
        return _all(table.to_dicts())
    if _can(table, "to_pylist") and hasattr(table, "schema"):
        return _all(table.to_pylist())
    if _can(table, "to_dict") and hasattr(table, "columns"):
        return _all(table.to_dict("records"))
    return None


def _can(table: Any, method: str) -> bool:
    return callable(getattr(table, method, None))


def _all(records: Any) -> Iterator[Mapping[Any, Any]]:
    for each in records:
        if not isinstance(each, Mapping):
            raise InputError("This frame does not give its rows by column.", advice=_RECORDS)
        yield each


def _names(table: Any) -> list[Any] | None:
    """The columns as the frame lists them, those of a table of Arrow too."""
    schema = getattr(table, "schema", None)
    found = getattr(schema, "names", None)
    if callable(found) or found is None:  # Polars has a method
        found = getattr(table, "columns", None)
    if callable(found) or not isinstance(found, Iterable):
        return None
    check_names(names := list(found))
    return names


def _exchanged(table: Any) -> Raw:
    """A frame of any other library, by the protocols that all of them have."""
    if (arrow := _installed("pyarrow")) is not None:
        return _read(lambda: _by_arrow(arrow, table), "This frame")
    if (polars := _installed("polars")) is not None and hasattr(table, "__arrow_c_stream__"):
        return _read(lambda: frame(polars.DataFrame(table)), "This frame")
    raise InputError(
        f"{kind_of(table, is_first=True)} is read through Arrow, which is not installed.",
        advice=f"{_INSTALL}, or give a list of dicts.",
    )


def _by_arrow(arrow: Any, table: Any) -> Raw:
    if hasattr(table, "__arrow_c_stream__"):
        reader = arrow.RecordBatchReader.from_stream(table)
        check_names(reader.schema.names)
        return of_records((row for batch in reader for row in batch.to_pylist()), reader.schema.names)
    found = import_module("pyarrow.interchange").from_dataframe(table)
    return of_records(found.to_pylist(), found.schema.names)


def parquet_table(path: Path) -> Raw:
    """The table in a Parquet file, by whichever library is there. Raises InputError."""
    if _installed("pyarrow") is not None:
        return _read(lambda: _parquet_by_arrow(path), path.name)
    if (polars := _installed("polars")) is not None:
        return _read(lambda: frame(polars.read_parquet(path, n_rows=MAX_ROWS + 1)), path.name)
    if (pandas := _installed("pandas")) is not None and _installed("fastparquet") is not None:
        return _read(lambda: frame(pandas.read_parquet(path)), path.name)
    raise InputError(f"{path.name} cannot be read: nothing here reads Parquet.", advice=f"{_INSTALL}.")


def _parquet_by_arrow(path: Path) -> Raw:
    with import_module("pyarrow.parquet").ParquetFile(path) as file:
        check_rows(file.metadata.num_rows)
        names = file.schema_arrow.names
        check_names(names)
        return of_records((row for batch in file.iter_batches() for row in batch.to_pylist()), names)


def _read(read: Callable[[], Raw | None], what: str) -> Raw:
    """What a library reads; its errors, of any kind, as one of ours."""
    try:
        found = read()
    except ImagineError:
        raise
    except Exception as exc:  # whatever the library makes of a broken file
        told = f"{type(exc).__name__}: {str(exc)[:120]}"
        raise InputError(
            f"{what} cannot be read ({told}).", advice="Check it, or give a list of dicts."
        ) from exc
    if found is None:
        raise InputError(f"{what} cannot be read.", advice=_RECORDS)
    return found


def _installed(name: str) -> Any:
    """The module of this name, None where it is not installed."""
    try:
        return import_module(name)
    except ImportError:
        return None
