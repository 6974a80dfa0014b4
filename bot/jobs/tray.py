"""What lies between the outbox and the lanes of a channel: parcels to send, and the ids of all that is in hand."""

import threading
from collections import deque
from collections.abc import Collection, Sequence

from digests.delivery.model import Parcel


class Tray:
    """Filled by one thread, emptied by those that send. A delivery is in hand until it is let go."""

    def __init__(self) -> None:
        self._parcels: deque[Parcel] = deque()
        self._in_hand: set[int] = set()
        self._filled = threading.Condition()

    @property
    def in_hand(self) -> frozenset[int]:
        """Deliveries that lie here or are being sent."""
        with self._filled:
            return frozenset(self._in_hand)

    def put(self, parcels: Sequence[Parcel]) -> None:
        """Lays down what shall be sent next."""
        with self._filled:
            self._in_hand.update(parcel.digest.delivery_id for parcel in parcels)
            self._parcels.extend(parcels)
            self._filled.notify_all()

    def wait(self, seconds: float) -> None:
        """Returns when there is something to take, or after so many seconds."""
        with self._filled:
            if not self._parcels:
                self._filled.wait(seconds)

    def take(self, most: int) -> list[Parcel]:
        """The next parcels, the longest due first."""
        with self._filled:
            return [self._parcels.popleft() for _ in range(min(most, len(self._parcels)))]

    def let_go(self, ids: Collection[int]) -> int:
        """These are done with, or somebody else's; how many are still in hand."""
        with self._filled:
            self._in_hand.difference_update(ids)
            return len(self._in_hand)

    def clear(self) -> None:
        """Lets go of all that nobody has begun to send."""
        with self._filled:
            self._in_hand.difference_update(parcel.digest.delivery_id for parcel in self._parcels)
            self._parcels.clear()
