"""Spreadsheets: XLSX (strict too), XLSB, XLS and ODS as rows of text, in which a cell that holds nothing readable is never blank.

Belongs here: what stands in a workbook. Does not belong here: which file is one (`text_tables.py`), what a cell means
(`notations.py`).

Values come from calamine. It gives an error or a formula that was never computed as a blank cell, and fills memory up to a cell far off;
so before it opens a workbook, a pass of our own over the container says what must be laid over its values (`marks.py`).
"""

from assets.deliveries.spreadsheets.values import written
from assets.deliveries.spreadsheets.visible_sheets import Sheet, read_spreadsheet

__all__ = ["Sheet", "read_spreadsheet", "written"]
