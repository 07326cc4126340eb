"""From lines to words, in the language of the group."""

from collections.abc import Sequence

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coe.chats.formats import Line, Saying
from coe.chats.models import Chat, ChatLine
from coe.notices.kinds import group_label, known
from coe.notices.letters import absolute
from coe.web.joining import local_name


def lines_of(chat: Chat, rows: Sequence[ChatLine]) -> list[Line]:
    with translation.override(chat.language):
        return [Line(_text(chat, row), absolute(row.url)) for row in rows]


def saying(chat: Chat, lines: Sequence[Line]) -> Saying:
    with translation.override(chat.language):
        said = ngettext("%(organisation)s: %(count)d notice", "%(organisation)s: %(count)d notices", len(lines))
        return Saying(said % {"organisation": chat.org.name, "count": len(lines)}, lines, _("Open"))


def test_saying(chat: Chat) -> Saying:
    with translation.override(chat.language):
        line = Line(_("This group is connected. Notices will appear here."), absolute(f"/o/{chat.org.slug}/"))
        return Saying(chat.org.name, [line], _("Open"))


def open_word(chat: Chat) -> str:
    with translation.override(chat.language):
        return _("Open")


def _text(chat: Chat, row: ChatLine) -> str:
    brand = local_name(row.brand) if row.brand else ""
    kind = known(row.kind)
    title = " · ".join(part for part in (group_label(row.kind), brand) if part)
    if chat.titles_only or kind is None:
        return title
    try:
        return kind.say_to_group(row.params)
    except (KeyError, ValueError, TypeError):
        return title
