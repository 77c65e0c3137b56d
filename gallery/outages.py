"""Work on a photo that the storage did not let be done is no failure of the photo's."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db.models import F, QuerySet

from gallery.errors import StorageFull, StorageUnavailable
from gallery.storage import NO_ROOM, OUT_OF_ORDER, StorageDown

logger = logging.getLogger(__name__)


@contextmanager
def outage_not_counted(rows: QuerySet[Any], *, pk: int, field: str = "attempts") -> Iterator[None]:
    """Take back the attempt that a claim counted, when the disk or bucket was full or away.

    The row stays claimed, so that the sweep tries again in half a minute, for as long as the
    outage lasts; without this a photo would be given up after five tries.
    """
    try:
        yield
    except OSError as error:
        known = isinstance(error, StorageDown) or error.errno in NO_ROOM | OUT_OF_ORDER
        if not known:
            raise
        _take_back(rows, pk, field, error)
    except (StorageFull, StorageUnavailable) as error:
        _take_back(rows, pk, field, error)


def _take_back(rows: QuerySet[Any], pk: int, field: str, error: Exception) -> None:
    logger.warning("%s %s waits for the storage: %s", rows.model.__name__, pk, error)
    rows.filter(pk=pk, **{f"{field}__gt": 0}).update(**{field: F(field) - 1})
