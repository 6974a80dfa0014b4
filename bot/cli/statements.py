"""`privacy`: the statement, the notice to employees and the facts for an assessment, printed from the configuration."""

from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import click

from bot.rendering.statements import forms
from bot.rendering.statements.documents import DOCUMENTS
from bot.rendering.statements.model import Document, Practice
from bot.rendering.words import best, languages
from bot.service import open_service
from digests.errors import InputError

FORMS: dict[str, Callable[[Document, str], str]] = {
    "text": lambda document, _accent: forms.text(document),
    "markdown": lambda document, _accent: forms.markdown(document),
    "html": forms.html,
}


@click.group()
def privacy() -> None:
    """Print what is stored about people, from the configuration: for them, and for their works council."""


def _printed(name: str, sentence: str) -> click.Command:
    def run(language: str | None, form: str, out: Path | None) -> None:
        with closing(open_service()) as service:
            config = service.settings.config
            spoken = best((language or config.company.language,), config.company.language)
            practice = Practice.of(config, tuple(service.enabled()), spoken)
        written = FORMS[form](DOCUMENTS[name](practice, spoken), config.company.accent)
        if out is None:
            click.echo(written)
            return
        try:
            out.write_text(written, encoding="utf-8")
        except OSError as error:
            raise InputError(f"--out {out} cannot be written: {error.strerror}.") from error
        click.echo(f"{out} holds the {name}.")

    options = [
        click.Option(["--language"], type=click.Choice(languages()), help="The company's if left out."),
        click.Option(["--format", "form"], type=click.Choice(list(FORMS)), default="text", show_default=True),
        click.Option(["--out"], type=click.Path(path_type=Path, dir_okay=False), help="Write to this file."),
    ]
    return click.Command(name, callback=run, params=list(options), help=sentence)


privacy.add_command(_printed("statement", "What is stored, why, how long, and who sees it."))
privacy.add_command(_printed("notice", "A draft of the notice to employees."))
privacy.add_command(_printed("assessment", "The facts that an impact assessment starts from."))
