from django.apps import AppConfig


class BoothConfig(AppConfig):
    name = "booth"

    def ready(self) -> None:
        from booth import warmup  # noqa: F401
        from booth.smile import checks  # noqa: F401
