"""A frozen network of three printed trials, as a run stores it."""

import json
from pathlib import Path

_HELD = json.loads(Path(__file__).with_name("network_numbers.json").read_text(encoding="utf-8"))
NETWORK_ROWS, NETWORK_SETTINGS, NETWORK_RESULT = _HELD["rows"], _HELD["settings"], _HELD["result"]
