"""What people say to the sample brand. The source is paused: nothing is ever asked of a network."""

from coe.demo.past import backdated
from coe.onboarding.api import Stand, part
from listening.mentions.models import Kind, Mention
from listening.sources.models import Kind as SourceKind
from listening.sources.models import Source


@part(60)
def mentions(stand: Stand) -> None:
    channel = stand.things["channel"]
    source = Source.objects.create(
        org=stand.org, kind=SourceKind.CHANNEL, name=stand.brand.name, brand=stand.brand, channel=channel,
        language="zh" if stand.chinese else "en", polled_at=stand.now, paused_at=stand.now,
    )  # fmt: skip
    with backdated(Mention):
        Mention.objects.bulk_create(
            Mention(
                org=stand.org, source=source, brand=stand.brand, channel=channel, kind=Kind.MENTION,
                remote_id=f"sample:{number}", author_name=row["who"], text=row["text"], language=source.language,
                published_at=stand.ago(hours=row["hours"]), heard_at=stand.ago(hours=row["hours"]),
            )
            for number, row in enumerate(stand.words["mentions"])
        )  # fmt: skip
