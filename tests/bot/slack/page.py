"""A page that shows a message, a modal or a Home view much as Slack does, for pictures."""

import re
from collections.abc import Callable, Sequence
from html import escape, unescape
from typing import Any

Value = dict[str, Any]

STYLE = """
:root{color-scheme:light dark;--ground:#fff;--ink:#1d1c1d;--soft:#616061;--line:#ddd;--edge:#bbbabb;--link:#1264a3;
--app:#e8e8e8;--field:#fff}
@media(prefers-color-scheme:dark){:root{--ground:#1a1d21;--ink:#d1d2d3;--soft:#ababad;--line:#35373b;--edge:#565856;
--link:#1d9bd1;--app:#35373b;--field:#222529}}
body{margin:0;background:var(--ground);color:var(--ink);font:15px/1.46 Lato,'Helvetica Neue',Arial,sans-serif}
main{display:flex;gap:8px;padding:16px 20px;max-width:680px}
.face{flex:none;width:36px;height:36px;border-radius:8px;background:#0b5fff;color:#fff;font-weight:900;
text-align:center;line-height:36px}
.who{font-weight:900}.app{font-size:10px;background:var(--app);color:var(--soft);border-radius:2px;padding:1px 3px;
margin:0 6px;vertical-align:1px}.when{color:var(--soft);font-size:12px}
h1{font-size:18px;line-height:24px;margin:8px 0 4px}p{margin:6px 0;white-space:pre-line}
.context{color:var(--soft);font-size:13px;margin:4px 0}a{color:var(--link);text-decoration:none}
hr{border:0;border-top:1px solid var(--line);margin:14px 0 10px}
.actions{display:flex;flex-wrap:wrap;gap:8px;margin:8px 0;align-items:flex-start}
.button,.select{border:1px solid var(--edge);border-radius:4px;font-weight:700;font-size:13px;line-height:26px;
padding:0 12px;display:inline-block;white-space:nowrap}
.select{font-weight:400;min-width:100px;background:var(--field)}.select::after{content:'\\25be';float:right;
margin-left:12px;color:var(--soft)}.empty{color:var(--soft)}
.beside{display:flex;gap:16px;justify-content:space-between;align-items:flex-start}.beside>p{min-width:0}
.beside>:last-child{flex:none;margin-top:6px;max-width:45%}
.tag{background:#1264a326;border-radius:3px;padding:1px 6px;margin-right:4px}
.label{font-weight:700;margin:14px 0 4px}.label i{font-weight:400;font-style:normal;color:var(--soft)}
.field{border:1px solid var(--edge);border-radius:4px;padding:7px 12px;background:var(--field);white-space:pre-wrap;
min-height:22px;overflow-wrap:anywhere}
.tall{min-height:66px}.tick{display:block;margin:4px 0}
.modal{max-width:520px;margin:16px;border:1px solid var(--line);border-radius:10px;box-shadow:0 8px 24px #0003}
.top,.foot{display:flex;gap:8px;align-items:center;padding:14px 20px;border-bottom:1px solid var(--line);
font-weight:900;font-size:20px}.foot{border:0;border-top:1px solid var(--line);justify-content:flex-end}
.inside{padding:8px 20px 16px}
.quote{border-left:4px solid var(--line);padding-left:12px;display:inline-block}
.fields{display:grid;grid-template-columns:1fr 1fr;gap:0 16px}
img{max-width:480px;border-radius:8px;border:1px solid var(--line)}
pre{padding:8px;font:12px/1.5 Monaco,'DejaVu Sans Mono',monospace}
pre,code{background:var(--field);border:1px solid var(--line);border-radius:4px}code{font-size:12px;padding:1px 3px}
.primary{background:#007a5a;border-color:#007a5a;color:#fff}.danger{background:#e01e5a;border-color:#e01e5a;color:#fff}
"""


def message_page(message: Value) -> str:
    """The message's blocks as HTML."""
    body = _body(message["blocks"])
    return _page(
        '<main><div class="face">B</div><div><span class="who">Budstikke</span><span class="app">APP</span>'
        f'<span class="when">09:00</span>{body}</div></main>'
    )


def home_page(view: Value) -> str:
    """A Home view as HTML."""
    return _page(f"<main><div>{_body(view['blocks'])}</div></main>")


def modal_page(view: Value) -> str:
    """A modal as HTML, as long as it is: Slack would scroll it."""
    close = _text(view["close"]) if "close" in view else "Close"
    foot = f'<span class="button">{close}</span>'
    if "submit" in view:
        foot += f'<span class="button primary">{_text(view["submit"])}</span>'
    return _page(
        f'<div class="modal"><div class="top">{_text(view["title"])}</div><div class="inside">{_body(view["blocks"])}'
        f'</div><div class="foot">{foot}</div></div>'
    )


def _page(body: str) -> str:
    head = f'<meta charset="utf-8"><title>Slack</title><style>{STYLE}</style>'
    return f'<!doctype html><html lang="en"><head>{head}</head><body>{body}</body></html>'


