"""E-mail: the sentence and the link of each notification, nothing of the content behind it."""

from collections.abc import Sequence

from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from notifications.models import Notification
from notifications.preferences import EMAIL
from notifications.texts import headline
from workflow.models import User


class EmailChannel:
    """Mail through the configured server; the console by default."""

    name = EMAIL
    label: Promise = gettext_lazy("E-mail")

    def reachable(self, user_ids: set[int]) -> set[int]:
        """People who entered an address."""
        return set(User.objects.filter(pk__in=user_ids, is_active=True).exclude(email="").values_list("pk", flat=True))

    def deliver(self, recipient: User, notifications: Sequence[Notification]) -> None:
        """One mail in the recipient's language."""
        with translation.override(recipient.language or settings.LANGUAGE_CODE):
            lines = [(headline(told, quoting=False), self._link(told)) for told in notifications]
            send_mail(
                subject=self._subject([line for line, _link in lines]),
                message=render_to_string(
                    "notifications/email.txt",
                    {
                        "name": recipient.full_name,
                        "lines": lines,
                        "settings_url": settings.BASE_URL + reverse("notification_settings"),
                    },
                ),
                from_email=None,
                recipient_list=[recipient.email],
            )

    @staticmethod
    def _link(told: Notification) -> str:
        return str(settings.BASE_URL) + reverse("notification_open", args=[told.pk])

    @staticmethod
    def _subject(headlines: list[str]) -> str:
        if len(headlines) == 1:
            subject = headlines[0]
        else:
            count = len(headlines)
            subject = ngettext("%(n)d notice", "%(n)d notices", count) % {"n": count}
        # A headline holds text people typed; a line break in it must not become a header of the mail.
        return _("[Supervision] %(subject)s") % {"subject": " ".join(subject.split())}
