"""Mails: text and HTML from one set of templates, in the reader's language.

`letter("notice", …)` takes templates/mail/notice.{subject.txt,txt,html}.
"""

from email.mime.image import MIMEImage
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils import translation

from coe.notices.kinds import Picture

HTML_CODES = {"zh-hans": "zh-Hans"}


def letter(name: str, *, to: str, language: str, **context: Any) -> EmailMultiAlternatives:
    """A mail ready to be sent. Addresses in the context must be absolute; see `absolute`."""
    with translation.override(language):
        said = {
            "base_url": settings.BASE_URL,
            "frame_language": HTML_CODES.get(language, language),
            **context,
        }
        subject = " ".join(render_to_string(f"mail/{name}.subject.txt", said).split())
        mail = EmailMultiAlternatives(
            subject=subject[:200], body=render_to_string(f"mail/{name}.txt", said).strip() + "\n", to=[to]
        )
        mail.attach_alternative(render_to_string(f"mail/{name}.html", said).strip(), "text/html")
    return mail


PICTURE = "post"
"""The name by which a mail's HTML finds its picture: `cid:post`."""


def attach_picture(mail: EmailMultiAlternatives, picture: Picture) -> None:
    """Puts a picture into the mail, beside its HTML: reading it asks no server."""
    part = MIMEImage(picture.content, _subtype=picture.mime.removeprefix("image/"))
    part.add_header("Content-ID", f"<{PICTURE}>")
    part.add_header("Content-Disposition", "inline", filename=f"{PICTURE}.{picture.mime.removeprefix('image/')}")
    mail.mixed_subtype = "related"  # type: ignore[attr-defined]  # Django has it, its stubs do not
    mail.attach(part)


def absolute(path: str) -> str:
    """An address for a mail. Never made from a request's Host header, which a stranger can choose."""
    return f"{settings.BASE_URL}{path}"
