from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "ketreview.accounts"
    label = "accounts"
