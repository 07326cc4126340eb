"""Uploaded tables of posts, kept for 30 days with what became of each row."""

from django.db import models

from coe.tenancy.law import OWNED, lawful, same_org
from coe.tenancy.models import OrgOwned
from publishing.importing.states import MOVES, State


class Import(OrgOwned):
    """One uploaded table. Only who uploaded it sees it; the posts it made are posts like any other."""

    MOVES = MOVES
    member = models.ForeignKey("tenancy.Member", models.PROTECT, related_name="+")
    name = models.CharField(max_length=120)
    sha256 = models.CharField(max_length=64)
    """Of the file, so that the same one is recognised."""
    header = models.JSONField(default=list)
    """The columns as the file names them."""
    keys = models.JSONField(default=list)
    """What each column is, or "" for one that is left out."""
    whole = models.BooleanField(default=False)
    """All rows or none."""
    state = models.CharField(max_length=8, choices=State, default=State.CHECKING)
    total = models.PositiveIntegerField()
    problem = models.JSONField(default=list, blank=True)
    """Why an import of all or nothing did nothing: kept sentences (coe.web.sentences)."""
    created_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    """Steps begun in a row that nobody finished."""
    expires_at = models.DateTimeField()

    class Meta(OrgOwned.Meta):
        constraints = [*OWNED, *same_org("member"), *lawful(MOVES, State.CHECKING)]
        indexes = [models.Index(fields=["org", "member", "-created_at"], name="publishing_import_list")]
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return self.name


class ImportRow(OrgOwned):
    """One row as the file has it. `wrong` and `notes` are {place of the column: [kept sentences]}."""

    table = models.ForeignKey(Import, models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField()
    """The line of the file; the header is 1."""
    cells = models.JSONField(default=list)
    key = models.CharField(max_length=64)
    """Hash of what the row says: the same row in another file is the same."""
    checked = models.BooleanField(default=False)
    wrong = models.JSONField(default=dict)
    notes = models.JSONField(default=dict)
    updates = models.BooleanField(default=False)
    """It names a post by id, and changes it."""
    post = models.ForeignKey("publishing.Post", models.SET_NULL, null=True, blank=True, related_name="+")
    """The post it made or changed; set in the transaction that did, so that no row is imported twice."""
    revision = models.PositiveIntegerField(null=True, blank=True)
    """Before the import: the revision it was checked against. After it: the one it made."""

    class Meta(OrgOwned.Meta):
        constraints = [
            *OWNED,
            *same_org("table", "post"),
            models.UniqueConstraint(fields=["org", "table", "number"], name="publishing_importrow_number"),
        ]
        indexes = [models.Index(fields=["org", "key"], name="publishing_importrow_key")]
        ordering = ["number"]
