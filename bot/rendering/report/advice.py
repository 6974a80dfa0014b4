"""The next steps in words: what to do, and the figures that say so."""

from collections.abc import Callable, Mapping

from babel import Locale

from bot.rendering.report.model import Advice
from bot.rendering.report.say import Say
from digests.measure.steps import Step, StepKind


def advice(step: Step, titles: Mapping[str, str], say: Say) -> Advice:
    """A step as two sentences; `titles` are those of items and goals, by id or name."""
    act, reason = _WORDS[step.kind](step, titles.get(step.subject, step.subject), say)
    return Advice(act, reason)


def _fill_queue(step: Step, _name: str, say: Say) -> tuple[str, str]:
    reason = say.counted(
        "Only {n} approved item is open: most people will have nothing new next time.",
        "Only {n} approved items are open: most people will have nothing new next time.",
        step.number,
    )
    return say("Add items to the queue."), reason


def _add_for_group(step: Step, _name: str, say: Say) -> tuple[str, str]:
    group = say.name(step.subject) or say("people without a department")
    where = _territory(step.country, say)
    language = _language(step.language, say)
    whom = f"{group} ({where})" if where else group
    act = (
        say("Add an item for {whom} in {language}.", whom=whom, language=language)
        if language
        else say("Add an item for {whom}.", whom=whom)
    )
    return act, say.counted(
        "{n} person there got no digest: no open item fits them.",
        "{n} people there got no digest: no open item fits them.",
        step.number,
    )


def _widen_audience(step: Step, name: str, say: Say) -> tuple[str, str]:
    act = say("Look at whom “{item}” is for.", item=name)
    return act, say(
        "It was offered to {number} people; its audience leaves out {lost} of {of}.",
        number=say.number(step.number),
        lost=say.number(step.lost),
        of=say.number(step.of),
    )


def _translate(step: Step, name: str, say: Say) -> tuple[str, str]:
    act = say("Write “{item}” in one more language.", item=name)
    return act, say(
        "It was offered to {number} people; {lost} whom it is for read none of its languages.",
        number=say.number(step.number),
        lost=say.number(step.lost),
    )


def _check_goal(step: Step, name: str, say: Say) -> tuple[str, str]:
    act = say("Check that your site reports “{goal}”.", goal=name)
    return act, say("{n} people followed links, and not one of these came back.", n=say.number(step.number))


def _reword(step: Step, name: str, say: Say) -> tuple[str, str]:
    act = say("Give “{item}” another suggested text.", item=name)
    return act, say(
        "{read} people read it and {tapped} went on to share: the story is wanted, the words are not.",
        read=say.number(step.number),
        tapped=say.number(step.lost),
    )


def _reach_out(step: Step, name: str, say: Say) -> tuple[str, str]:
    group = say.name(name)
    act = say("Ask {group} what they would share, and add one item of theirs.", group=group)
    return act, say(
        "{share} of its {people} people took part: less than half of the company's share.",
        share=say.percent(step.share),
        people=say.number(step.number),
    )


def _help_beginners(step: Step, _name: str, say: Say) -> tuple[str, str]:
    act = say("Make the next items easy for those who have not shared yet: local news, colleagues, short texts.")
    return act, say(
        "{people} people gave {share} of the {shares} shares.",
        people=say.number(step.number),
        share=say.percent(step.share),
        shares=say.number(step.of),
    )


def _add_texts(step: Step, _name: str, say: Say) -> tuple[str, str]:
    act = say("Add one or two more suggested texts to each item.")
    return act, say("Only {share} of the texts given to colleagues differ.", share=say.percent(step.share))


def _approve(step: Step, _name: str, say: Say) -> tuple[str, str]:
    reason = say.counted("{n} item waits for approval.", "{n} items wait for approval.", step.number)
    return say("Look through what waits for approval."), reason


def _repeat(step: Step, name: str, say: Say) -> tuple[str, str]:
    act = say("Follow up on “{item}”.", item=name)
    return act, say("{share} of all active people took part: more than the benchmark.", share=say.percent(step.share))


def _territory(country: str, say: Say) -> str:
    return str(Locale(say.language).territories.get(country, country))


def _language(code: str, say: Say) -> str:
    return str(Locale(say.language).languages.get(code, code)) if code else ""


_WORDS: dict[StepKind, Callable[[Step, str, Say], tuple[str, str]]] = {
    StepKind.FILL_QUEUE: _fill_queue,
    StepKind.ADD_FOR_GROUP: _add_for_group,
    StepKind.WIDEN_AUDIENCE: _widen_audience,
    StepKind.TRANSLATE: _translate,
    StepKind.CHECK_GOAL: _check_goal,
    StepKind.REWORD: _reword,
    StepKind.REACH_OUT: _reach_out,
    StepKind.HELP_BEGINNERS: _help_beginners,
    StepKind.ADD_TEXTS: _add_texts,
    StepKind.APPROVE: _approve,
    StepKind.REPEAT: _repeat,
}
