"""The rules that can leave an item out of a person's digest, and their names."""

from enum import IntEnum


class Exclusion(IntEnum):
    """Why an item is not offered; of several reasons the greatest is the one that is told."""

    NONE = 0
    NO_ROOM = 1
    BELOW_LEAST_SCORE = 2
    OFFERED_BEFORE = 3
    DECLINED = 4
    NETWORK = 5
    LANGUAGE = 6
    AUDIENCE = 7
    EXPIRED = 8
    NOT_YET_PUBLISHED = 9
    STATE = 10
    FREQUENCY_CAP = 11
    UNREACHABLE = 12
    PAUSED = 13
    STOPPED = 14
    LEFT = 15

    @property
    def words(self) -> str:
        """The name as `why` shows it: `offered before`."""
        return self.name.lower().replace("_", " ")
