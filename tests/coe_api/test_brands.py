"""Rules and workflows of a brand are read by those who may see something of that brand, on pages and by programs."""

from collections.abc import Callable
from typing import Any

import pytest

from coe.tenancy.context import inside
from governance.approvals.models import Workflow
from governance.policies.models import Rule, RuleVersion
from tests.coe_api.conftest import Program
from tests.factories.cast import Org

pytestmark = pytest.mark.django_db


@pytest.fixture
def written(north: Org) -> dict[str, tuple[Rule, Workflow]]:
    """A rule and a workflow for everybody, for harbour and for valley; by name."""
    made = {}
    with inside(north.id):
        for name, brand in (("All", None), ("Harbour", north.brands["harbour"]), ("Valley", north.brands["valley"])):
            rule = Rule.objects.create(
                org=north.organisation, name=f"{name} claims", kind="blocked_terms", severity="warn", brand=brand
            )
            RuleVersion.objects.create(
                org=north.organisation, rule=rule, number=1, message="No",
                params={"terms": [{"text": f"{name}word", "suggestion": ""}], "allowed": []},
            )  # fmt: skip
            Rule.objects.filter(pk=rule.pk).update(state="active")
            flow = Workflow.objects.create(org=north.organisation, name=f"{name} eyes", brand=brand)
            made[name] = (rule, flow)
    return made


def names_in(text: str, what: str) -> set[str]:
    return {name for name in ("All", "Harbour", "Valley") if f"{name} {what}" in text}


def test_pages_show_rules_and_workflows_of_ones_own_brands(north: Org, written: Any, browse: Any) -> None:
    for who, seen in (("pat", {"All", "Harbour"}), ("lee", {"All", "Harbour", "Valley"})):
        client = browse(north.people[who])
        assert names_in(client.get(north.url("governance/rules/")).content.decode(), "claims") == seen
        for name, (rule, _flow) in written.items():
            status = client.get(north.url(f"governance/rules/{rule.pk}/")).status_code
            assert status == (200 if name in seen else 404), (who, name)
        hits = client.get(north.url("search/"), {"q": "claims"}, headers={"HX-Request": "true"}).content.decode()
        assert {name for name in written if str(written[name][0].pk) in hits} == seen
    for who, seen in (("vic", {"All", "Valley"}), ("cleo", {"All", "Harbour", "Valley"})):
        client = browse(north.people[who])
        assert names_in(client.get(north.url("governance/workflows/")).content.decode(), "eyes") == seen
        assert names_in(client.get(north.url("governance/")).content.decode(), "eyes") == seen


def test_a_token_for_one_brand_reads_its_rules_and_workflows(
    north: Org, written: Any, program: Callable[..., Program]
) -> None:
    caller = program(north.lee, brands=[north.brands["harbour"]])
    assert names_in(caller.get("/rules").content.decode(), "claims") == {"All", "Harbour"}
    assert names_in(caller.get("/workflows").content.decode(), "eyes") == {"All", "Harbour"}
    rule, flow = written["Valley"]
    said = {"text": "Harbourword Valleyword Allword"}
    for answer in (
        caller.get(f"/rules/{rule.pk}"),
        caller.get(f"/workflows/{flow.pk}"),
        caller.post(f"/rules/{rule.pk}/try", said),
        caller.post("/rules/check", said | {"brand_id": str(north.brands["valley"].pk)}),
    ):
        assert answer.status_code == 404, answer.content
    found = caller.post("/rules/check", said | {"brand_id": str(north.brands["harbour"].pk)}).json()["findings"]
    assert {one["words"] for one in found} == {"Harbourword", "Allword"}
