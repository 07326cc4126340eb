"""What this slice tells the packages below when the application starts."""

from collections.abc import Callable
from uuid import UUID

from coe.access.api import Act, Request


def _may(act: Act) -> Callable[[Request, UUID], bool]:
    from publishing.content.selectors import visible

    return lambda request, post_id: visible(request.rights, act).filter(pk=post_id).exists()


def register() -> None:
    import publishing.connections.first_step
    import publishing.content.first_page
    import publishing.content.first_step
    import publishing.content.handlers  # noqa: F401  (both register themselves)
    from coe.accounts.exporting import part
    from coe.presence import here
    from governance.api import register_past_posts, register_subject
    from publishing.content.of_person import written_by
    from publishing.content.past import PastOfPosts
    from publishing.content.subject import PostSubject
    from publishing.content.writing import SUBJECT

    register_subject(SUBJECT, PostSubject())
    register_past_posts(PastOfPosts())
    here.register(SUBJECT, seen=_may(Act.POST_SEE), written=_may(Act.POST_DRAFT))
    part("posts", written_by)
