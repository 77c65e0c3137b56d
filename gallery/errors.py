"""What can go wrong, said so that a guest or a member of staff understands it."""


class GalleryError(Exception):
    """A refusal with an HTTP status, a code for programs and a sentence for people."""

    status = 400
    code = "refused"
    headers: dict[str, str] = {}  # such as Retry-After

    def __init__(self, detail: str) -> None:
        super().__init__(detail)
        self.detail = detail


class IdempotencyConflict(GalleryError):
    """The same key came with other content."""

    status = 409
    code = "idempotency_conflict"


class UnknownPhoto(GalleryError):
    """A snap or strip that this event does not have."""

    status = 404
    code = "unknown_photo"


class EventOver(GalleryError):
    """The event's photos are deleted; it takes in no more and gives out nothing."""

    status = 410
    code = "event_over"


class StorageFull(GalleryError):
    """The disk or bucket takes no more; the client keeps the photo and tries again."""

    status = 507
    code = "storage_full"


class StorageUnavailable(GalleryError):
    """The disk or bucket does not answer; the client keeps the photo and tries again."""

    status = 503
    code = "storage_unavailable"


class LinkUnavailable(GalleryError):
    """The photo may not be shared."""

    status = 409
    code = "not_shareable"
