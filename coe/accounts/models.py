"""The login of a person (global: one person may belong to several organisations), and invitations into one."""

import uuid
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from coe.access.naming import in_words
from coe.accounts.states import MOVES, How, Making, State
from coe.tenancy.law import OWNED, lawful, same_org
from coe.tenancy.models import OrgOwned
from coe.tenancy.zones import check_zone


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save()
        return user

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email__iexact=username)


class Theme(models.TextChoices):
    SYSTEM = "system", _("As the system")
    LIGHT = "light", _("Light")
    DARK = "dark", _("Dark")


class Clock(models.TextChoices):
    LANGUAGE = "", _("As the language has it")
    TWELVE = "12", _("12 hours, 2:30 p.m.")
    TWENTY_FOUR = "24", _("24 hours, 14:30")


class User(AbstractBaseUser):
    """A login: e-mail, password and what a person likes. What they may do is in coe.access."""

    email = models.EmailField(_("e-mail"), unique=True)
    name = models.CharField(_("name"), max_length=80, blank=True)
    language = models.CharField(
        _("language"), max_length=8, choices=[("en", "English"), ("zh-hans", "简体中文")], default="en"
    )
    theme = models.CharField(_("theme"), max_length=8, choices=Theme, default=Theme.SYSTEM)
    zone = models.CharField(_("time zone"), max_length=64, blank=True, validators=[check_zone])
    clock = models.CharField(_("clock"), max_length=2, blank=True, choices=Clock, default=Clock.LANGUAGE)
    picture_at = models.DateTimeField(null=True, blank=True)
    """When the picture was last changed; empty: initials stand for it."""
    default_org = models.UUIDField(null=True, blank=True)
    """The organisation entered after signing in; empty: the one visited last."""
    delete_at = models.DateTimeField(null=True, blank=True)
    """When the login will be erased, because its person asked for it. Signing in before undoes it."""
    keys = models.BooleanField(_("keys"), default=True)
    """Whether single keys do something: shortcuts get in the way of people who dictate."""
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects = UserManager()

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(Lower("email"), name="accounts_user_email")]

    def __str__(self) -> str:
        return self.name or self.email


class Picture(models.Model):
    """A person's face: a small square, made anew from what was sent."""

    user = models.OneToOneField(User, models.CASCADE, primary_key=True, related_name="+")
    data = models.BinaryField()
    """WebP, 192 × 192 pixels."""

    class Meta:
        default_permissions = ()


class SignIn(models.Model):
    """That somebody signed in: kept for 90 days, for them to look at."""

    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    ip = models.GenericIPAddressField(null=True)
    agent = models.CharField(max_length=200, blank=True)
    how = models.CharField(max_length=12, choices=How, default=How.PASSWORD)

    class Meta:
        default_permissions = ()
        ordering = ["-at"]
        indexes = [models.Index(fields=["user", "-at"], name="accounts_signin_list")]


class SignUp(models.Model):
    """What somebody wants to found once their e-mail is confirmed. Gone when it is founded, or after two days."""

    user = models.OneToOneField(User, models.CASCADE, primary_key=True, related_name="+")
    organisation = models.CharField(max_length=80)
    zone = models.CharField(max_length=64, validators=[check_zone])
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        default_permissions = ()


class AccountMail(models.Model):
    """A mail about a login that is to be sent; gone when it is out. Whom to and what is sealed: it may open a login."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    letter = models.CharField(max_length=40, blank=True)
    """Which mail; empty for nobody, see coe.accounts.posting."""
    language = models.CharField(max_length=10)
    sealed = models.TextField()
    """{"to", "said"}, bound to this row (coe.tenancy.secrets)."""
    created_at = models.DateTimeField(auto_now_add=True)
    not_before = models.DateTimeField()

    class Meta:
        default_permissions = ()
        indexes = [models.Index(fields=["not_before"], name="accounts_mail_due")]


class Export(models.Model):
    """A copy of what is held about a person, made in the background; the file goes after seven days."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    state = models.CharField(max_length=8, choices=Making, default=Making.MAKING)
    done = models.PositiveSmallIntegerField(default=0)
    total = models.PositiveSmallIntegerField(default=1)
    """Steps made, of how many: one per organisation and one for the login."""
    path = models.CharField(max_length=200, blank=True)
    size = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()

    class Meta:
        default_permissions = ()
        ordering = ["-created_at"]
        constraints = [
            models.UniqueConstraint(fields=["user"], condition=Q(state="making"), name="accounts_export_one"),
        ]

    @property
    def ready(self) -> bool:
        return self.state == Making.READY and self.expires_at > timezone.now()


class Invitation(OrgOwned):
    """Somebody is asked to join, with a role ready for them or none. The token itself is never stored."""

    MOVES = MOVES
    email = models.EmailField()
    """In small letters."""
    name = models.CharField(max_length=80)
    title = models.CharField(max_length=80, blank=True)
    language = models.CharField(max_length=8, default="en")
    partner = models.ForeignKey("tenancy.Partner", models.PROTECT, null=True, blank=True, related_name="+")
    role = models.ForeignKey("access.Role", models.PROTECT, null=True, blank=True, related_name="+")
    on = models.CharField(max_length=60, blank=True)
    """Where the role will hold, as coe.access.scopes writes it: "<scope>:<id>"."""
    on_label = models.CharField(max_length=120, blank=True)
    until = models.DateTimeField(null=True, blank=True)
    """When the role will end."""
    invited_by = models.ForeignKey("tenancy.Member", models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    sent = models.PositiveSmallIntegerField(default=1)
    """How often a link was made; each makes the one before useless."""
    token_hash = models.CharField(max_length=64)
    mailed_at = models.DateTimeField(null=True, blank=True)
    state = models.CharField(max_length=8, choices=State, default=State.OPEN)
    closed_at = models.DateTimeField(null=True, blank=True)
    member = models.ForeignKey("tenancy.Member", models.PROTECT, null=True, blank=True, related_name="+")
    """Who came of it."""

    class Meta(OrgOwned.Meta):
        constraints = [
            *OWNED,
            *same_org("partner", "role", "invited_by", "member"),
            *lawful(MOVES, State.OPEN),
            models.UniqueConstraint(
                fields=["org", "email"], condition=Q(state=State.OPEN), name="accounts_invitation_once"
            ),
        ]
        indexes = [models.Index(fields=["org", "state", "-created_at"], name="accounts_invitation_list")]
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return f"{self.name} <{self.email}>"

    @property
    def standing(self) -> bool:
        """Whether it can be accepted now."""
        return self.state == State.OPEN and self.expires_at > timezone.now()

    @property
    def place(self) -> str:
        """What its place is called today, to this reader, where coe.access.naming asked for it."""
        return in_words(self, self.on_label)


class InvitationKey(models.Model):
    """Global on purpose: which organisation a link belongs to, and nothing else. Read without signing in."""

    token_hash = models.CharField(primary_key=True, max_length=64)
    org_id = models.UUIDField()

    class Meta:
        default_permissions = ()
