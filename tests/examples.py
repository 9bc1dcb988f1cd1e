"""How many examples Hypothesis tries: few in the suite, KETREVIEW_EXAMPLES=2000 for a thorough run."""

import os

EXAMPLES = int(os.environ.get("KETREVIEW_EXAMPLES", "40"))
