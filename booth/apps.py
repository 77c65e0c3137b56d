from django.apps import AppConfig


class BoothConfig(AppConfig):
    name = "booth"

    def ready(self) -> None:
        from booth import checks, warmup  # noqa: F401
        from booth.smile import checks as smile_checks  # noqa: F401
        from booth.video import checks as video_checks  # noqa: F401
