"""Encrypt stored numbers anew after the key was changed."""

from messaging import vault
from messaging.models import Message

BATCH = 500


def rotate_keys() -> tuple[int, int]:
    """Encrypt every stored number with the first of PHONE_KEYS; return how many, and failures.

    It may be stopped and started again: what is done is merely done once more. A text that is
    erased meanwhile stays erased.
    """
    done = failed = after = 0
    rows = Message.objects.exclude(recipient_cipher="").order_by("pk")
    while batch := list(rows.filter(pk__gt=after).values_list("pk", "recipient_cipher")[:BATCH]):
        for pk, sealed in batch:
            try:
                fresh = vault.reseal(sealed)
            except vault.SealBroken:
                failed += 1
                continue
            done += Message.objects.filter(pk=pk, recipient_cipher=sealed).update(
                recipient_cipher=fresh
            )
        after = batch[-1][0]
    return done, failed
