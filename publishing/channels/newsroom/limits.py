"""What a newsroom post can hold: our own page, so our own limits."""

from publishing.channels.abilities import Abilities

ABILITIES = Abilities(
    name="Newsroom",
    counting="none",
    max_length=20_000,
    max_bytes=None,
    max_images=8,
    image_mimes=frozenset({"image/jpeg", "image/png", "image/webp", "image/gif"}),
    max_image_bytes=10 * 1024 * 1024,
    alt_required=True,
    max_alt=2000,
    link_as="field",
    idempotent=True,
    can_reconcile=True,
    metrics=("views", "clicks"),
    channel_metrics=("views", "clicks", "posts"),
    hears=False,
    has_title=True,
)
