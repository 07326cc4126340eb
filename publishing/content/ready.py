"""What this slice tells the packages below when the application starts."""


def register() -> None:
    import publishing.connections.first_step
    import publishing.content.first_page
    import publishing.content.first_step
    import publishing.content.handlers  # noqa: F401  (both register themselves)
    from coe.accounts.exporting import part
    from coe.presence import here
    from governance.api import register_subject
    from publishing.content import selectors
    from publishing.content.of_person import written_by
    from publishing.content.subject import PostSubject
    from publishing.content.writing import SUBJECT

    register_subject(SUBJECT, PostSubject())
    here.register(SUBJECT, lambda request, post_id: selectors.visible(request.rights).filter(pk=post_id).exists())
    part("posts", written_by)
