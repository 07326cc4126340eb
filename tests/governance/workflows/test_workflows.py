"""Writing workflows through the pages, which one applies, and the governance page."""

from importlib import import_module
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection

from coe.audit.models import Entry
from coe.tenancy.context import inside
from governance import api
from governance.approvals import subjects
from governance.approvals.models import Workflow
from tests.factories.cast import Org, add_person


def steps(north: Org, *rows: tuple[str, str, int, list[str]], name: str = "Two eyes") -> dict[str, Any]:
    form: dict[str, Any] = {"name": name}
    for number in range(1, 5):
        step = rows[number - 1] if number <= len(rows) else ("", "any", 1, [])
        form |= {
            f"step{number}-name": step[0],
            f"step{number}-mode": step[1],
            f"step{number}-needed": str(step[2]),
            f"step{number}-hours": "6",
            f"step{number}-approvers": [str(north.people[who].member.pk) for who in step[3]],
        }
    return form


def write(browse: Any, north: Org, form: dict[str, Any], at: str = "org", who: str = "cleo") -> Any:
    return browse(north.people[who]).post(north.url(f"governance/workflows/new/?at={at}"), form)


def applying(north: Org, brand: str = "harbour", channels: Any = None, **how: Any) -> api.Flow:
    with inside(north.id):
        return api.workflow_for(brand_id=north.brands[brand].pk, channel_ids=channels or [uuid4()], **how)


def told(flow: api.Flow) -> list[tuple[str, list[str]]]:
    return [(step.name, [member.name.split()[0] for member in step.approvers]) for step in flow.steps]


def test_without_a_workflow_there_is_one_approval(north: Org) -> None:
    flow = applying(north, authors={north.bea.member.pk})
    assert flow.specific is False
    assert told(flow) == [("Approval", ["Cleo", "Hal", "Lee"])]


def test_the_most_specific_workflow_applies(browse: Any, north: Org, monkeypatch: pytest.MonkeyPatch) -> None:
    channel = uuid4()
    harbour = north.brands["harbour"].pk
    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(subjects, "_CHANNELS", [lambda: [(channel, "@harbour", harbour)]])
        everywhere = steps(north, ("Lead", "any", 1, ["cleo"]), name="All")
        assert write(browse, north, everywhere).status_code == 302
        brand = steps(north, ("Brand", "all", 1, ["bea", "hal"]), ("Legal", "any", 1, ["lee"]), name="Brand")
        assert write(browse, north, brand, f"brand:{harbour}").status_code == 302
        narrow = steps(north, ("Press", "any", 1, ["hal"]), name="Press")
        assert write(browse, north, narrow, f"channel:{channel}").status_code == 302
    assert told(applying(north, "valley")) == [("Lead", ["Cleo"])]
    assert told(applying(north)) == [("Brand", ["Bea", "Hal"]), ("Legal", ["Lee"])]
    assert told(applying(north, channels=[channel])) == [("Press", ["Hal"])]
    both = applying(north, channels=[channel, uuid4()])
    assert [step.name for step in both.steps] == ["Brand", "Legal", "Press"]
    assert both.name == "Brand + Press"


def test_approvers_stand_by_name_wherever_they_are_shown(browse: Any, north: Org) -> None:
    """Chinese names by pinyin, on the list and where they are chosen."""
    for name, first in (("周楠", "zhou"), ("陈思远", "chen"), ("林悦", "lin")):
        add_person(north, name, first, "legal", "org")
    write(browse, north, steps(north, ("Legal", "all", 1, ["lin", "lee", "zhou", "chen"])))
    said = browse(north.cleo).get(north.url("governance/workflows/")).content.decode()
    places = [said.index(name) for name in ("Lee Legal", "陈思远", "林悦", "周楠")]
    assert places == sorted(places)
    choices = browse(north.cleo).get(north.url("governance/workflows/new/?at=org")).content.decode()
    places = [choices.index(name) for name in ("Lee Legal", "陈思远", "林悦", "周楠")]
    assert places == sorted(places)


def test_editing_and_retiring(browse: Any, north: Org) -> None:
    write(browse, north, steps(north, ("Lead", "any", 1, ["cleo"])))
    with inside(north.id):
        workflow = Workflow.objects.get()
    url = north.url(f"governance/workflows/{workflow.pk}/")
    page = browse(north.cleo).get(url).content.decode()
    assert 'value="Lead"' in page
    browse(north.cleo).post(url, steps(north, ("Legal", "some", 2, ["lee", "cleo"]), name="Law"))
    flow = applying(north)
    assert (flow.name, flow.steps[0].needed, flow.steps[0].hours) == ("Law", 2, 6)
    browse(north.cleo).post(f"{url}retire/")
    assert applying(north).specific is False
    assert browse(north.cleo).get(url).status_code == 404
    with inside(north.id):
        assert list(Entry.objects.order_by("seq").values_list("detail", flat=True)) == [
            "written",
            "edited",
            "retired",
        ]


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([], "Name step 1."),
        ([("", "any", 1, ["lee"])], "Name step 1."),
        ([("Legal", "any", 1, [])], "Choose at least one approver for step 1."),
        ([("Legal", "some", 3, ["lee", "cleo"])], "Choose a number no larger"),
        ([("Legal", "most", 1, ["lee"])], "Select a valid choice"),
        ([("Legal", "any", 1, ["cal"])], "Select a valid choice"),
        ([("Brand", "any", 1, ["bea"])], "Select a valid choice"),
        ([("x" * 61, "any", 1, ["lee"])], "At most 60 characters"),
    ],
)
def test_bad_input_is_said_at_its_field_and_kept(browse: Any, north: Org, rows: list[Any], said: str) -> None:
    answer = write(browse, north, steps(north, *rows))
    assert answer.status_code == 422
    html = answer.content.decode()
    assert said in html
    assert 'value="Two eyes"' in html
    with inside(north.id):
        assert Workflow.objects.count() == 0


