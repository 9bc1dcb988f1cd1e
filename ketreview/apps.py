from django.apps import AppConfig


class KetreviewConfig(AppConfig):
    name = "ketreview"
    label = "ketreview"

    def ready(self) -> None:
        from ketreview import checks  # noqa: F401  registers the start-up checks
