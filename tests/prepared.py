"""`python -m tests.prepared`: what many tests begin with, made beside the first of them, so that none has to wait
while the other cores do nothing. Whoever needs one of these before it is there waits, or makes it."""

from tests.migrated import postgres_template, sqlite_file
from tests.running.first_start import first_start
from tests.running.sites import answers


def main() -> None:
    sqlite_file()
    first_start()
    if answers(5432):
        postgres_template()


if __name__ == "__main__":
    main()
