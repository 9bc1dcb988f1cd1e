"""Samples for the component page; nothing else uses them."""
