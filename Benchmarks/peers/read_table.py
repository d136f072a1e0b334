"""Reads a gzipped table with another program, all columns, and says its size:

  python read_table.py pandas|polars|pyarrow|duckdb FILE
  python read_table.py versions

With each program's own settings, which infer types from the first rows; Polars needs more of them.
"""

import importlib
import sys


def pandas(path):
    import pandas
    return pandas.read_csv(path).shape


def polars(path):
    import polars
    return polars.read_csv(path, infer_schema_length=10_000).shape


def pyarrow(path):
    from pyarrow import csv
    return csv.read_csv(path).shape


def duckdb(path):
    import duckdb
    return duckdb.sql(f"SELECT * FROM read_csv('{path}')").fetchnumpy().keys()


def main():
    name = sys.argv[1]
    if name == "versions":
        for module in ("pandas", "polars", "pyarrow", "duckdb"):
            try:
                print(module, importlib.import_module(module).__version__)
            except ImportError:
                print(module, "is not installed")
        return
    print(*globals()[name](sys.argv[2]))


if __name__ == "__main__":
    main()
