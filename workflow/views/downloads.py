"""Answers that are files."""

from datetime import date

from django.http import HttpResponse
from django.utils.http import content_disposition_header

from workflow.exports.xlsx import CONTENT_TYPE


def sheet(title: str, on: date, content: bytes) -> HttpResponse:
    """An Excel file, named by what it holds and the day."""
    name = content_disposition_header(as_attachment=True, filename=f"{title}-{on.isoformat()}.xlsx")
    return HttpResponse(content, content_type=CONTENT_TYPE, headers={"Content-Disposition": name or "attachment"})
