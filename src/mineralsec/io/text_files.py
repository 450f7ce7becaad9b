"""A publisher's text file: found, decoded, cut into numbered rows."""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Iterator

from mineralsec.arguments import file_path
from mineralsec.errors import DataError, Problem, show

__all__ = ["as_lines", "numbered_rows", "text_of"]


def text_of(path: str | os.PathLike[str]) -> str:
    """Return the text of a file: UTF-8 with or without its mark, else Windows-1252.

    Raises
    ------
    DataError
        If the file cannot be read or is neither.
    """
    try:
        data = file_path(path).read_bytes()
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise DataError(f"cannot read {show(str(path), 300)}: {reason}. Check the path.") from error
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise DataError(f"{show(str(path), 300)} is neither UTF-8 nor Windows-1252. Save it as UTF-8.")


def numbered_rows(
    text: str, name: str, problems: list[Problem]
) -> tuple[list[str], Iterator[tuple[int, dict[str, str]]]]:
    """Return the header of a CSV text and its rows with the number of the line they end on.

    A row that is longer or shorter than the header goes to `problems`; a row of blanks (padding
    at the end of a file) is skipped.

    Raises
    ------
    DataError
        If there is no header.
    """
    reader = csv.reader(io.StringIO(text, newline=""))
    header = next(reader, [])
    if not any(cell.strip() for cell in header):
        raise DataError(f"{name} is empty. It should begin with the names of the columns.")

    def rows() -> Iterator[tuple[int, dict[str, str]]]:
        for row in reader:
            if not any(cell.strip() for cell in row):
                continue
            if len(row) != len(header):
                message = (
                    f"{len(row)} cells, the header has {len(header)}. Check commas and quotes."
                )
                problems.append(Problem(f"line {reader.line_num}", message))
                continue
            yield reader.line_num, dict(zip(header, row, strict=True))

    return header, rows()


def as_lines(header: list[str], row: dict[str, str]) -> io.StringIO:
    """Return one row, under its header, as a CSV text of its own."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream)
    writer.writerow(header)
    writer.writerow(list(row.values()))
    stream.seek(0)
    return stream
