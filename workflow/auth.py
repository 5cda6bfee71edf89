"""`user.has_perm(act, agency)` answered from the scope, without a query."""

from typing import Any

from django.contrib.auth.backends import BaseBackend, ModelBackend
from django.http import HttpRequest

from workflow.models import Agency, Commitment, User
from workflow.policies import scope_of


class ScopeBackend(BaseBackend):
    """Signs people in by name and password; grants come from the scope only (no superuser shortcut)."""

    def authenticate(
        self, request: HttpRequest | None, username: str | None = None, password: str | None = None, **kwargs: Any
    ) -> User | None:
        """The person with this name and password, None otherwise."""
        user = ModelBackend().authenticate(request, username=username, password=password, **kwargs)
        return user if isinstance(user, User) else None

    def get_user(self, user_id: int) -> User | None:
        """The active person with this id; one query."""
        return User.objects.filter(pk=user_id, is_active=True).first()

    def has_perm(self, user_obj: Any, perm: str, obj: Any = None) -> bool:
        """Whether the act (with or without app label) is granted on the agency, or on a commitment's agency."""
        if not isinstance(obj, Agency | Commitment):
            return False
        agency_id = obj.pk if isinstance(obj, Agency) else obj.agency_id
        return scope_of(user_obj).allows(perm.rpartition(".")[2], agency_id)
