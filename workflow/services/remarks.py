"""What is written beside an act: how long it may be."""

from django.utils.translation import gettext_lazy as _

from workflow.errors import Invalid

LONGEST = 500


def require_short(remark: str) -> None:
    """Raises Invalid for a remark of more than LONGEST characters, blanks at its ends not counted."""
    if len(remark.strip()) > LONGEST:
        raise Invalid(
            "remark_long", _("The remark is too long."), remedy=_("At most %(n)d characters.") % {"n": LONGEST}
        )


def require_words(text: str, longest: int, remedy: object) -> None:
    """Raises Invalid for a text that is empty (`remedy` says what to write) or has more than `longest` characters."""
    if not text.strip():
        raise Invalid("words_missing", _("Nothing is written."), remedy=remedy)
    if len(text.strip()) > longest:
        raise Invalid("words_long", _("The text is too long."), remedy=_("At most %(n)d characters.") % {"n": longest})
