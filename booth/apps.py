from django.apps import AppConfig


class BoothConfig(AppConfig):
    name = "booth"

    def ready(self) -> None:
        from booth.smile import checks  # noqa: F401
