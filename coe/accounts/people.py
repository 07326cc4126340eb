"""Logins. They are global, so nothing here is inside an organisation. What happens to one: coe.accounts.trail."""

from typing import Any

from allauth.account.models import EmailAddress
from django.contrib.auth.models import AnonymousUser

from coe.accounts.models import Theme, User

LANGUAGES = frozenset({"en", "zh-hans"})


def make_login(*, email: str, name: str, password: str | None, language: str = "en", **fields: Any) -> User:
    """A login whose e-mail counts as confirmed. Without a password it can only be reached by a reset."""
    user = User.objects.create_user(email=email, password=password, name=name, language=language, **fields)
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def login_of(email: str) -> User | None:
    """The login an address belongs to, confirmed addresses only counting for somebody else than its owner."""
    address = EmailAddress.objects.filter(email__iexact=email, verified=True).select_related("user").first()
    return address.user if address else User.objects.filter(email__iexact=email).first()


def owns(user: User | AnonymousUser, email: str) -> bool:
    """Whether an address is this person's: the login's own, or a confirmed one."""
    if not user.is_authenticated:
        return False
    if user.email.lower() == email.lower():
        return True
    confirmed: bool = EmailAddress.objects.filter(user=user, email__iexact=email, verified=True).exists()
    return confirmed


def keep_look(user: User, *, theme: str = "", language: str = "") -> None:
    """Remembers theme and language; what is not a choice is ignored."""
    changed = []
    if theme in Theme.values and theme != user.theme:
        user.theme = theme
        changed.append("theme")
    if language in LANGUAGES and language != user.language:
        user.language = language
        changed.append("language")
    if changed:
        user.save(update_fields=changed)
