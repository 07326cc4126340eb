from django.urls import path

from coe.api.operations import resource
from publishing.content import campaign_rest, rest

urlpatterns = [
    path("posts", resource(rest.posts, rest.create)),
    path("posts/<uuid:post_id>", resource(rest.post, rest.change)),
    path("posts/<uuid:post_id>/submit", resource(rest.submit)),
    path("posts/<uuid:post_id>/withdraw", resource(rest.withdraw)),
    path("posts/<uuid:post_id>/bring-back", resource(rest.bring_back)),
    path("posts/<uuid:post_id>/move", resource(rest.move)),
    path("posts/<uuid:post_id>/comments", resource(rest.comment)),
    path("posts/<uuid:post_id>/preview", resource(rest.preview)),
    path("posts/<uuid:post_id>/history", resource(rest.history)),
    path("campaigns", resource(campaign_rest.campaigns, campaign_rest.begin)),
    path("campaigns/<uuid:campaign_id>", resource(campaign_rest.campaign, campaign_rest.change)),
    path("links", resource(campaign_rest.tracked)),
    path("utm-values", resource(campaign_rest.values, campaign_rest.allow)),
    path("utm-values/<uuid:value_id>/retire", resource(campaign_rest.retire)),
]
