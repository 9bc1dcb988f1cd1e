"""Commands whose output is read by another program."""

import signal

from django.core.management.base import BaseCommand


class PipedCommand(BaseCommand):
    """Ends without a word, as `cat` does, where the reader of its output (`| head`) has seen enough."""

    def run_from_argv(self, argv: list[str]) -> None:
        if hasattr(signal, "SIGPIPE"):  # not on Windows
            signal.signal(signal.SIGPIPE, signal.SIG_DFL)
        super().run_from_argv(argv)
