"""Writing rules through the pages, trying them, and what evaluate says and keeps."""

from typing import Any
from uuid import uuid4

import pytest
from django.utils import translation

from coe.audit.models import Entry
from coe.tenancy.context import inside
from governance import api
from governance.policies import checks
from governance.policies.models import Evaluation, Rule, RuleVersion
from governance.policies.params import ParamsError, read
from tests.factories.cast import Org

BLOCKED = {
    "name": "Claims",
    "name_zh": "宣传用语",
    "severity": "reason",
    "brand": "",
    "message": "A promise nobody can keep",
    "message_zh": "无法兑现的承诺",
    "terms": "guaranteed | expected\n最",
    "allowed": "最近",
}


def new(browse: Any, north: Org, kind: str = "blocked_terms", who: str = "lee", **fields: str) -> Any:
    given = (BLOCKED if kind == "blocked_terms" else {}) | fields
    return browse(north.people[who]).post(north.url(f"governance/rules/new/{kind}/"), given)


def rule_on(browse: Any, north: Org, **how: Any) -> Rule:
    answer = new(browse, north, **how)
    assert answer.status_code == 302, answer.content.decode()
    with inside(north.id):
        rule = Rule.objects.latest("created_at")
    browse(north.lee).post(north.url(f"governance/rules/{rule.pk}/on/"))
    with inside(north.id):
        rule.refresh_from_db()
    return rule


def evaluate(north: Org, text: str, **how: Any) -> list[api.Finding]:
    given: dict[str, Any] = {
        "org_id": north.id,
        "texts": {"text": text},
        "brand_id": north.brands["harbour"].pk,
        "language": "en",
        "moment": "submit",
        "subject_type": "test",
        "subject_id": uuid4(),
        "digest": "d1",
    }
    with inside(north.id):
        return api.evaluate(**(given | how))


def test_a_rule_bites_only_when_it_is_on(cast: Any, browse: Any, north: Org) -> None:
    new(browse, north)
    assert evaluate(north, "Guaranteed snow") == []
    with inside(north.id):
        rule = Rule.objects.get()
    browse(north.lee).post(north.url(f"governance/rules/{rule.pk}/on/"))
    (finding,) = evaluate(north, "Guaranteed snow, 最近")
    assert (finding.start, finding.end, finding.words) == (0, 10, "Guaranteed")
    assert (finding.severity, finding.rule_version, finding.suggestion) == ("reason", 1, "expected")
    assert finding.message == "A promise nobody can keep"
    assert finding.text == "“Guaranteed”. Try “expected”."
    assert browse(north.lee).get(north.url(f"governance/rules/{rule.pk}/on/")).status_code == 302, "it is on already"
    browse(north.lee).post(north.url(f"governance/rules/{rule.pk}/retire/"))
    assert evaluate(north, "Guaranteed snow") == []


def test_findings_are_told_in_the_readers_language_and_stored_without_one(browse: Any, north: Org) -> None:
    rule_on(browse, north)
    subject = uuid4()
    with translation.override("zh-hans"):
        (finding,) = evaluate(north, "我们最大", subject_id=subject)
        assert (finding.message, finding.rule_name) == ("无法兑现的承诺", "宣传用语")
    with inside(north.id):
        stored = Evaluation.objects.get()
        assert stored.rules_run == 1
        assert stored.findings == [
            {
                "rule": str(finding.rule_id),
                "version": 1,
                "severity": "reason",
                "field": "text",
                "start": 2,
                "end": 3,
                "words": "最",
                "suggestion": "",
            }
        ]


def test_evaluations_are_kept_once_per_moment_content_and_rules(browse: Any, north: Org) -> None:
    rule = rule_on(browse, north)
    subject = uuid4()
    for _again in range(3):
        evaluate(north, "Guaranteed", subject_id=subject)
    evaluate(north, "Guaranteed", subject_id=subject, moment="publish")
    evaluate(north, "Guaranteed", subject_id=subject, store=False, digest="d2")
    with inside(north.id):
        assert Evaluation.objects.count() == 2
    edit = BLOCKED | {"version": "1", "terms": "snow"}
    browse(north.lee).post(north.url(f"governance/rules/{rule.pk}/edit/"), edit)
    evaluate(north, "Guaranteed", subject_id=subject)
    with inside(north.id):
        assert Evaluation.objects.count() == 3


