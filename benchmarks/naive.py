"""Mail as it is commonly done: templates, inlining and EmailMessage for each person anew."""

import smtplib
import time
from collections.abc import Sequence
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP

from bot.email.rendering import render
from bot.rendering.view import Addresses, House, view
from digests.config import Config
from digests.delivery.model import Parcel
from digests.sharing.tokens import sign


def message(parcel: Parcel, config: Config, key: bytes, now: datetime) -> bytes:
    """The same mail that `Letters` makes, by the straight way."""
    digest, company = parcel.digest, config.company
    token = sign(key, digest.delivery_id, now)
    said = view(digest, Addresses(config.server.public_url, token), House.of(config))
    rendered = render(said, company)
    mail = EmailMessage(policy=SMTP)
    mail["From"] = config.email.sender
    mail["To"] = f"{parcel.person.name} <{parcel.person.email}>"
    mail["Subject"] = rendered.subject
    mail["Date"] = now
    mail["Message-ID"] = f"<{digest.delivery_id}@links.example.com>"
    mail["List-Unsubscribe"] = f"<{said.stop.url}>"
    mail["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(rendered.text, cte="quoted-printable")
    mail.add_alternative(rendered.html, subtype="html", cte="quoted-printable")
    return mail.as_bytes()


def built_per_second(parcels: Sequence[Parcel], config: Config, key: bytes, now: datetime) -> float:
    """Mails built in a second of one core."""
    start = time.process_time()
    for parcel in parcels:
        message(parcel, config, key, now)
    return len(parcels) / (time.process_time() - start)


def sent_per_second(parcels: Sequence[Parcel], config: Config, key: bytes, now: datetime, port: int) -> float:
    """Mails built and handed over in a second, one after the other on a kept connection."""
    start = time.perf_counter()
    with smtplib.SMTP("127.0.0.1", port, "localhost") as smtp:
        for parcel in parcels:
            smtp.sendmail("budstikke@example.com", [parcel.person.email], message(parcel, config, key, now))
    return len(parcels) / (time.perf_counter() - start)
