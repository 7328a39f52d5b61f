"""Reads official documents for the desk and the watch: files to text, text to figures."""
