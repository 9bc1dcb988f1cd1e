"""`manage.py load_demo`: the demo review, once."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from ketreview.demo.load import is_loaded, load


class Command(BaseCommand):
    help = "Load the demo review “Ketamine for chronic pain” if it is not there."

    def add_arguments(self, parser) -> None:
        parser.add_argument("--even-in-production", action="store_true")

    def handle(self, *args, even_in_production: bool, **options) -> None:
        if is_loaded():
            return
        if settings.PRODUCTION and not even_in_production:
            raise CommandError(
                "The demo's passwords are known to everybody, so it is not loaded in production. "
                "On a site nobody else can reach, add --even-in-production."
            )
        self.stdout.write("Loading the demo review (once) ...")
        load(lambda line: self.stdout.write(f"  {line}"))
