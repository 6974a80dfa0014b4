"""All our errors: each says what to do, and is translated once, at the edge.

BudstikkeError
├── SettingsError        the configuration or a secret is missing or wrong
├── InputError           a file, form or argument is wrong (exit code 2)
│   └── UnknownError     a person, schedule, item or delivery that is not there, or is ambiguous
├── DatabaseError        the database cannot be reached, is busy, full or of another version
├── TokenError           a signed address is forged, altered or expired
├── AccessError          an API key is not known, revoked, or not made for this
└── DeliveryError        a channel did not take a message
"""


class BudstikkeError(Exception):
    """Something went wrong; the message is one sentence that says what to do."""


class SettingsError(BudstikkeError):
    """The configuration or a secret is missing or wrong."""


class Phrase(str):
    """A value that is words of ours, such as `in review`: it is worded with the sentence that it stands in."""

    __slots__ = ()


class InputError(BudstikkeError):
    """What came in cannot be used; `sentence` is worded in another language before its `values` are filled in."""

    def __init__(self, sentence: str, /, **values: object) -> None:
        super().__init__(sentence.format(**values) if values else sentence)
        self.sentence = sentence
        self.values = values


class UnknownError(InputError):
    """Nobody and nothing goes by that name, or more than one do."""


class DatabaseError(BudstikkeError):
    """The database did not do it; nothing was changed."""


class TokenError(BudstikkeError):
    """A signed address is not good; `kind` is `forged` (or altered) or `expired`."""

    def __init__(self, message: str, kind: str = "forged") -> None:
        super().__init__(message)
        self.kind = kind


class AccessError(BudstikkeError):
    """An API key does not open this; `kind` is `unknown`, `revoked` or `scope`."""

    def __init__(self, message: str, kind: str) -> None:
        super().__init__(message)
        self.kind = kind


class DeliveryError(BudstikkeError):
    """A channel did not take a message; `permanent` when trying again cannot help."""

    def __init__(self, message: str, *, permanent: bool = False) -> None:
        super().__init__(message)
        self.permanent = permanent
