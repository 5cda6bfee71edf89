"""The working-day calendar: one row per published year and version, and its days that differ from Monday to Friday."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class CalendarYear(models.Model):
    """A year as its official notice gives it. The highest version of a year is in force."""

    year = models.PositiveSmallIntegerField(_("year"))
    version = models.PositiveIntegerField(_("version"))
    source = models.CharField(_("source"), max_length=200)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    entered_at = models.DateTimeField(_("entered at"))

    class Meta:
        verbose_name = _("calendar year")
        verbose_name_plural = _("calendar years")
        constraints = [models.UniqueConstraint(fields=["year", "version"], name="calendar_year_version_once")]

    def __str__(self) -> str:
        return f"{self.year} (v{self.version})"


class CalendarDay(models.Model):
    """A public holiday on a weekday or weekend, or a weekend day that is worked."""

    calendar_year = models.ForeignKey(CalendarYear, models.CASCADE, related_name="days")
    day = models.DateField(_("day"))
    is_workday = models.BooleanField(_("worked"))
    name = models.CharField(_("name"), max_length=60, blank=True)

    class Meta:
        verbose_name = _("calendar day")
        verbose_name_plural = _("calendar days")
        constraints = [models.UniqueConstraint(fields=["calendar_year", "day"], name="calendar_day_once")]

    def __str__(self) -> str:
        return f"{self.day}"
