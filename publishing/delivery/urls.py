from django.urls import path

from publishing.delivery import views

urlpatterns = [
    path("", views.deliveries, name="deliveries"),
    path("held/", views.held_review, name="held_review"),
    path("retry/", views.deliveries_retry, name="deliveries_retry"),
    path("<uuid:delivery>/", views.delivery, name="delivery"),
    path("<uuid:delivery>/unknown/", views.delivery_unknown, name="delivery_unknown"),
    path("<uuid:delivery>/retry/", views.delivery_retry, name="delivery_retry"),
    path("<uuid:delivery>/withdraw/", views.delivery_withdraw, name="delivery_withdraw"),
]
