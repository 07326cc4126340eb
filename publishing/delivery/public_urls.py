from django.urls import path

from publishing.delivery import views

urlpatterns = [path("deliveries", views.late, name="deliveries_late")]
