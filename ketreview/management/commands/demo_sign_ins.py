"""`manage.py demo_sign_ins`: who may sign in to the demo."""

from django.core.management.base import BaseCommand

from ketreview.demo.people import PASSWORD, PEOPLE


class Command(BaseCommand):
    help = "Print the demo's sign-ins."

    def handle(self, *args, **options) -> None:
        self.stdout.write(f"\nSign in to the demo; the password is always  {PASSWORD}")
        for person in PEOPLE:
            self.stdout.write(f"  {person.email:<22} {person.name:<16} {person.does}")
        self.stdout.write("")
