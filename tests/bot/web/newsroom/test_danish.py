"""Whoever speaks Danish is spoken to in Danish, on every page."""

import re
from html import unescape
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from sqlalchemy import update

from digests.db import Database
from digests.people.store import people
from tests.bot.web.newsroom.lively import busy, enliven
from tests.bot.web.newsroom.office import office
from tests.bot.web.newsroom.places import PLACES, address

CATALOGUES = Path(__file__).resolve().parents[4] / "templates" / "locale" / "da"
IN_ENGLISH = re.compile(r'<(\w+)[^>]* lang="en"[^>]*>.*?</\1>', re.DOTALL)  # said to be so
HIDDEN = re.compile(r"<(script|style|svg)\b.*?</\1>|<[^>]*>", re.DOTALL)
SHORTEST = 9  # letters; a shorter one, or a single word, may be data


def sentences() -> list[str]:
    """What we say in English and say otherwise in Danish."""
    found = set()
    for path in set(CATALOGUES.glob("*.po")) - {CATALOGUES / "topics.po"}:  # which words what data holds
        with path.open("rb") as file:
            for entry in read_po(file, locale="da"):
                english, danish = entry.id, entry.string
                if isinstance(english, str) and english != danish and not re.search(r"[{%]", english):
                    found.add(english)
    return sorted(one for one in found if len(one) >= SHORTEST and " " in one)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_no_page_says_in_english_what_it_can_say_in_danish(database: Database, tmp_path: Path) -> None:
    made = office(database, tmp_path)
    database.write(enliven)
    database.write(busy)
    database.write(lambda connection: connection.execute(update(people).values(languages=("da",))))
    pattern = re.compile("|".join(rf"(?<!\w){re.escape(one)}(?!\w)" for one in sentences()))
    wrong = []
    async with made.client("admin") as client:
        for path, place in PLACES.items():
            if place.get is None:
                continue
            answer = await client.get(f"/newsroom{address(path, place.own)}")
            if answer.headers.get("content-type", "").startswith("text/html"):
                assert '<html lang="da">' in answer.text, path
                told = " ".join(unescape(HIDDEN.sub(" ", IN_ENGLISH.sub(" ", answer.text))).split())
                wrong += [f"{path or '/'}: {found}" for found in pattern.findall(told)]
    assert not wrong, "\n".join(wrong)
