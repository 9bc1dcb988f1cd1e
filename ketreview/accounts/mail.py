"""Invitation links by e-mail, and an honest word on whether the mail went out."""

import logging
import smtplib

from django.conf import settings
from django.core.mail import send_mail

logger = logging.getLogger(__name__)

NOT_DELIVERED = ("console", "dummy", "filebased")


def delivers() -> bool:
    """Whether this site sends e-mail to people at all; without EMAIL_URL it only prints it."""
    return settings.EMAIL_BACKEND.split(".")[-2] not in NOT_DELIVERED


def send_link(*, to: str, subject: str, text: str) -> str:
    """Mail the text with its link and say in a sentence what became of it. Never loses the link."""
    if not delivers():
        return f"This site is not set up to send e-mail, so give the link to {to} yourself."
    try:
        send_mail(settings.ACCOUNT_EMAIL_SUBJECT_PREFIX + " ".join(subject.split()), text, None, [to])
    except (smtplib.SMTPException, OSError):
        logger.exception("An invitation could not be mailed.")
        return f"The e-mail to {to} could not be sent, so give them the link yourself."
    return f"It was also sent to {to} by e-mail."