def _body(blocks: Sequence[Value]) -> str:
    return "".join(_BLOCKS[block["type"]](block) for block in blocks)


def _text(text: Value) -> str:
    if text["type"] == "plain_text":
        return escape(text["text"])
    shown = escape(unescape(text["text"].replace("<", "\x01").replace(">", "\x02").replace("&amp;", "&")))
    shown = re.sub("\x01([^|\x02]*)\\|([^\x02]*)\x02", r'<a href="\1">\2</a>', shown)
    shown = re.sub("^\x02 ?(.*)$", r'<span class="quote">\1</span>', shown, flags=re.MULTILINE)
    shown = re.sub(r"(?<!`)`([^`\n]+)`(?!`)", r"<code>\1</code>", shown)
    shown = re.sub(r"(?<!\w)\*([^*\n]+)\*(?!\w)", r"<b>\1</b>", shown)
    return re.sub(r"(?<!\w)_([^_\n]+)_(?!\w)", r"<i>\1</i>", shown)


def _section(block: Value) -> str:
    fields = "".join(f"<p>{_text(field)}</p>" for field in block.get("fields", ()))
    text = _text(block["text"]) if "text" in block else ""
    shown = re.sub(r"```(.*?)```", r"<pre>\1</pre>", text, flags=re.DOTALL)
    body = (f"<p>{shown}</p>" if shown else "") + (f'<div class="fields">{fields}</div>' if fields else "")
    return f'<div class="beside">{body}{_element(block["accessory"])}</div>' if "accessory" in block else body


def _input(block: Value) -> str:
    more = " <i>(optional)</i>" if block.get("optional") else ""
    hint = f'<div class="context">{_text(block["hint"])}</div>' if "hint" in block else ""
    return f'<div class="label">{_text(block["label"])}{more}</div>{_element(block["element"])}{hint}'


def _element(element: Value) -> str:
    return _ELEMENTS[element["type"]](element)


def _button(button: Value) -> str:
    return f'<span class="button {button.get("style", "")}">{_text(button["text"])}</span>'


def _typed(element: Value) -> str:
    tall = " tall" if element.get("multiline") else ""
    return f'<div class="field{tall}">{_begun(element, element.get("initial_value", ""))}</div>'


def _begun(element: Value, value: str) -> str:
    """What stands in a field: its value, else its placeholder."""
    if value:
        return escape(value)
    return f'<span class="empty">{_text(element["placeholder"])}</span>' if "placeholder" in element else "&nbsp;"


def _select(element: Value) -> str:
    chosen = element.get("initial_option")
    shown = _text(chosen["text"]) if chosen else ""
    named = element.get("initial_user") or element.get("initial_date") or element.get("initial_time") or ""
    return f'<span class="select">{shown or _begun(element, named)}</span>'


def _several(element: Value) -> str:
    tags = "".join(f'<span class="tag">{_text(one["text"])}</span>' for one in element.get("initial_options", ()))
    return f'<div class="field">{tags or _begun(element, "")}</div>'


def _ticks(element: Value) -> str:
    signs = ("◉", "○") if element["type"] == "radio_buttons" else ("☑", "☐")
    chosen = [element["initial_option"]] if "initial_option" in element else element.get("initial_options", [])
    values = [one["value"] for one in chosen]
    return "".join(
        f'<span class="tick">{signs[one["value"] not in values]} {_text(one["text"])}</span>'
        for one in element["options"]
    )


def _picture(block: Value) -> str:
    """A file of Slack's own stands here by its address."""
    return str(block["slack_file"]["id"] if "slack_file" in block else block["image_url"])


def _image(block: Value) -> str:
    return f'<img src="{_picture(block)}" alt="{escape(block["alt_text"])}">'


def _context(block: Value) -> str:
    shown = [_image(one) if one["type"] == "image" else _text(one) for one in block["elements"]]
    return f'<div class="context">{" ".join(shown)}</div>'


_BLOCKS: dict[str, Callable[[Value], str]] = {
    "header": lambda block: f"<h1>{_text(block['text'])}</h1>",
    "section": _section,
    "image": _image,
    "context": _context,
    "actions": lambda block: f'<div class="actions">{"".join(map(_element, block["elements"]))}</div>',
    "divider": lambda _: "<hr>",
    "input": _input,
}

_ELEMENTS: dict[str, Callable[[Value], str]] = {
    "button": _button,
    "image": _image,
    "overflow": lambda _: '<span class="button">⋯</span>',
    "checkboxes": _ticks,
    "radio_buttons": _ticks,
    **dict.fromkeys(("plain_text_input", "url_text_input", "email_text_input", "number_input"), _typed),
    **dict.fromkeys(("static_select", "external_select", "users_select", "datepicker", "timepicker"), _select),
    **dict.fromkeys(("multi_static_select", "multi_external_select", "multi_users_select"), _several),
}