def test_every_step_that_is_wrong_is_counted_and_led_to(browse: Any, north: Org) -> None:
    form = steps(north, ("Brand", "any", 1, []), ("", "any", 1, ["lee"])) | {"name": ""}
    html = write(browse, north, form).content.decode()
    assert "3 things to correct" in html
    for target, said in (
        ("id_name", "Fill in “Name of the workflow”."),
        ("id_step1-approvers", "Choose at least one approver for step 1."),
        ("id_step2-name", "Name step 2."),
    ):
        assert f'<a href="#{target}">{said}</a>' in html
    # Two are filled in, and one more is open to go on with.
    assert html.count("data-part-later") == 1
    assert (
        browse(north.cleo).get(north.url("governance/workflows/new/?at=org")).content.decode().count("data-part-later")
        == 3
    )


def test_one_workflow_for_each_place(browse: Any, north: Org) -> None:
    form = steps(north, ("Lead", "any", 1, ["cleo"]))
    write(browse, north, form)
    answer = write(browse, north, form)
    assert answer.status_code == 422
    assert "There is a workflow for this already" in answer.content.decode()


@pytest.mark.parametrize("who", ["bea", "lee", "cal", "ida", "aud"])
def test_only_those_with_the_right_write_workflows(browse: Any, north: Org, who: str) -> None:
    assert write(browse, north, steps(north, ("Lead", "any", 1, ["cleo"])), who=who).status_code == 403
    assert browse(north.people[who]).get(north.url("governance/workflows/")).status_code == 200
    with inside(north.id):
        assert Workflow.objects.count() == 0


def test_another_organisations_workflow_does_not_exist(browse: Any, north: Org, south: Org) -> None:
    write(browse, north, steps(north, ("Lead", "any", 1, ["cleo"])))
    with inside(north.id):
        workflow = Workflow.objects.get()
    assert browse(south.sam).get(north.url(f"governance/workflows/{workflow.pk}/")).status_code == 404
    harbour = north.brands["harbour"].pk
    assert browse(north.cleo).get(north.url(f"governance/workflows/new/?at=brand:{uuid4()}")).status_code == 404
    with inside(south.id):
        assert api.workflow_for(brand_id=harbour, channel_ids=[]).specific is False


def test_the_governance_page_shows_what_each_may_see(browse: Any, north: Org, sent: Any) -> None:
    sent(text="Oldest")
    html = browse(north.cleo).get(north.url("governance/")).content.decode()
    assert "Oldest" in html
    assert "1 sent within a day" in html
    assert "The audit trail" in html
    assert "Oldest" not in browse(north.ida).get(north.url("governance/")).content.decode()
    assert browse(north.nia).get(north.url("governance/")).status_code == 403


def test_its_channel_is_named_in_the_language_of_whoever_reads(
    browse: Any, north: Org, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Written by somebody who reads Chinese."""
    row = subjects.ChannelRow(uuid4(), "Harbour news", north.brands["harbour"].pk, "wechat")
    monkeypatch.setattr(subjects, "_CHANNELS", [lambda: [row]])
    cleo = browse(north.cleo)

    def reads(language: str) -> None:
        type(north.cleo.user).objects.filter(pk=north.cleo.user.pk).update(language=language)

    reads("zh-hans")
    one = ("Legal", "any", 1, ["lee"])
    assert write(browse, north, steps(north, one), at=f"channel:{row.id}").status_code == 302
    with inside(north.id):
        found = Workflow.objects.get()
        assert (found.channel_label, found.channel_network) == ("Harbour news", "wechat")
    url, search = north.url("governance/workflows/"), north.url("search/?q=harbour+news")
    for page in (url, north.url("search/?q=微信")):
        assert "Harbour news（微信）" in cleo.get(page).content.decode()
    reads("en")
    for page in (url, search):
        said = cleo.get(page).content.decode()
        assert "Harbour news (WeChat)" in said
        assert "微信" not in said.split("</head>")[1]


def test_channels_that_were_kept_with_their_networks_name_give_it_back(north: Org) -> None:
    migration = import_module("governance.migrations.0006_workflow_network")
    labels = {
        "港口 (新闻室)": ("港口", "newsroom"), "Harbour (Newsroom)": ("Harbour", "newsroom"),
        "@harbour (Mastodon)": ("@harbour", "mastodon"), "h.example (Bluesky)": ("h.example", "bluesky"),
        "Harbour (old)": ("Harbour (old)", ""),
    }  # fmt: skip
    with inside(north.id):
        for label in labels:
            brand = north.brands["harbour"]
            Workflow.objects.create(
                org=north.organisation, name=label, brand=brand, channel_id=uuid4(), channel_label=label
            )
        Workflow.objects.create(org=north.organisation, name="All (Mastodon)")
    with connection.cursor() as cursor:
        cursor.execute(migration.SPLIT)
    with inside(north.id):
        found = {one.name: (one.channel_label, one.channel_network) for one in Workflow.objects.all()}
    assert found == labels | {"All (Mastodon)": ("", "")}
