from django.urls import path

from coe.presence import views

urlpatterns = [path("here/<str:kind>/<uuid:thing>/", views.sign, name="here")]
