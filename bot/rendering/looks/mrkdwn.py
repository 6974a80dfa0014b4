"""Slack's markup as HTML: links, quotations, code, bold and italics; everything else as it stands."""

import re
from html import unescape

from markupsafe import Markup, escape

_OPEN, _CLOSE = "\x01", "\x02"  # stand for < and > while the rest is escaped
_LINK = re.compile(f"{_OPEN}(https?:[^|{_OPEN}{_CLOSE}]*|mailto:[^|{_OPEN}{_CLOSE}]*)\\|([^{_OPEN}{_CLOSE}]*){_CLOSE}")
_QUOTE = re.compile(f"^{_CLOSE} ?(.*)$", re.MULTILINE)
_FENCED = re.compile(r"```(.*?)```", re.DOTALL)
_CODE = re.compile(r"(?<!`)`([^`\n]+)`(?!`)")
_BOLD = re.compile(r"(?<!\w)\*([^*\n]+)\*(?!\w)")
_ITALIC = re.compile(r"(?<![\w/])_([^_\n]+)_(?!\w)")


def drawn(text: str) -> Markup:
    """A `mrkdwn` text; what is no link of the web is only told."""
    marked = text.replace("<", _OPEN).replace(">", _CLOSE)
    shown = str(escape(unescape(marked)))
    shown = _LINK.sub(r'<a href="\1">\2</a>', shown)
    shown = _QUOTE.sub(r'<span class="quote">\1</span>', shown)
    shown = _FENCED.sub(r"<pre>\1</pre>", shown)
    shown = _CODE.sub(r"<code>\1</code>", shown)
    shown = _BOLD.sub(r"<b>\1</b>", shown)
    shown = _ITALIC.sub(r"<i>\1</i>", shown)
    return Markup(shown.replace(_OPEN, "&lt;").replace(_CLOSE, "&gt;"))  # noqa: S704 - escaped above
