from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "coe.accounts"
    label = "accounts"
