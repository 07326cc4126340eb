"""The trail: unbroken, and whatever breaks it is found, by us and by an outsider."""

import importlib.util
import io
import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connections

from coe.access import actions
from coe.audit import chain
from coe.audit.models import Entry
from coe.tenancy.context import inside
from tests.factories.cast import Org

SCRIPT = Path(__file__).parents[2] / "docs" / "verify_audit.py"


def outsider():
    spec = importlib.util.spec_from_file_location("verify_audit", SCRIPT)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def write(org: Org, times: int) -> None:
    with inside(org.id):
        for number in range(times):
            actions.write_role(org.cleo.actor, name=f"Rolle 角色 {number}", about="", acts=["post.see"])


def lines(org: Org, browse) -> list[str]:
    answer = browse(org.aud).get(org.url("audit/export.jsonl"))
    return b"".join(answer.streaming_content).decode().splitlines()


def test_the_chain_holds(north: Org) -> None:
    write(north, 3)
    with inside(north.id):
        assert chain.check(north.id) == (3, None)


def test_an_outsider_verifies_an_export_and_finds_every_kind_of_damage(north: Org, browse) -> None:
    write(north, 5)
    said = lines(north, browse)
    verify = outsider().verify
    # Five roles, and the export itself is the sixth entry.
    assert verify(said) == (6, "")
    altered = json.loads(said[2]) | {"actor_label": "Somebody else"}
    assert verify([*said[:2], json.dumps(altered), *said[3:]])[1] == "entry 3 was altered"
    assert verify([*said[:2], *said[3:]])[1] == "entry 3 is missing"
    assert verify([*said[:3], said[2], *said[3:]])[1] == "entry 3 was inserted or stands twice"
    assert verify([said[0], said[2], said[1], *said[3:]])[1] == "entry 2 is missing"
    last = json.loads(said[-1])
    assert verify(said[:-1], f"{last['seq']}:{last['hash']}")[1] == "the anchor at entry 6 is not in this trail"


@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
@pytest.mark.parametrize(
    ("damage", "found"),
    [
        ("UPDATE audit_entry SET reason = 'because' WHERE seq = 2", "entry 2 is altered"),
        ("DELETE FROM audit_entry WHERE seq = 2", "entry 2 is missing"),
        ("UPDATE audit_entry SET seq = seq + 10 WHERE seq = 2", "entry 2 is missing"),
    ],
)
def test_the_command_locates_damage_done_by_the_owner(damage: str, found: str) -> None:
    from tests.factories.cast import build_cast

    north = build_cast().north
    write(north, 3)
    try:
        with connections["owner"].cursor() as owner:
            # Only the schema's owner can lift the law, and the chain still tells.
            owner.execute(
                "ALTER TABLE audit_entry DISABLE TRIGGER USER; ALTER TABLE audit_entry NO FORCE ROW LEVEL SECURITY"
            )
            owner.execute(damage)
        out = io.StringIO()
        with pytest.raises(CommandError):
            call_command("audit", "verify", org="northwind", stdout=out)
        assert found in out.getvalue()
    finally:
        with connections["owner"].cursor() as owner:
            owner.execute(
                "ALTER TABLE audit_entry ENABLE TRIGGER USER; ALTER TABLE audit_entry FORCE ROW LEVEL SECURITY"
            )


def test_an_anchor_finds_a_cut_off_end(north: Org) -> None:
    write(north, 2)
    with pytest.raises(CommandError):
        call_command("audit", "verify", org="northwind", anchor=f"3:{'a' * 64}", stdout=io.StringIO())


def test_the_page_filters_and_speaks_in_sentences(north: Org, browse) -> None:
    write(north, 2)
    client = browse(north.aud)
    page = client.get(north.url("audit/?q=角色 1")).content.decode()
    assert "Cleo Lead wrote the role Rolle 角色 1" in page
    assert "Rolle 角色 0" not in page
    assert "Nothing here" in client.get(north.url("audit/?since=2001-01-01&until=2001-01-02")).content.decode()


def test_exporting_needs_the_right_and_is_itself_recorded(north: Org, browse) -> None:
    assert browse(north.bea).get(north.url("audit/export.jsonl")).status_code == 403
    with inside(north.id):
        assert Entry.objects.count() == 0
    lines(north, browse)
    with inside(north.id):
        assert list(Entry.objects.values_list("act", flat=True)) == ["audit.export"]


def test_a_failed_act_leaves_no_hole(north: Org) -> None:
    write(north, 1)
    with pytest.raises(RuntimeError), inside(north.id):
        actions.write_role(north.cleo.actor, name="undone", about="", acts=["post.see"])
        raise RuntimeError
    with inside(north.id):
        assert chain.check(north.id) == (1, None)
