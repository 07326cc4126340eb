from django.apps import AppConfig


class TenancyConfig(AppConfig):
    name = "coe.tenancy"
    label = "tenancy"
