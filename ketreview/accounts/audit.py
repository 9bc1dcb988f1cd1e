"""The one way an AccountEvent is written. Called inside the transaction of the write it tells of."""

from typing import Any

from ketreview.accounts.models import AccountEvent, SiteInvitation, User
from ketreview.web import request_id


def record_account_event(
    verb: str,
    subject: User | SiteInvitation,
    *,
    by: User | None,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> AccountEvent:
    """Write one line. `before` and `after` hold only what changed, and never a password or a secret."""
    return AccountEvent.objects.create(
        actor_id=by.pk if by else None,
        actor=str(by) if by else "the system",
        verb=verb,
        subject=subject.email,
        subject_id=str(subject.pk),
        before=before,
        after=after,
        request_id=request_id.get(),
    )
