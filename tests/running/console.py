"""A process with the site's settings that does the deeds it is told, one JSON line each."""

import json
import sys

import django


def main() -> None:
    django.setup()
    from tests.running import deeds

    print(json.dumps("ready"), flush=True)
    for line in sys.stdin:
        name, arguments = json.loads(line)
        print(json.dumps(getattr(deeds, name)(**arguments)), flush=True)


if __name__ == "__main__":
    main()
