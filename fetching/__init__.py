"""Asks other people's websites for a page: politely, with limits, never a private machine."""
