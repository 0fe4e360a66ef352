"""Reports, checks and answers as the JSON that other programs depend on (contract/cli.md). Keys are never renamed.

Figures are JSON numbers: whole where they are whole. Codes missing from ``cells`` were absent or unread; ``null``
is a cell that is there and blank.
"""

from decimal import Decimal
from typing import Any

from parser.model.answer import Answer
from parser.model.finding import Check, Finding, Severity
from parser.model.report import Fact, Report

Json = dict[str, Any]


def number(value: Decimal | None) -> int | float | None:
    """A JSON number for a figure: 201, 110.45349."""
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)


def report_json(report: Report) -> Json:
    """The form of ``nianbao read --json``."""
    return {
        "organ": report.organ,
        "division": report.division,
        "place": report.division_path,
        "year": report.year,
        "title": report.title,
        "published": report.published.isoformat() if report.published else None,
        "period": [day.isoformat() for day in report.period] if report.period else None,
        "contact": report.contact,
        "sections": [{"number": s.number, "heading": s.heading, "text": s.text} for s in report.sections],
        "cells": {code: number(cell.value) for code, cell in report.cells.items()},
        "facts": [fact_json(fact) for fact in report.facts],
        "notes": [{"code": n.code, "message": n.message, "line": n.place.line} for n in report.notes],
        "format": report.format,
    }


def fact_json(fact: Fact) -> Json:
    """One fact; ``channel`` joins several channels that share the figure."""
    return {
        "id": fact.id,
        "measure": fact.measure,
        "value": number(fact.value),
        "unit": fact.unit,
        "approximate": fact.approximate,
        "channel": "、".join(fact.channels) or None,
        "part_of": fact.part_of,
        "section": fact.section,
        "sentence": fact.sentence,
        "start": fact.start,
        "end": fact.end,
        "number": list(fact.number),
        "implicit": fact.implicit,
        "items": list(fact.items),
        "scope": fact.scope.value,
    }


def check_json(report: Report, check: Check) -> Json:
    """The form of ``nianbao check --json``."""
    return {
        "report": {"organ": report.organ, "year": report.year, "division": report.division},
        "verdict": check.verdict.value,
        "findings": [finding_json(f) for f in check.findings],
        "not_assessable": [{"rule": n.rule, "why": n.why} for n in check.not_assessable],
        "counts": {severity.value: check.count(severity) for severity in Severity},
    }


def finding_json(finding: Finding) -> Json:
    """One finding."""
    where = finding.where
    return {
        "rule": finding.rule,
        "severity": finding.severity.value,
        "status": "fail",
        "root": finding.root,
        "where": {
            "cells": list(where.cells),
            "section": where.section,
            "line": where.line,
            "quote": where.quote,
        },
        "found": finding.found,
        "expected": finding.expected,
        "message": finding.message,
        "fix": finding.fix,
        "basis": finding.basis,
        "sure": finding.sure,
    }


def answer_json(answer: Answer) -> Json:
    """The form of ``nianbao ask --json``."""
    return {
        "status": answer.status.value,
        "reason": answer.reason.value if answer.reason else None,
        "text": answer.text,
        "value": number(answer.value),
        "unit": answer.unit,
        "organ": answer.organ,
        "division": answer.division,
        "year": answer.year,
        "rows": [
            {
                "place": row.place,
                "division": row.division,
                "year": row.year,
                "label": row.label,
                "value": number(row.value),
                "unit": row.unit,
            }
            for row in answer.rows
        ],
        "approximate": answer.approximate,
        "warnings": list(answer.warnings),
        "understood": answer.understood,
        "evidence": [
            {"organ": e.organ, "year": e.year, "section": e.section, "quote": e.quote}
            for e in answer.evidence
        ],
        "options": list(answer.options),
    }
