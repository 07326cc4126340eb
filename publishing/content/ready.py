"""What this slice tells the packages below when the application starts."""


def register() -> None:
    import publishing.connections.first_step
    import publishing.content.first_page
    import publishing.content.first_step
    import publishing.content.handlers  # noqa: F401  (both register themselves)
    from governance.api import register_subject
    from publishing.content.subject import PostSubject
    from publishing.content.writing import SUBJECT

    register_subject(SUBJECT, PostSubject())
