"""A page that shows a message much as Slack does, for pictures."""

import re
from collections.abc import Callable
from html import escape, unescape
from typing import Any

Value = dict[str, Any]

STYLE = """
body{margin:0;background:#fff;color:#1d1c1d;font:15px/1.46 Lato,'Helvetica Neue',Arial,sans-serif}
main{display:flex;gap:8px;padding:16px 20px;max-width:680px}
.face{flex:none;width:36px;height:36px;border-radius:8px;background:#0b5fff;color:#fff;font-weight:900;
text-align:center;line-height:36px}
.who{font-weight:900}.app{font-size:10px;background:#e8e8e8;color:#454245;border-radius:2px;padding:1px 3px;
margin:0 6px;vertical-align:1px}.when{color:#616061;font-size:12px}
h1{font-size:18px;line-height:24px;margin:8px 0 4px}p{margin:6px 0;white-space:pre-line}
.context{color:#616061;font-size:13px;margin:4px 0}a{color:#1264a3;text-decoration:none}
hr{border:0;border-top:1px solid #ddd;margin:14px 0 10px}
.actions{display:flex;flex-wrap:wrap;gap:8px;margin:8px 0}
.button{border:1px solid #bbbabb;border-radius:4px;font-weight:700;font-size:13px;line-height:26px;padding:0 12px}
.fields{display:grid;grid-template-columns:1fr 1fr;gap:0 16px}
img{max-width:480px;border-radius:8px;border:1px solid #ddd}
pre{padding:8px;font:12px/1.5 Monaco,'DejaVu Sans Mono',monospace}
pre{background:#f8f8f8;border:1px solid #ddd;border-radius:4px}
.primary{background:#007a5a;border-color:#007a5a;color:#fff}
"""


def message_page(message: Value) -> str:
    """The message's blocks as HTML."""
    body = "".join(_BLOCKS[block["type"]](block) for block in message["blocks"])
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Slack</title><style>{STYLE}</style></head>'
        '<body><main><div class="face">B</div><div><span class="who">Budstikke</span><span class="app">APP</span>'
        f'<span class="when">09:00</span>{body}</div></main></body></html>'
    )


def _text(text: Value) -> str:
    if text["type"] == "plain_text":
        return escape(text["text"])
    shown = escape(unescape(text["text"].replace("<", "\x01").replace(">", "\x02").replace("&amp;", "&")))
    shown = re.sub("\x01([^|\x02]*)\\|([^\x02]*)\x02", r'<a href="\1">\2</a>', shown)
    shown = re.sub(r"(?<!\w)\*([^*\n]+)\*(?!\w)", r"<b>\1</b>", shown)
    return re.sub(r"(?<!\w)_([^_\n]+)_(?!\w)", r"<i>\1</i>", shown)


def _button(button: Value) -> str:
    return f'<span class="button {button.get("style", "")}">{_text(button["text"])}</span>'


def _section(block: Value) -> str:
    fields = "".join(f"<p>{_text(field)}</p>" for field in block.get("fields", ()))
    text = _text(block["text"]) if "text" in block else ""
    shown = re.sub(r"```(.*?)```", r"<pre>\1</pre>", text, flags=re.DOTALL)
    return (f"<p>{shown}</p>" if shown else "") + (f'<div class="fields">{fields}</div>' if fields else "")


def _picture(block: Value) -> str:
    """A file of Slack's own stands here by its address."""
    return str(block["slack_file"]["id"] if "slack_file" in block else block["image_url"])


_BLOCKS: dict[str, Callable[[Value], str]] = {
    "header": lambda block: f"<h1>{_text(block['text'])}</h1>",
    "section": _section,
    "image": lambda block: f'<img src="{_picture(block)}" alt="{escape(block["alt_text"])}">',
    "context": lambda block: f'<div class="context">{" ".join(map(_text, block["elements"]))}</div>',
    "actions": lambda block: f'<div class="actions">{"".join(map(_button, block["elements"]))}</div>',
    "divider": lambda _: "<hr>",
}
