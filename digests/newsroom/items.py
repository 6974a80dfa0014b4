"""The verbs of an item, in one place, for whoever gives them a face.

Each checks who may, keeps a version where the item changed, and writes down who decided what.
"""

from digests.newsroom.deciding import approve, ask_change, restore, withdraw
from digests.newsroom.writing import accept, add, change, decline, submit, suggest

__all__ = ["accept", "add", "approve", "ask_change", "change", "decline", "restore", "submit", "suggest", "withdraw"]
