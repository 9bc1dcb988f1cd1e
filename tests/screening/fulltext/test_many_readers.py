"""Several readers at once as threads of one web process: pdfium knows one thread; a second one ends the process."""

import subprocess
import sys

import pytest

from tests.shared import REPO

pytestmark = pytest.mark.engine_free

READ = """
import threading
from screening.fulltext.pdf import check_pdf, find_in, hit_boxes, page_image, page_lines, page_texts
from tests.screening.fulltext.pdfs import pdf_of

content = pdf_of(*[[f"Ketamine against placebo, page {number}"] * 40 for number in range(8)])
read = []


def reader(seed):
    for turn in range(6):
        number = 1 + (seed + turn) % 8
        assert check_pdf(content).pages == 8
        assert page_image(content, number, 400).startswith(b"\\x89PNG")
        assert len(page_lines(content, number)) == 40
        assert len(hit_boxes(content, number, "ketamine")) == 40
        assert len(find_in(content, "placebo")) == 200
        assert len(page_texts(content)) == 3
    read.append(seed)


threads = [threading.Thread(target=reader, args=(seed,)) for seed in range(8)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print(sorted(read))
"""


def test_eight_readers_of_one_process_get_their_pages():
    done = subprocess.run([sys.executable, "-c", READ], cwd=REPO, capture_output=True, text=True)
    assert (done.returncode, done.stdout.strip()) == (0, str(list(range(8)))), done.stderr[-2000:]
