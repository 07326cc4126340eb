"""What lists use of exports: describe the table, register it."""

from coe.exports.ask import Ask, Asking
from coe.exports.making import attached
from coe.exports.noting import noted
from coe.exports.registry import register
from coe.exports.tables import Field, Table, chunked, csv_lines, xlsx

__all__ = ["Ask", "Asking", "Field", "Table", "attached", "chunked", "csv_lines", "noted", "register", "xlsx"]