def test_an_edit_is_a_new_version_and_the_old_one_stays(browse: Any, north: Org) -> None:
    rule = rule_on(browse, north)
    url = north.url(f"governance/rules/{rule.pk}/edit/")
    answer = browse(north.lee).post(url, BLOCKED | {"version": "1", "terms": "snow", "severity": "block"})
    assert answer.status_code == 302
    assert [one.severity for one in evaluate(north, "Guaranteed snow")] == ["block"]
    with inside(north.id):
        assert list(RuleVersion.objects.order_by("number").values_list("number", "params__terms__0__text")) == [
            (1, "guaranteed"),
            (2, "snow"),
        ]
        assert list(Entry.objects.filter(act="rule.write").order_by("seq").values_list("detail", flat=True)) == [
            "drafted",
            "switched-on",
            "edited",
        ]
    # Somebody who started from version 1 is told, and changes nothing.
    late = browse(north.lee).post(url, BLOCKED | {"version": "1", "terms": "ice"})
    assert late.status_code == 409
    with inside(north.id):
        assert RuleVersion.objects.count() == 2


def test_a_rule_of_one_brand_leaves_others_alone(browse: Any, north: Org) -> None:
    rule_on(browse, north, brand=str(north.brands["valley"].pk))
    assert evaluate(north, "Guaranteed") == []
    assert len(evaluate(north, "Guaranteed", brand_id=north.brands["valley"].pk)) == 1


DISCLOSURE = {
    "name": "Paid partnerships",
    "severity": "block",
    "message": "Say that it is advertising",
    "triggers": "in partnership with\n赞助",
    "when_paid": "on",
    "phrases_en": "#ad\nAdvertisement",
    "phrases_zh": "广告",
}


def test_a_disclosure_is_demanded_where_it_is_called_for(browse: Any, north: Org) -> None:
    rule_on(browse, north, kind="required_disclosure", **DISCLOSURE)
    (finding,) = evaluate(north, "In partnership with Snow Co.")
    assert (finding.words, finding.suggestion, finding.severity) == ("In partnership with", "#ad", "block")
    assert evaluate(north, "In partnership with Snow Co. #AD") == []
    assert evaluate(north, "A walk") == []
    (paid,) = evaluate(north, "A walk", paid=True)
    assert (paid.start, paid.end, paid.words, paid.text) == (0, 0, "", "Add “#ad”.")
    (chinese,) = evaluate(north, "由某品牌贊助 #ad", language="zh-Hans")
    assert (chinese.words, chinese.suggestion) == ("贊助", "广告")
    assert evaluate(north, "由某品牌贊助。廣告", language="zh-Hans") == []
    texts = {"title": "Advertisement", "text": "In partnership with Snow Co."}
    assert evaluate(north, "", texts=texts) == []
    apart = {"a.title": "Advertisement", "b.text": "In partnership with Snow Co."}
    assert [one.field for one in evaluate(north, "", texts=apart)] == ["b.text"]


def test_findings_are_numbered_loudest_first(browse: Any, north: Org) -> None:
    rule_on(browse, north, severity="warn", terms="snow")
    rule_on(browse, north, name="Stop", severity="block", terms="ice")
    found = evaluate(north, "snow, ice, snow")
    assert [(one.number, one.words, one.severity) for one in found] == [
        (1, "ice", "block"),
        (2, "snow", "warn"),
        (3, "snow", "warn"),
    ]
    assert [one.number for one in api.blocking(found)] == [1]


def test_rules_are_compiled_once_per_version(browse: Any, north: Org) -> None:
    rule_on(browse, north)
    evaluate(north, "x")
    with inside(north.id):
        (pk,) = RuleVersion.objects.values_list("pk", flat=True)
    assert pk in checks._CACHE
    built = checks._CACHE[pk]
    evaluate(north, "y", digest="d2")
    assert checks._CACHE[pk] is built


def test_trying_a_rule_marks_the_words_and_stores_nothing(browse: Any, north: Org) -> None:
    new(browse, north)
    with inside(north.id):
        rule = Rule.objects.get()
    url = north.url(f"governance/rules/{rule.pk}/")
    answer = browse(north.eve).post(url, {"text": "It is guaranteed", "language": "en"})
    assert answer.status_code == 403
    answer = browse(north.cal).post(url, {"text": "It is <b>guaranteed</b>", "language": "en"})
    html = answer.content.decode()
    assert '<mark class="find is-stop">guaranteed' in html
    assert "&lt;b&gt;" in html
    answer = browse(north.cal).post(url, {"text": "Calm", "language": "en"})
    assert "This rule finds nothing in it." in answer.content.decode()
    with inside(north.id):
        assert Evaluation.objects.count() == 0


