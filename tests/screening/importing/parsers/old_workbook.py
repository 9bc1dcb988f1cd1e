"""A workbook of Excel 97 to 2003 with one sheet of texts, as small as a reader takes it ([MS-CFB], [MS-XLS])."""

import struct

SECTOR = 512
LEAST = 4096  # bytes of a stream that has sectors of its own
FREE, END, FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD


def old_workbook(rows: list[list[str]], code_page: int) -> bytes:
    """The texts are UTF-16 whatever the code page says, as all texts of such a workbook."""
    sheet = _record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0010, 0, 0, 0, 0))
    for at, row in enumerate(rows):
        for column, text in enumerate(row):
            head = struct.pack("<HHHHB", at, column, 0, len(text), 1)
            sheet += _record(0x0204, head + text.encode("utf-16-le"))
    sheet += _record(0x000A, b"")
    first = _record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0005, 0, 0, 0, 0))
    first += _record(0x0042, struct.pack("<H", code_page))
    name = struct.pack("<BB", 1, 0) + b"A"
    begins = len(first) + 4 + 6 + len(name) + 4
    first += _record(0x0085, struct.pack("<IH", begins, 0) + name) + _record(0x000A, b"")
    stream = (first + sheet).ljust(LEAST, b"\0")
    stream += b"\0" * (-len(stream) % SECTOR)
    return _container(stream)


def _record(kind: int, body: bytes) -> bytes:
    return struct.pack("<HH", kind, len(body)) + body


def _container(stream: bytes) -> bytes:
    """Sector 0 says where the others go on, sector 1 is the directory, the stream follows."""
    count = len(stream) // SECTOR
    table = [FAT, END, *range(3, count + 2), END]
    table += [FREE] * (SECTOR // 4 - len(table))
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    header += struct.pack("<HHHHH6x", 0x3E, 3, 0xFFFE, 9, 6)
    header += struct.pack("<IIIIIIIIII", 0, 1, 1, 0, LEAST, END, 0, END, 0, 0)
    header += struct.pack("<I", FREE) * 108
    directory = _entry("Root Entry", 5, END, 0, child=1) + _entry("Workbook", 2, 2, len(stream))
    directory += _entry("", 0, 0, 0) * 2
    return header + struct.pack(f"<{len(table)}I", *table) + directory + stream


def _entry(name: str, kind: int, start: int, size: int, child: int = FREE) -> bytes:
    letters = (name + "\0").encode("utf-16-le") if name else b""
    parts = letters.ljust(64, b"\0") + struct.pack("<HBBIII", len(letters), kind, 1, FREE, FREE, child)
    return parts + bytes(36) + struct.pack("<IQ", start, size)
