"""Tables that reports read in place of the ledger: what was offered, hit and done, rolled up.

No person, code or visitor stands in them. Where it matters that one person counts once, a row has its delivery, which
loses its person when the person is erased or the raw facts are old; the figure stays.
"""

from sqlalchemy import Boolean, Column, Index, Integer, String, Table

from digests.db import UtcDateTime, metadata

counted = Table(  # stretches of time that are rolled up, without gaps
    "counted",
    metadata,
    Column("starts", UtcDateTime, primary_key=True),
    Column("ends", UtcDateTime, nullable=False),
    Column("hits", Integer, nullable=False),  # final ones: when their number is another by now, it is counted again
    Column("others", Integer, nullable=False),  # other final facts
    Column("sent", Integer, nullable=False),
)

fact_counts = Table(
    "fact_counts",
    metadata,
    Column("day", String(10), primary_key=True),
    Column("item_id", String(120), primary_key=True),
    Column("kind", String(16), primary_key=True),
    Column("verdict", String(16), primary_key=True),
    Column("network", String(20), primary_key=True),
    Column("nameless", Boolean, primary_key=True),  # belongs to nobody's delivery, and its link is not dropped
    Column("text_key", String(16), primary_key=True),  # of human hits; else empty
    Column("number", Integer, nullable=False),
)

offer_counts = Table(
    "offer_counts",
    metadata,
    Column("day", String(10), primary_key=True),
    Column("item_id", String(120), primary_key=True),
    Column("country", String(2), primary_key=True),
    Column("privacy_mode", String(16), primary_key=True),
    Column("tracked", Boolean, primary_key=True),
    Column("number", Integer, nullable=False),
)

repeats = Table(  # offers of an item to one person by several deliveries: few, and counted as one
    "offer_repeats",
    metadata,
    Column("delivery_id", Integer, primary_key=True, info={"privacy": "delivery"}),
    Column("item_id", String(120), primary_key=True),
    Column("origin_id", Integer, nullable=False),  # the first of these deliveries
)

deeds = Table(  # what one delivery's person did with an item on a network in a week, and when first
    "deeds",
    metadata,
    Column("delivery_id", Integer, primary_key=True, info={"privacy": "delivery"}),
    Column("item_id", String(120), primary_key=True),
    Column("network", String(20), primary_key=True),
    Column("week", String(10), primary_key=True),
    Column("text_key", String(16), nullable=False),
    Column("offered_at", UtcDateTime),  # null where the delivery did not offer the item
    Column("read_at", UtcDateTime),
    Column("tap_at", UtcDateTime),
    Column("copy_at", UtcDateTime),
    Column("confirm_at", UtcDateTime),
    Column("click_at", UtcDateTime),  # somebody else followed the link
    Column("last_tap_at", UtcDateTime),  # the last tap or copy of the week
    Column("last_share_at", UtcDateTime),  # the last confirmation or click of the week
    Index("deeds_week", "week"),
)

# What the weeks of deeds come to, derived from them alone (`gathered.py`), so that reports need not add them up.
acts = Table(  # what one delivery's person did with an item, and when first
    "acts",
    metadata,
    Column("delivery_id", Integer, primary_key=True, info={"privacy": "delivery"}),
    Column("item_id", String(120), primary_key=True),
    Column("offered_at", UtcDateTime),
    *(Column(name, UtcDateTime) for name in ("read_at", "tap_at", "copy_at", "confirm_at", "click_at")),
    Index("acts_offered", "offered_at"),
)

takings = Table(  # when first and last one delivery's person took part in an item on a network
    "takings",
    metadata,
    Column("delivery_id", Integer, primary_key=True, info={"privacy": "delivery"}),
    Column("item_id", String(120), primary_key=True),
    Column("network", String(20), primary_key=True),
    Column("text_key", String(16), nullable=False),
    Column("tap_at", UtcDateTime),  # a tap or a copy
    Column("last_tap_at", UtcDateTime),
    Column("share_at", UtcDateTime),  # a confirmation or a click
    Column("last_share_at", UtcDateTime),
)

turns = Table(  # weeks in which one delivery's person took part in anything
    "turns",
    metadata,
    Column("delivery_id", Integer, primary_key=True, info={"privacy": "delivery"}),
    Column("week", String(10), primary_key=True),
    Column("tap_at", UtcDateTime),
    Column("last_tap_at", UtcDateTime),
    Column("share_at", UtcDateTime),
    Column("last_share_at", UtcDateTime),
    Index("turns_week", "week"),
)
