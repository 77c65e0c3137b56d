"""What an event's texts say, where they may go and what they may cost."""

from decimal import Decimal
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator, RegexValidator
from django.db import models
from django.db.models import F, Q
from phonenumbers import SUPPORTED_REGIONS

from gallery.models import Event
from messaging.wording import TEMPLATES, default_template, validate_template

NO_MONEY = Decimal(0)
# Staff are warned when so much of the budget is gone.
WARNING_SHARE = Decimal("0.8")
LANGUAGE = RegexValidator(r"^[a-z]{2,3}$", "Two or three small letters, such as en or fr.")


class Channel(models.TextChoices):
    SMS = "sms", "Text message (SMS)"
    MMS = "mms", "Picture message (MMS)"
    WHATSAPP = "whatsapp", "WhatsApp"
    EMAIL = "email", "E-mail"


PHONE_CHANNELS = [choice for choice in Channel.choices if choice[0] != Channel.EMAIL]


def validate_countries(text: str) -> None:
    unknown = [code for code in countries_in(text) if code not in SUPPORTED_REGIONS]
    if unknown:
        raise ValidationError(
            "%(code)s is no country: write codes such as US, GB or GH, with spaces between.",
            params={"code": unknown[0]},
        )


def countries_in(text: str) -> list[str]:
    return text.upper().replace(",", " ").split()


class EventMessagingManager(models.Manager["EventMessaging"]):
    def for_event(self, event: Event) -> "EventMessaging":
        """Return the settings of an event's texts, made on first use."""
        found, _ = self.select_related("event").get_or_create(event=event)
        found.event = event
        return found


class EventMessaging(models.Model):
    """How one event texts its guests. Money is spent here and nowhere else."""

    event = models.OneToOneField(Event, on_delete=models.CASCADE, related_name="messaging")
    is_enabled = models.BooleanField("guests may ask for texts", default=True)
    channel = models.CharField(
        "texts go out as",
        max_length=8,
        choices=PHONE_CHANNELS,
        default=Channel.SMS,
        help_text="Pictures (MMS, WhatsApp) need a sender that can: docs/messaging.md.",
    )
    sender = models.CharField(
        max_length=20,
        blank=True,
        validators=[
            RegexValidator(r"^(\+?\d{4,15}|[A-Za-z0-9 ]{3,11})$", "A number, or 3 to 11 letters.")
        ],
        help_text="Number or name that texts come from. Empty: the installation's.",
    )
    countries = models.CharField(
        max_length=255,
        blank=True,
        validators=[validate_countries],
        help_text="Texts go to numbers of these countries only, such as US CA. Empty: the event's.",
    )
    allows_email = models.BooleanField("guests may ask for e-mail", default=True)
    allows_share_page = models.BooleanField(
        "guests may ask from a shared link's page",
        default=False,
        help_text="Whoever has a link can then have a few texts sent at this event's cost.",
    )
    organiser = models.CharField(
        max_length=40, blank=True, help_text="Whose text it is: the text begins with this name."
    )
    marketing_wording = models.CharField(
        "box for news",
        max_length=300,
        blank=True,
        help_text="Offered as a second box, never ticked beforehand. Empty: not offered.",
    )
    budget = models.DecimalField(
        max_digits=10,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(NO_MONEY)],
        help_text="Texts stop when it is spent. Empty: the installation's SMS_BUDGET.",
    )
    currency = models.CharField(
        max_length=3,
        blank=True,
        validators=[RegexValidator(r"^[A-Z]{3}$", "Three capital letters, such as EUR.")],
        help_text="Of budget and price. Empty: the installation's SMS_CURRENCY.",
    )
    price = models.DecimalField(
        "price of a segment",
        max_digits=8,
        decimal_places=4,
        null=True,
        blank=True,
        validators=[MinValueValidator(NO_MONEY)],
        help_text="Reckoned with until a receipt tells the true price. Empty: SMS_PRICE.",
    )
    spent = models.DecimalField(max_digits=12, decimal_places=4, default=NO_MONEY, editable=False)
    warned_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = EventMessagingManager()

    class Meta:
        verbose_name = "text settings"
        verbose_name_plural = "text settings"
        constraints = [
            models.CheckConstraint(
                condition=Q(channel__in=["sms", "mms", "whatsapp"]), name="texts_channel_known"
            ),
            models.CheckConstraint(
                condition=Q(budget__isnull=True) | Q(budget__gte=0),
                name="texts_budget_not_negative",
            ),
        ]

    def __str__(self) -> str:
        return f"Texts of {self.event}"

    @property
    def allowed_countries(self) -> list[str]:
        return countries_in(self.countries) or [self.event.region]

    @property
    def effective_budget(self) -> Decimal:
        return settings.SMS_BUDGET if self.budget is None else self.budget

    @property
    def effective_currency(self) -> str:
        return self.currency or settings.SMS_CURRENCY

    @property
    def effective_price(self) -> Decimal:
        return settings.SMS_PRICE if self.price is None else self.price

    @property
    def is_spent(self) -> bool:
        """Whether not even one more segment can be paid."""
        return self.spent + self.effective_price > self.effective_budget

    @property
    def is_nearly_spent(self) -> bool:
        return self.spent >= self.effective_budget * WARNING_SHARE

    def spend(self, cost: Decimal) -> bool:
        """Take `cost` out of the budget; False, and nothing taken, when it holds less.

        One UPDATE, so that workers together never spend more than there is.
        """
        room = Q(spent__lte=self.effective_budget - cost)
        rows = EventMessaging.objects.filter(room, pk=self.pk)
        return cost <= 0 or rows.update(spent=F("spent") + cost) == 1

    def correct(self, difference: Decimal) -> None:
        """Give back, or take more, when the true price is known."""
        if difference:
            EventMessaging.objects.filter(pk=self.pk).update(spent=F("spent") + difference)

    def template_for(self, language: str) -> str:
        """The text in a language: the event's own, or else the one that comes with the booth."""
        wanted = language.lower().partition("-")[0]
        own = {each.language: each.text for each in self.templates.all()}
        if wanted in own or (wanted not in TEMPLATES and "en" in own):
            return own.get(wanted) or own["en"]
        return default_template(wanted, self.organiser)


class TextTemplate(models.Model):
    """An event's own words in one language."""

    messaging = models.ForeignKey(
        EventMessaging, on_delete=models.CASCADE, related_name="templates"
    )
    language = models.CharField(max_length=3, default="en", validators=[LANGUAGE])
    text = models.CharField(
        max_length=240,
        validators=[validate_template],
        help_text="{link} brings the address, {event} and {organiser} the names.",
    )

    class Meta:
        ordering = ["language"]
        constraints = [
            models.UniqueConstraint(fields=["messaging", "language"], name="one_text_per_language"),
        ]

    def __str__(self) -> str:
        return f"{self.language}: {self.text}"

    def clean(self) -> None:
        if "{organiser}" in self.text and not self.messaging.organiser:
            raise ValidationError({"text": "This text names the organiser: fill in the name."})


def as_money(value: Any) -> str:
    """Write an amount as people do: at least two places, no trailing zeros beyond."""
    text = f"{Decimal(value):.4f}"
    return text.removesuffix("00")
