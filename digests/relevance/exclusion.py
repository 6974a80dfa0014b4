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
    QUIET_PERIOD = 8
    EXPIRED = 9
    NOT_YET_PUBLISHED = 10
    STATE = 11
    FREQUENCY_CAP = 12
    UNREACHABLE = 13
    PAUSED = 14
    STOPPED = 15
    LEFT = 16

    @property
    def words(self) -> str:
        """The name as `why` shows it: `offered before`."""
        return self.name.lower().replace("_", " ")
