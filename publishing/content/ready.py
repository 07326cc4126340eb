"""What this slice tells the packages below when the application starts."""


def register() -> None:
    import publishing.content.first_page
    import publishing.content.handlers  # noqa: F401  (both register themselves)
    from coe.presence import here
    from governance.api import register_subject
    from publishing.content import selectors
    from publishing.content.subject import PostSubject
    from publishing.content.writing import SUBJECT

    register_subject(SUBJECT, PostSubject())
    here.register(SUBJECT, lambda request, post_id: selectors.visible(request.rights).filter(pk=post_id).exists())
