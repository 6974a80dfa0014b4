"""Rendered text cut at its marks into bytes that are ready to send, with slots between them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from typing import NamedTuple

from bot.email.rendering import Marks
from bot.email.wire import clean, quoted


class Slot(IntEnum):
    """What is filled in per person: the first four in a frame, the others in an item."""

    TITLE = 0
    PICKED_FOR = 1
    HELP = 2
    ITEMS = 3
    WHY = 4
    TEXT = 5
    META = 6
    BUTTONS = 7


# Marks are signs of a private-use plane that no text of people needs; `static` takes them out of what editors write.
_FIRST = 0x10F000
_SLOTS = {slot: chr(_FIRST + slot) for slot in Slot}
_NAMED = {sign: slot for slot, sign in _SLOTS.items()}
SUBJECT = chr(_FIRST + 0x10)
TOKEN_SIGN = chr(_FIRST + 0x11)
MARKS = Marks(*(chr(_FIRST + 0x20 + place) for place in range(6)))
_ANY = re.compile(f"[{chr(_FIRST)}-{chr(_FIRST + 0xFF)}]")
_SIGNED = re.compile(f"({TOKEN_SIGN}(?:/1(?![0-9]))?)")
_ITEM = re.compile(f"{MARKS.item}(.*?){MARKS.end_item}", re.DOTALL)
_BUTTON = re.compile(f"{MARKS.button}(.*?){MARKS.end_button}", re.DOTALL)
_SLOT = f"[{chr(_FIRST)}-{chr(_FIRST + len(Slot) - 1)}]"
_STEP = re.compile(f"{MARKS.on}([^{MARKS.off}]*?)({_SLOT})([^{MARKS.off}]*){MARKS.off}|({_SLOT})")

# In encoded bytes a control character can only be ours: quoted-printable writes them as =01 and =02.
TOKEN = b"\x01"
POSITION = b"\x02"


class Step(NamedTuple):
    """A slot with what surrounds it; both go when the slot is empty. Without a slot: fixed bytes."""

    slot: Slot | None
    before: bytes
    after: bytes = b""


OF_A_FORM = 4  # slots, of a frame or of an item
Present = tuple[bool, ...]  # which slots of a form have a value, in their order


class Shape(NamedTuple):
    """A form for values of which it is known which are there: fixed bytes, and between any two of them a value."""

    fixed: tuple[bytes, ...]
    places: tuple[int, ...]  # of the values, among those of the form


@dataclass(frozen=True, slots=True)
class Form:
    """Encoded bytes with slots; TOKEN and POSITION still stand in them."""

    steps: tuple[Step, ...]
    shapes: dict[Present, Shape] = field(default_factory=dict, compare=False)  # those that were asked for

    def at(self, position: int) -> "Form":
        """The form for a pick at a position."""
        number = str(position).encode()
        return Form(
            tuple(
                Step(step.slot, step.before.replace(POSITION, number), step.after.replace(POSITION, number))
                for step in self.steps
            )
        )

    def pieces(self, values: Sequence[bytes]) -> list[bytes]:
        """The bytes, in pieces, with the form's four slots filled from `values`, in their order.

        An empty value takes what surrounds its slot with it.
        """
        present = tuple(map(bool, values))
        fixed, places = self.shapes.get(present) or self._shape(present)
        pieces = [b""] * (len(fixed) + len(places))
        pieces[::2] = fixed
        pieces[1::2] = [values[place] for place in places]
        return pieces

    def _shape(self, present: Present) -> Shape:
        fixed, places = [b""], []
        for slot, before, after in self.steps:
            if slot is None:
                fixed[-1] += before
            elif present[slot % OF_A_FORM]:
                fixed[-1] += before
                fixed.append(after)
                places.append(slot % OF_A_FORM)
        made = self.shapes[present] = Shape(tuple(fixed), tuple(places))
        return made


def sign(slot: Slot) -> str:
    """What stands for a slot while templates are rendered."""
    return _SLOTS[slot]


def static(text: str) -> str:
    """What an editor wrote, as every mail may carry it."""
    return _ANY.sub("", clean(text))


def items(rendered: str) -> list[str]:
    """The parts of a rendering that were marked as items."""
    return _ITEM.findall(rendered)


def buttons(rendered: str) -> list[str]:
    """The parts of a rendering that were marked as share buttons."""
    return _BUTTON.findall(rendered)


def form(rendered: str) -> Form:
    """A rendering as a form; marked items and share buttons become a slot each."""
    single = _collapse(_collapse(rendered, _ITEM, Slot.ITEMS), _BUTTON, Slot.BUTTONS)
    steps: list[Step] = []
    end = 0
    for found in _STEP.finditer(single):
        steps += _fixed(single[end : found.start()])
        if found[4]:
            steps.append(Step(_NAMED[found[4]], b""))
        else:
            steps.append(Step(_NAMED[found[2]], encoded(found[1]), encoded(found[3])))
        end = found.end()
    steps += _fixed(single[end:])
    return Form(tuple(steps))


def encoded(text: str) -> bytes:
    """Quoted-printable of a fixed part, with TOKEN and POSITION on lines of their own."""
    return b"".join(
        (TOKEN + (b"/" + POSITION if piece.endswith("/1") else b"") + b"=\r\n")
        if piece.startswith(TOKEN_SIGN)
        else quoted(piece)
        for piece in _SIGNED.split(text)
    )


def _collapse(text: str, marked: re.Pattern[str], slot: Slot) -> str:
    return marked.sub("", marked.sub(_SLOTS[slot] + MARKS.item, text, count=1)).replace(MARKS.item, "")


def _fixed(text: str) -> list[Step]:
    return [Step(None, encoded(text))] if text else []
