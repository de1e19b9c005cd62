"""Accounts and the persons behind them; a trainee may have no account."""

import uuid

from django.conf import settings
from django.contrib.auth.models import AbstractUser, BaseUserManager
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from courses import vietnamese
from courses.dates import birth_text
from enrollment.models.agencies import Agency, AgencyCoordinator
from enrollment.querysets import TraineeQuerySet

ORGANIZERS = "Organizers"
EDITORS = "Editors"
APPROVERS = "Approvers"
ADMINISTRATORS = "Administrators"
SORTED_DIGITS = 600


def normal_email(address: str) -> str:
    """Stored trimmed, clean and in lower case, so that one person has one account."""
    return vietnamese.clean_text(address).lower()


class UserManager(BaseUserManager):
    use_in_migrations = True

    def get_by_natural_key(self, email: str) -> "User":
        return self.get(email=normal_email(email))

    def create_user(self, email: str, password: str | None = None, **fields) -> "User":
        if not email:
            raise ValueError("An account needs an e-mail address.")
        user = self.model(email=normal_email(email), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields) -> "User":
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)


class User(AbstractUser):
    """An account; signs in by e-mail address. Personal data belong to Trainee and Instructor."""

    username = None
    email = models.EmailField(
        _("e-mail address"),
        unique=True,
        error_messages={"unique": _("There is an account with this e-mail address already.")},
    )

    objects = UserManager()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: list[str] = []

    class Meta:
        verbose_name = _("account")
        verbose_name_plural = _("accounts")
        constraints = [
            models.UniqueConstraint(Lower("email"), name="user_email_unique_without_case"),
        ]

    def clean(self) -> None:
        super().clean()
        self.email = normal_email(self.email)

    @cached_property
    def _group_names(self) -> frozenset[str]:
        return frozenset(self.groups.values_list("name", flat=True))

    def has_role(self, *names: str) -> bool:
        """Whether the account stands in one of these groups; superusers stand in all."""
        return self.is_active and (self.is_superuser or not self._group_names.isdisjoint(names))

    @property
    def is_organizer(self) -> bool:
        return self.has_role(ORGANIZERS, ADMINISTRATORS)

    @property
    def is_administrator(self) -> bool:
        return self.has_role(ADMINISTRATORS)

    @cached_property
    def is_instructor(self) -> bool:
        return hasattr(self, "instructor")

    @cached_property
    def is_coordinator(self) -> bool:
        return AgencyCoordinator.objects.filter(user=self).valid_on(timezone.localdate()).exists()

    @cached_property
    def names_deputies(self) -> bool:
        """Whether the account coordinates some agency today, other than as a deputy."""
        today = timezone.localdate()
        return self.coordinated.valid_on(today).filter(named_by=None).exists()


class ConsentText(models.Model):
    """What a trainee agrees to when registering; a new version never changes an old one."""

    version = models.CharField(_("version"), max_length=20)
    language = models.CharField(_("language"), max_length=10, choices=settings.LANGUAGES)
    text = models.TextField(_("text"))
    valid_from = models.DateField(_("valid from"))

    class Meta:
        verbose_name = _("consent text")
        verbose_name_plural = _("consent texts")
        ordering = ["-valid_from"]
        constraints = [
            models.UniqueConstraint(fields=["version", "language"], name="consent_version_unique"),
        ]

    def __str__(self) -> str:
        return self.version


