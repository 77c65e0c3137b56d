from django.apps import AppConfig


class MessagingConfig(AppConfig):
    name = "messaging"
    verbose_name = "Text messages"

    def ready(self) -> None:
        from messaging import checks  # noqa: F401