@pytest.mark.parametrize("who", ["cal", "bea", "ida", "pat"])
def test_only_those_with_the_right_write_rules(browse: Any, north: Org, who: str) -> None:
    assert new(browse, north, who=who).status_code == 403
    with inside(north.id):
        assert (Rule.objects.count(), RuleVersion.objects.count()) == (0, 0)


def test_another_organisations_rule_does_not_exist(browse: Any, north: Org, south: Org) -> None:
    rule = rule_on(browse, north)
    for path in ("", "edit/"):
        assert browse(south.sam).get(south.url(f"governance/rules/{rule.pk}/{path}")).status_code in {403, 404}
        assert browse(south.sam).get(north.url(f"governance/rules/{rule.pk}/{path}")).status_code == 404
    with inside(south.id):
        assert api.evaluate(
            org_id=south.id, texts={"text": "Guaranteed"}, brand_id=None, language="en", moment="submit",
            subject_type="t", subject_id=uuid4(), digest="d", store=False,
        ) == []  # fmt: skip


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"terms": ""}, "Fill in “Terms, one per line”."),
        ({"terms": "\u200b"}, "has no visible sign"),
        ({"terms": "x" * 61}, "is longer than 60 signs"),
        ({"terms": "\n".join(f"t{i}" for i in range(5001))}, "At most 5000 lines"),
        ({"severity": "fatal"}, "Select a valid choice"),
        ({"brand": str(uuid4())}, "Select a valid choice"),
        ({"name": "\u202eevil"}, "reverses the reading direction"),
        ({"name": "n" * 81}, "At most 80 characters"),
    ],
)
def test_bad_input_is_said_at_its_field_and_kept(browse: Any, north: Org, fields: dict[str, str], said: str) -> None:
    answer = new(browse, north, **fields)
    html = answer.content.decode()
    assert answer.status_code == 422
    assert said in html
    assert "A promise nobody can keep" in html
    with inside(north.id):
        assert Rule.objects.count() == 0


def test_a_name_is_used_once(browse: Any, north: Org) -> None:
    new(browse, north)
    answer = new(browse, north)
    assert answer.status_code == 422
    assert "There is a rule of this name already." in answer.content.decode()


@pytest.mark.parametrize(
    "raw",
    [None, [], {"terms": "x"}, {"terms": [1]}, {"terms": [{"text": None}]}, {"terms": []}, {"terms": ["a"], "x": 1}],
)
def test_stored_parameters_are_read_strictly(raw: Any) -> None:
    with pytest.raises(ParamsError):
        read("blocked_terms", raw)


def test_disclosure_parameters_are_read_strictly() -> None:
    with pytest.raises(ParamsError) as wrong:
        read("required_disclosure", {"triggers": [], "phrases": {"en": ["#ad"]}, "when_paid": False})
    assert list(wrong.value.errors) == ["triggers"]
    with pytest.raises(ParamsError) as wrong:
        read("required_disclosure", {"triggers": ["x"], "phrases": {"fr": ["pub"]}, "when_paid": "yes"})
    assert set(wrong.value.errors) == {"phrases", "when_paid"}


def test_evaluating_costs_the_same_however_many_rules(
    browse: Any, north: Org, django_assert_max_num_queries: Any
) -> None:
    for number in range(6):
        rule_on(browse, north, name=f"Rule {number}")
    evaluate(north, "warm up")
    with inside(north.id), django_assert_max_num_queries(6):
        api.evaluate(
            org_id=north.id, texts={"text": "Guaranteed"}, brand_id=None, language="en", moment="submit",
            subject_type="t", subject_id=uuid4(), digest="d",
        )  # fmt: skip


def test_rules_come_page_by_page(browse: Any, north: Org) -> None:
    with inside(north.id):
        for number in range(51):
            rule = Rule.objects.create(
                org=north.organisation, name=f"Rule {number:02}", kind="blocked_terms", severity="warn"
            )
    lee = browse(north.lee)
    first = lee.get(north.url("governance/rules/")).context["rows"]
    (last,) = lee.get(north.url("governance/rules/"), {"page": 2, "state": "draft"}).context["rows"]
    assert (len(first), last[0].name) == (50, rule.name)