class Trainee(models.Model):
    """A person who attends classes. One box for the name; search and sort keys are stored."""

    class Gender(models.TextChoices):
        FEMALE = "female", _("Female")
        MALE = "male", _("Male")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="trainee",
        verbose_name=_("account"),
    )
    full_name = models.CharField(_("full name"), max_length=120)
    # A name may be one word.
    given_name = models.CharField(_("given name"), max_length=120, blank=True)
    # Up to nine digits for each part of a letter; what is beyond sorts nobody any more.
    sort_key = models.CharField(max_length=SORTED_DIGITS, editable=False, db_index=True)
    # Name and address; folded, some letters become two.
    search_text = models.CharField(max_length=600, editable=False, db_index=True)
    # The name alone, folded: namesakes have the same, whatever their accents.
    name_key = models.CharField(max_length=300, editable=False, default="", db_index=True)
    # Often only the year is known; then birth_date stays empty.
    birth_date = models.DateField(_("date of birth"), null=True, blank=True)
    birth_year = models.PositiveSmallIntegerField(_("year of birth"), null=True, blank=True)
    gender = models.CharField(_("sex"), max_length=10, choices=Gender, blank=True)
    email = models.EmailField(_("e-mail address"), blank=True, db_index=True)
    language = models.CharField(
        _("language of letters"),
        max_length=10,
        choices=settings.LANGUAGES,
        default=settings.LANGUAGE_CODE,
    )
    consent = models.ForeignKey(
        ConsentText, models.PROTECT, null=True, blank=True, verbose_name=_("consent")
    )
    consented_at = models.DateTimeField(_("consented at"), null=True, blank=True)
    # The record that stands for this one since both were found to be one person.
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, editable=False, related_name="merged"
    )
    # In the address of the personal calendar; made when first asked for, renewed on demand.
    calendar_key = models.UUIDField(null=True, unique=True, editable=False)
    is_demo = models.BooleanField(default=False, editable=False)

    objects = TraineeQuerySet.as_manager()

    class Meta:
        verbose_name = _("trainee")
        verbose_name_plural = _("trainees")
        ordering = ["sort_key", "birth_year", "pk"]

    def __str__(self) -> str:
        return self.full_name

    def save(self, *args, **kwargs) -> None:
        """Keeps the derived columns true however the row is written, except in bulk."""
        self.derive()
        super().save(*args, **kwargs)

    def derive(self) -> None:
        """Fill what follows from the name and the date; bulk writers call it themselves."""
        self.full_name = vietnamese.clean_name(self.full_name)
        self.given_name = vietnamese.clean_name(self.given_name) or vietnamese.given_name(
            self.full_name
        )
        self.sort_key = vietnamese.sort_key(self.full_name, self.given_name)[:SORTED_DIGITS]
        self.search_text = vietnamese.fold(f"{self.full_name} {self.email}")
        self.name_key = vietnamese.fold(self.full_name)
        if self.birth_date:
            self.birth_year = self.birth_date.year

    def clean(self) -> None:
        if self.birth_date and self.birth_date > timezone.localdate():
            raise ValidationError({"birth_date": _("The date of birth lies in the future.")})

    @property
    def birth(self) -> str:
        """Date of birth as printed, or the year alone, or nothing."""
        return birth_text(self.birth_date, self.birth_year)

    @property
    def mail_address(self) -> str:
        """Where letters go: to the account, else to the address that the desk noted."""
        return self.user.email if self.user else self.email


class Affiliation(models.Model):
    """Where a person works, in which position, from when to when."""

    trainee = models.ForeignKey(Trainee, models.CASCADE, related_name="affiliations")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="affiliations")
    position = models.CharField(_("position"), max_length=200, blank=True)
    valid_from = models.DateField(_("from"))
    valid_to = models.DateField(_("to"), null=True, blank=True)

    class Meta:
        verbose_name = _("affiliation")
        verbose_name_plural = _("affiliations")
        ordering = ["-valid_from"]
        constraints = [
            models.UniqueConstraint(
                fields=["trainee"], condition=Q(valid_to=None), name="affiliation_one_present"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.trainee}, {self.agency}"


class TraineeMerge(models.Model):
    """Two records found to be one person, and what went over, so that it can be undone."""

    kept = models.ForeignKey(Trainee, models.PROTECT, related_name="merges")
    merged = models.ForeignKey(Trainee, models.PROTECT, related_name="merges_away")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("by")
    )
    at = models.DateTimeField(_("time"))
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    # {"enrollments": [ids], "affiliations": [ids], "user": id or null, "calendar_key": key or null,
    #  "fields": {name: [before, after]}, "groups": [ids]}
    moved = models.JSONField(default=dict)
    undone_at = models.DateTimeField(_("undone"), null=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )

    class Meta:
        verbose_name = _("merge of two records")
        verbose_name_plural = _("merges of records")
        ordering = ["-at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["merged"], condition=Q(undone_at=None), name="trainee_merged_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.merged_id} > {self.kept_id}"


class KnownApart(models.Model):
    """Two records that look like one person and are not; the list of duplicates leaves them out."""

    # The record with the smaller id first, so that a pair has one row.
    first = models.ForeignKey(Trainee, models.CASCADE, related_name="known_apart")
    second = models.ForeignKey(Trainee, models.CASCADE, related_name="+")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("by")
    )
    at = models.DateTimeField(_("time"))

    class Meta:
        verbose_name = _("two different people")
        verbose_name_plural = _("pairs of different people")
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="known_apart_once"),
        ]

    def __str__(self) -> str:
        return f"{self.first_id} {self.second_id}"
