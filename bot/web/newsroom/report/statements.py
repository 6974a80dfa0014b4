"""What is printed about privacy from the configuration: for employees, their works council, and an assessment."""

from collections.abc import Sequence

from starlette.requests import Request
from starlette.responses import Response

from bot.rendering.statements import forms
from bot.rendering.statements.documents import DOCUMENTS
from bot.rendering.statements.model import Document, Practice
from bot.rendering.words import N_
from bot.web.newsroom import frame
from bot.web.newsroom.gate import Caller, Gated, room
from bot.web.pages import HEADERS
from bot.web.parts import parts
from digests.errors import UnknownError
from digests.newsroom.standing import Act

LABELS = {
    "statement": (N_("What is stored"), N_("What is stored about people, why, how long, and who sees it.")),
    "notice": (N_("Notice to employees"), N_("A draft of what employees are told.")),
    "assessment": (N_("Impact assessment"), N_("The facts that an impact assessment starts from.")),
}


def routes() -> Sequence[Gated]:
    """A page for each document, and each as a file."""
    return (
        room("/report/privacy", page, needs=Act.SEE_QUEUE),
        room("/report/privacy/{name}", page, needs=Act.SEE_QUEUE),
        room("/report/privacy/{name}/file.md", file, needs=Act.SEE_QUEUE),
    )


async def page(request: Request, caller: Caller) -> Response:
    """A document in the caller's language."""
    name, document = _document(request, caller)
    return frame.show(
        request,
        caller,
        "report/statement",
        title=document.title,
        document=document,
        name=name,
        documents={one: label for one, (label, _) in LABELS.items()},
        purpose=LABELS[name][1],
    )


async def file(request: Request, caller: Caller) -> Response:
    """The same as Markdown."""
    name, document = _document(request, caller)
    headers = HEADERS | {"Content-Disposition": f'attachment; filename="{name}.md"'}
    return Response(forms.markdown(document), media_type="text/markdown; charset=utf-8", headers=headers)


def _document(request: Request, caller: Caller) -> tuple[str, Document]:
    name = request.path_params.get("name", "statement")
    if name not in LABELS:
        raise UnknownError("There is no such document.")
    here = parts(request)
    practice = Practice.of(here.settings.config, here.channels, caller.language)
    return name, DOCUMENTS[name](practice, caller.language)
