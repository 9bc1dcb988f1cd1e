"""A finished narrative read: its sections and sentences, and which references each sentence cites. Pure."""
