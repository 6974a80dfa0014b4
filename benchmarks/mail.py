"""Mail: building against the naive way, and sending against the naive way and against postfix's own load generator."""

import gc
import sys
import time
from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from random import Random
from statistics import median
from tempfile import TemporaryDirectory

from sqlalchemy import Connection, func, select, update

from benchmarks import naive, postfix
from benchmarks.data import NOW, items, people
from benchmarks.report import figure
from bot.email.channel import MailChannel
from bot.email.letters import Letters
from bot.jobs.lanes import Feeding, Pump
from digests import clock
from digests.config import Config
from digests.content.model import Image, Item
from digests.db import Database
from digests.delivery.model import DeliveryState, Parcel
from digests.delivery.opening import Due, open_edition
from digests.delivery.outbox import Retry
from digests.delivery.store import deliveries
from digests.edition.model import Digest, Offer, Pick, Slot
from digests.people.model import ChannelName, Person, Rung
from digests.relevance.model import Reason
from digests.settings import Secrets, Settings
from digests.sharing.tokens import sign
from migrations.run import migrate

KEY = b"a key for benchmarks, 32 bytes or more"
RUNS = 5
PATIENCE = 120  # seconds
BUILT, BUILT_NAIVELY = 3000, 150
SENT, SENT_NAIVELY = 6000, 200
PICKS = 5
NETWORKS = ("linkedin", "x", "bluesky", "facebook", "whatsapp")
SUMMARY = (
    "For eleven months of nights a crew of nineteen lifted the deck eight millimetres at a time, while the traffic "
    "went on above them. Nobody noticed, and that was the whole point."
)
CONFIG = Config.model_validate(
    {
        "server": {"public_url": "https://digest.example.com"},
        "links": {"base_url": "https://go.example.com"},
        "schedules": [{"name": "weekly", "cron": "0 9 * * 2"}],
    }
)


def parcels(count: int, seed: int = 1) -> list[Parcel]:
    """Digests of five items with images, texts and three buttons each, for as many people; no token yet."""
    chance = Random(seed)
    stock = [
        replace(
            item,
            image=Image(f"https://www.example.com/images/{item.id}.jpg", {"en": "A crew at work by night"}),
            summary=dict.fromkeys(item.title, SUMMARY),
        )
        for item in items(60, seed)
    ]
    return [_parcel(number, person, stock, chance) for number, person in enumerate(people(count, seed), 1)]


def _parcel(number: int, person: Person, stock: Sequence[Item], chance: Random) -> Parcel:
    language = "da" if "da" in person.languages else "en"
    picks = tuple(_pick(place, item, language, chance) for place, item in enumerate(chance.sample(stock, PICKS), 1))
    rung = chance.choice(list(Rung))
    digest = Digest(
        number, "weekly", "2026-W48", person.id, person.first_name, person.department, language, person.timezone,
        rung, picks, chance.choice((8, 12, 17)), composed_at=NOW,
    )  # fmt: skip
    return Parcel(digest, person, "")


def _pick(place: int, item: Item, language: str, chance: Random) -> Pick:
    spoken = language if language in item.title else "en"
    texts = [text for text in item.texts if text.language == spoken]
    chosen = [chance.choice(texts) for _ in range(3)]
    offers = zip(chance.sample(NETWORKS, 3), chosen, strict=True)
    return Pick(
        place,
        item,
        spoken,
        (Reason("interest", chance.choice(item.topics)), Reason(chance.choice(("new", "priority", "country")))),
        tuple(Offer(network, text.key, text.text) for network, text in offers),
        colleagues=chance.randint(0, 9),
    )


def built_per_second(stock: Sequence[Parcel]) -> float:
    """Mails built in a second of one core, compiled anew and each signed."""
    letters = Letters(CONFIG, KEY)
    start = time.process_time()
    letters.prepare(stock)
    for parcel in stock:
        letters.letter(replace(parcel, token=sign(KEY, parcel.digest.delivery_id, NOW)), NOW)
    return len(stock) / (time.process_time() - start)


