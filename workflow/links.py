"""Addresses of the pages other parts of the site link to, by URL name: this layer knows no engine page itself."""

from django.urls import reverse


def commitment_url(pk: int) -> str:
    """The page of a commitment: what was promised, where it stands, what is asked now."""
    return reverse("item", args=[pk])


def plan_url(pk: int) -> str:
    """The page of a work plan."""
    return reverse("plan", args=[pk])
