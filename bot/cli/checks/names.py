"""Whether the sender's domain vouches for us: SPF, DKIM and DMARC, as far as DNS can be asked."""

from collections.abc import Sequence
from email.utils import parseaddr

from dns.exception import DNSException
from dns.resolver import NXDOMAIN, NoAnswer, Resolver

from bot.cli.checks.model import Check, error, off, ok, warning
from digests.settings import Settings

LIFETIME = 3.0  # seconds for one question
# A selector cannot be looked up, only tried: these are what the large mail services and relays use.
SELECTORS = (
    "default", "dkim", "mail", "smtp", "google", "selector1", "selector2", "k1", "k2", "k3", "s1", "s2", "pm",
    "mandrill", "mailjet", "mx", "key1", "key2", "fm1", "fm2", "fm3", "protonmail", "zoho", "sig1", "scph0920", "brevo",
)  # fmt: skip
RESERVED = ("example.com", "example.net", "example.org", ".example", ".test", ".invalid", ".localhost", "localhost")


class UnaskedError(Exception):
    """DNS gave no answer, neither yes nor no."""


def resolver() -> Resolver:
    """This machine's own resolver, with little patience."""
    made = Resolver()
    made.lifetime = LIFETIME
    return made


def sender(settings: Settings, dns: Resolver | None) -> list[Check]:
    """Three checks; `dns` None: this machine has no resolver."""
    _, at, domain = parseaddr(settings.config.email.sender)[1].lower().rpartition("@")
    if not at or not domain:
        return [error("sender", "email.from holds no address", "Write it as `Name <name@your-domain>`.")]
    if not settings.secrets.smtp_url and domain.endswith(RESERVED):
        return [off(name, "no mail is sent") for name in ("SPF", "DKIM", "DMARC")]
    if dns is None:
        return _unasked(domain)
    try:
        return [_spf(dns, domain), _dkim(dns, domain), _dmarc(dns, domain)]
    except UnaskedError:
        return _unasked(domain)


def _unasked(domain: str) -> list[Check]:
    found, fix = f"DNS could not be asked about {domain}", "Run `budstikke doctor` where DNS can be reached."
    return [warning(name, found, fix) for name in ("SPF", "DKIM", "DMARC")]


def _spf(dns: Resolver, domain: str) -> Check:
    records = [record for record in texts(dns, domain) if record.lower().split(" ")[0] == "v=spf1"]
    if not records:
        return warning("SPF", f"{domain} has no record", f'Publish TXT {domain} "v=spf1 include:YOUR-RELAY -all".')
    if len(records) > 1:
        return error("SPF", f"{domain} has {len(records)} records, which counts as none", "Make one record of them.")
    if "+all" in records[0].lower().split() or "all" in records[0].lower().split():
        return warning("SPF", f"{domain} lets everybody send in its name", "End the record with -all or ~all.")
    return ok("SPF", records[0])


def _dkim(dns: Resolver, domain: str) -> Check:
    for selector in SELECTORS:
        records = texts(dns, f"{selector}._domainkey.{domain}")
        if any(_tag(record, "p") for record in records):
            return ok("DKIM", f"selector {selector}")
    return warning(
        "DKIM",
        f"{domain} has no key under the usual selectors",
        "Ask who runs the relay whether it signs for this domain, and under which selector.",
    )


def _dmarc(dns: Resolver, domain: str) -> Check:
    for parent in parents(domain):
        records = [record for record in texts(dns, f"_dmarc.{parent}") if _tag(record, "v") == "DMARC1"]
        if len(records) > 1:
            return error(
                "DMARC", f"_dmarc.{parent} has {len(records)} records, which counts as none", "Keep one of them."
            )
        if records and not _tag(records[0], "p"):
            return error("DMARC", f"_dmarc.{parent} has a record without p=", "Add p=none, p=quarantine or p=reject.")
        if records:
            return ok("DMARC", f"p={_tag(records[0], 'p')} at {parent}")
    return warning(
        "DMARC", f"{domain} has no record", f'Publish TXT _dmarc.{domain} "v=DMARC1; p=none; rua=mailto:YOU@{domain}".'
    )


def parents(domain: str) -> Sequence[str]:
    """The domain and those above it, down to two labels."""
    labels = domain.split(".")
    return [".".join(labels[start:]) for start in range(max(len(labels) - 1, 1))]


def texts(dns: Resolver, name: str) -> list[str]:
    """The TXT records of a name, each joined from its parts; none when there is no such name."""
    try:
        answer = dns.resolve(name, "TXT")
    except (NXDOMAIN, NoAnswer):
        return []
    except (DNSException, OSError) as unasked:
        raise UnaskedError(name) from unasked
    return [b"".join(record.strings).decode("utf-8", "replace") for record in answer]


def _tag(record: str, wanted: str) -> str:
    pairs = (part.partition("=") for part in record.split(";"))
    return next((value.strip() for name, _, value in pairs if name.strip().lower() == wanted), "")