def sent_per_second(stock: Sequence[Parcel], port: int) -> float:
    """Mails signed, built, entered in the ledger and handed over in a second, as the runner does it."""
    with TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{folder}/bench.db")
        migrate(database)
        database.write(_open, stock)
        waiting = {parcel.digest.delivery_id: parcel for parcel in stock}

        def load(ids: Sequence[int]) -> list[Parcel]:
            return [replace(waiting[one], token=sign(KEY, one, NOW)) for one in ids]

        tick = clock.fixed(NOW)
        secrets = Secrets(smtp_url=f"smtp://127.0.0.1:{port}")
        channel = MailChannel(Settings(config=CONFIG, secrets=secrets, path=Path("config.toml")), KEY, tick)
        feeding = Feeding(database, tick, "bench", Retry(6, timedelta(seconds=30)), load, lambda: None)
        pump = Pump(channel, feeding)
        start = time.perf_counter()
        pump.start()
        while not database.read(_is_sent, len(stock)) or database.read(_sent) < len(stock):
            if time.perf_counter() - start > PATIENCE:
                raise TimeoutError(f"the mails were not out after {PATIENCE} s")
            time.sleep(0.02)
        took = time.perf_counter() - start
        pump.stop()
        database.close()
    return len(stock) / took


def _open(connection: Connection, stock: Sequence[Parcel]) -> None:
    slot = Slot("weekly", "2026-W48", "UTC", NOW.replace(tzinfo=None), NOW)
    open_edition(connection, slot, [Due(parcel.person.id, NOW) for parcel in stock], NOW)
    connection.execute(update(deliveries).values(channel=ChannelName.EMAIL, digest={}))


def _is_sent(connection: Connection, delivery_id: int) -> bool:
    """Looking at the last one alone takes next to nothing from what is measured."""
    return connection.scalar(select(deliveries.c.state).where(deliveries.c.id == delivery_id)) == DeliveryState.SENT


def _sent(connection: Connection) -> int:
    query = select(func.count()).select_from(deliveries).where(deliveries.c.state == DeliveryState.SENT)
    return connection.scalar(query) or 0


def building() -> None:
    """mail_build_vs_naive."""
    stock = parcels(BUILT)
    ratios = []
    for _ in range(RUNS):
        slow = naive.built_per_second(stock[:BUILT_NAIVELY], CONFIG, KEY, NOW)
        fast = built_per_second(stock)
        figure("mail_built_per_second", fast, "messages/s", None, None, "higher")
        figure("mail_built_naively_per_second", slow, "messages/s", None, None, "higher")
        ratios.append(fast / slow)
        figure("mail_build_vs_naive", ratios[-1], "x", 25, 50, "higher")
    figure("mail_build_vs_naive", median(ratios), "x", 25, 50, "higher")


def sending(only: Collection[str]) -> None:
    """send_vs_naive and send_vs_smtp_source; skipped where postfix's programs cannot be had."""
    try:
        programs = postfix.find()
    except postfix.NotThereError as error:
        print(f"skipped {', '.join(sorted(only))}: {error}", file=sys.stderr)
        return
    stock = parcels(SENT)
    gc.collect()
    gc.freeze()  # a run has a few hundred of them in hand: thousands that stand by are none of the collector's business
    letters = Letters(CONFIG, KEY)
    size = len(letters.letter(replace(stock[0], token=sign(KEY, 1, NOW)), NOW).data)
    against_naive, against_source = [], []
    with postfix.sinking(programs) as port:
        for _ in range(RUNS):
            slow = naive.sent_per_second(stock[:SENT_NAIVELY], CONFIG, KEY, NOW, port)
            ours = sent_per_second(stock, port)
            source = postfix.messages_per_second(programs, port, messages=SENT, size=size)
            for name, value in (("mail_sent", ours), ("mail_sent_naively", slow), ("smtp_source", source)):
                figure(f"{name}_per_second", value, "messages/s", None, None, "higher")
            against_naive.append(ours / slow)
            against_source.append(ours / source)
    if "send_vs_naive" in only:
        figure("send_vs_naive", median(against_naive), "x", 10, 17, "higher")
    if "send_vs_smtp_source" in only:
        figure("send_vs_smtp_source", median(against_source), "x", 0.5, 0.7, "higher")


def main(only: Collection[str] = ()) -> None:
    """The benchmarks of mail, or only those that are named."""
    names = set(only) or {"mail_build_vs_naive", "send_vs_naive", "send_vs_smtp_source"}
    if "mail_build_vs_naive" in names:
        building()
    if wanted := names & {"send_vs_naive", "send_vs_smtp_source"}:
        sending(wanted)


if __name__ == "__main__":
    main(sys.argv[1:])
