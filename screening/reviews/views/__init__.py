"""The protocol to read, and the settings to change it, part by part."""
