"""What an import found is said in the language of whoever reads it, not of whoever uploaded the file."""

import io
import re
from typing import Any

import pytest
from django.utils.translation import override
from openpyxl import load_workbook

from coe.audit.models import Entry
from coe.notices.kinds import kind
from coe.notices.models import Notice
from coe.tenancy.context import inside
from publishing.importing.models import Import, ImportRow
from tests.publishing.content.conftest import Stage, stage
from tests.publishing.importing.test_import import Desk, desk, posts, row

__all__ = ["desk", "stage"]

HAN = re.compile(r"[\u4e00-\u9fff]")
LANGUAGES = ("en", "zh-hans")


def speak(cal: Desk, language: str) -> None:
    cal.north.cal.user.language = language
    cal.north.cal.user.save()


def rows() -> list[dict[str, str]]:
    """One of each way to be wrong: the import's own, the form's, a network's, Django's, a clock's and a rule's."""
    same = row(text="twice")
    return [
        row(brand="Valley"),
        row(channels="nowhere"),
        row(text="x" * 1_500),
        row(text="a", title="t" * 201),
        row(text="b", zone="Mars/Base"),
        row(text="c", date="2027-03-28", time="02:30", zone="Europe/Berlin"),
        row(text="d", labels="nonsense"),
        row(text="e", link="https://example.com/?utm_term=x"),
        row(text="f", image="no-such.jpg"),
        row(text="A miracle cure"),
        same,
        same,
    ]


def rule(stage: Stage) -> None:
    from governance.policies import actions as policies
    from governance.policies.params import BlockedTerms, Term

    words = {
        "name": "No cures", "severity": "block", "message": "Do not promise cures.", "message_zh": "不得承诺疗效。",
    }  # fmt: skip
    made = policies.create(
        stage.north.lee.actor, kind="blocked_terms", params=BlockedTerms((Term("miracle cure"),)), words=words
    )
    policies.switch_on(stage.north.lee.actor, rule_id=made.pk)


def marks(cal: Desk) -> list[str]:
    """The comments of the file that comes back, by row."""
    sheet = load_workbook(io.BytesIO(cal.client.get(cal.url("marked.xlsx")).content)).active
    return [cell.comment.text for line in sheet.iter_rows(min_row=2) for cell in line if cell.comment]


def said(cal: Desk, language: str) -> tuple[list[str], list[str]]:
    """(what the page says beside the cells, what the file that comes back does), to a reader of a language."""
    speak(cal, language)
    page = cal.client.get(cal.url()).content.decode()
    return re.findall(r'field-error">.*?<span>(.*?)</span>', page), marks(cal)


@pytest.mark.parametrize("uploaded", LANGUAGES)
def test_errors_are_read_in_either_language_whichever_they_were_found_in(
    stage: Stage, desk: Any, uploaded: str
) -> None:
    rule(stage)
    cal = desk()
    speak(cal, uploaded)
    cal.upload(*rows())
    english, in_file = said(cal, "en")
    assert len(english) == len(in_file) == 11
    assert [one for one in english if HAN.search(one)] == []
    assert english[0] == "There is no brand “Valley” that you may write for."
    assert in_file[2] == "1,200 characters too many for harbour.example, which takes 300."
    assert in_file[3] == "At most 200 characters fit here; this has 201."
    assert english[5].startswith("02:30 does not exist in Europe/Berlin")
    assert in_file[9].endswith(": Do not promise cures.")
    assert english[10] == "This row says the same as row 12."
    chinese, in_file = said(cal, "zh-hans")
    assert len(chinese) == len(in_file) == 11
    assert [one for one in chinese if not HAN.search(one)] == []
    assert chinese[0] == "找不到品牌“Valley”，或您无权为其撰写。"
    assert "不得承诺疗效。" in in_file[9] and "Do not" not in in_file[9]
    assert chinese[10] == "此行与第 12 行相同。"
    cal.client.post(cal.url("run"), {"rows": "good"})
    assert [one.text for one in posts(stage)] == ["twice"]


@pytest.mark.parametrize("uploaded", LANGUAGES)
def test_why_all_or_nothing_stopped_is_said_to_each_reader(stage: Stage, desk: Any, uploaded: str) -> None:
    cal = desk()
    speak(cal, uploaded)
    cal.upload(row(text="one"), row(text="two"))
    with inside(stage.north.id):
        cells = ImportRow.objects.get(table=cal.table(), number=3).cells
        ImportRow.objects.filter(number=3).update(cells=["Harbour", "nowhere", *cells[2:]])
    cal.run("all")
    for language, problem in (
        ("en", "Row 3: Harbour has no channel “nowhere” that you may write for."),
        ("zh-hans", "下找不到渠道“nowhere”，或您无权为其撰写。"),
    ):
        speak(cal, language)
        assert problem in cal.client.get(cal.url()).content.decode()
        with inside(stage.north.id), override(language):
            notice = Notice.objects.get(kind="import.stopped")
            told = kind(notice.kind).say(notice.params)
        assert told.endswith(problem) and ("第 3 行：Harbour" in told) == (language == "zh-hans")
    with inside(stage.north.id):
        # The audit is one text for all.
        stopped = Entry.objects.get(detail="import-stopped")
    assert stopped.reason == "Row 3: Harbour has no channel “nowhere” that you may write for."


def test_rows_from_before_stay_as_they_were_written(stage: Stage, desk: Any) -> None:
    cal = desk()
    cal.upload(row(text="one"))
    with inside(stage.north.id):
        ImportRow.objects.update(wrong={"": ["Die Zeile ist 100% falsch."], "1": ["Kein Kanal."]})
        Import.objects.update(problem=["Zeile 2: nichts."])
    for language in LANGUAGES:
        found, in_file = said(cal, language)
        assert found == ["Die Zeile ist 100% falsch.", "Kein Kanal."]
        assert in_file == ["Die Zeile ist 100% falsch.", "Kein Kanal."]
        assert "Zeile 2: nichts." in cal.client.get(cal.url()).content.decode()
