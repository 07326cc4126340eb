"""What a Bluesky post can hold, as its own server enforces it (lexicon app.bsky.feed.post)."""

from publishing.channels.abilities import Abilities

POST = "app.bsky.feed.post"
DEFAULT_SERVICE = "https://bsky.social"
# Where people read posts. The server that stores a post has no pages.
WEB = "https://bsky.app"

ABILITIES = Abilities(
    name="Bluesky",
    counting="graphemes",
    max_length=300,
    max_bytes=3000,
    max_images=4,
    image_mimes=frozenset({"image/jpeg", "image/png", "image/webp", "image/gif"}),
    max_image_bytes=2_000_000,
    alt_required=True,
    max_alt=2000,
    link_as="card",
    idempotent=True,
    can_reconcile=True,
    metrics=("likes", "reposts", "replies", "quotes", "bookmarks"),
    channel_metrics=("followers", "posts"),
    hears=True,
)

# Field of a post or profile view → our metric.
POST_FIGURES = {
    "likeCount": "likes",
    "repostCount": "reposts",
    "replyCount": "replies",
    "quoteCount": "quotes",
    "bookmarkCount": "bookmarks",
}
PROFILE_FIGURES = {"followersCount": "followers", "postsCount": "posts"}
