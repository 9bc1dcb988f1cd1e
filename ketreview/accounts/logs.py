"""Secrets of links stay out of the log: whoever reads it must not be able to use them."""

import logging
import re

_LINK = re.compile(r"(/invitation/|/password/reset/key/)[^/\s]+")


class HideLinks(logging.Filter):
    """Replaces the secret part of an invitation's or a password reset's address by a mark."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg = _LINK.sub(r"\1[hidden]", record.getMessage())
        record.args = ()
        return True
