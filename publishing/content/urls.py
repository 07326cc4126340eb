from django.urls import path

from publishing.content import campaign_views, crop_views, list_views, post_views, views

urlpatterns = [
    path("posts/", list_views.posts, name="posts"),
    path("posts/many/", list_views.many, name="posts_many"),
    path("posts/new/", views.new, name="post_new"),
    path("posts/new/autosave", views.autosave_new, name="post_autosave_new"),
    path("posts/<uuid:post_id>/", post_views.post, name="post"),
    path("posts/<uuid:post_id>/edit/", views.edit, name="post_edit"),
    path("posts/<uuid:post_id>/autosave", views.autosave, name="post_autosave"),
    path("posts/<uuid:post_id>/pictures/<uuid:asset_id>/crop", crop_views.crop, name="post_crop"),
    path("posts/<uuid:post_id>/shown/<uuid:version_id>/<uuid:asset_id>", crop_views.shown, name="post_picture"),
    path("posts/avatars/<uuid:channel_id>", crop_views.avatar, name="channel_avatar"),
    path("posts/<uuid:post_id>/side", views.side, name="post_side"),
    path("posts/<uuid:post_id>/versions/", post_views.versions, name="post_versions"),
    path("posts/<uuid:post_id>/live", post_views.live, name="post_live"),
    path("posts/<uuid:post_id>/move", post_views.move, name="post_move"),
    path("posts/<uuid:post_id>/comment", post_views.comment, name="post_comment"),
    path("posts/<uuid:post_id>/withdraw", post_views.withdraw, name="post_withdraw"),
    path("campaigns/", campaign_views.campaigns, name="campaigns"),
    path("campaigns/<uuid:campaign_id>/", campaign_views.campaign, name="campaign"),
    path("campaigns/values/", campaign_views.utm, name="utm"),
    path("campaigns/values/<uuid:value_id>/retire", campaign_views.retire, name="utm_retire"),
]
