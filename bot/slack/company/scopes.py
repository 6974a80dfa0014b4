"""What the app may do in a workspace: what its manifest asks for, an installation grants and `doctor` looks for."""

SCOPES = (
    "chat:write",  # send the digest, and change it after a press
    "commands",  # /budstikke and what hangs on messages
    "files:write",  # the charts of the weekly report, and a person's own data for them
    "im:history",  # look for a message in doubt among the app's own
    "im:write",  # open a person's conversation
    "users:read",  # who is a member, with time zone and language
    "users:read.email",  # match members with the directory
)
NEEDED = ("chat:write", "users:read", "users:read.email")  # without these no digest arrives


def missing(granted: str, wanted: tuple[str, ...] = SCOPES) -> list[str]:
    """Scopes that a comma-separated list lacks; none where it says nothing."""
    given = {scope.strip() for scope in granted.split(",")} - {""}
    return [scope for scope in wanted if given and scope not in given]
