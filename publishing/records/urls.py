from django.urls import path

from publishing.records import views

urlpatterns = [path("posts/<uuid:post_id>/approval.pdf", views.record, name="post_record")]
