"""The verbs of an item, in one place, for whoever gives them a face.

Each checks who may, keeps a version where the item changed, and writes down who decided what.
"""

from digests.newsroom.deciding import approve, ask_change, restore, withdraw
from digests.newsroom.sending import receivers, send_next
from digests.newsroom.writing import accept, add, change, decline, submit, suggest

__all__ = [
    "accept",
    "add",
    "approve",
    "ask_change",
    "change",
    "decline",
    "receivers",
    "restore",
    "send_next",
    "submit",
    "suggest",
    "withdraw",
]
