"""Citation parsers: bytes in, records and problems out. Pure Python, streaming, usable without the web."""
