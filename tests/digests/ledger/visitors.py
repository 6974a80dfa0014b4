"""People's browsers and apps, written down by us from how each composes its agent, with what each says besides."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

ACCEPT = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8"
FULL = {"accept": ACCEPT, "accept-language": "da,en;q=0.8", "sec-fetch-mode": "navigate", "sec-fetch-dest": "document"}
OLD = {"accept": ACCEPT, "accept-language": "da-DK"}  # Safari before 16.4, and apps' views that leave it out

DESKTOPS = (
    "Windows NT 10.0; Win64; x64",
    "Windows NT 6.1; Win64; x64",
    "Macintosh; Intel Mac OS X 10_15_7",
    "X11; Linux x86_64",
    "X11; CrOS x86_64 14541.0.0",
    "X11; Ubuntu; Linux x86_64",
)
PHONES = (
    "Linux; Android 10; K",
    "Linux; Android 13; SM-S911B",
    "Linux; Android 14; Pixel 8 Pro",
    "Linux; Android 15; 23127PN0CG",
    "Linux; Android 12; CPH2269",
    "Linux; Android 11; moto g(30)",
    "Linux; Android 14; FP5",
)
IOS = ("15_6", "16_3", "16_7", "17_5", "18_1", "18_6")
CHROMES = ("96", "109", "120", "128", "135", "138", "142", "144")
FIREFOXES = ("91", "102", "115", "121", "128", "133", "140", "144", "145")
SAFARIS = ("13.1.2", "14.1.2", "15.6.1", "16.3", "16.6", "17.4.1", "17.6", "18.1", "18.5", "26.0")
KIT = "AppleWebKit/537.36 (KHTML, like Gecko)"
WEB = "AppleWebKit/605.1.15 (KHTML, like Gecko)"


@dataclass(frozen=True, slots=True)
class Visit:
    """A person's program, by a name for reports, with its agent and the headers of a visit over https."""

    program: str
    agent: str
    headers: dict[str, str]


def people() -> list[Visit]:
    """All of them: browser by version by system, and the apps in which shared links are opened."""
    return [*_desktop(), *_phones(), *_apps_on_android(), *_apps_on_ios(), *_apps_on_desktops(), *_rare()]


def _desktop() -> Iterator[Visit]:
    chromiums = {
        "Chrome": "",
        "Edge": " Edg/{v}.0.0.0",
        "Opera": " OPR/{v}.0.0.0",
        "Vivaldi": " Vivaldi/7.1",
        "Yandex": " YaBrowser/25.2",
        "Whale": " Whale/4.30",
        "DuckDuckGo": " Ddg/{v}.0",
    }
    for system, version, (name, tail) in product(DESKTOPS, CHROMES, chromiums.items()):
        agent = f"Mozilla/5.0 ({system}) {KIT} Chrome/{version}.0.0.0 Safari/537.36{tail.format(v=version)}"
        yield Visit(name, agent, FULL)
    for system, version in product(DESKTOPS, FIREFOXES):
        yield Visit("Firefox", f"Mozilla/5.0 ({system}; rv:{version}.0) Gecko/20100101 Firefox/{version}.0", FULL)
    for version in SAFARIS:
        agent = f"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) {WEB} Version/{version} Safari/605.1.15"
        yield Visit("Safari", agent, _of_safari(version))
        yield Visit("DuckDuckGo", f"{agent} Ddg/{version}", _of_safari(version))


def _phones() -> Iterator[Visit]:
    tails = {
        "Chrome": "Chrome/{v}.0.0.0 Mobile Safari/537.36",
        "Edge": "Chrome/{v}.0.0.0 Mobile Safari/537.36 EdgA/{v}.0.0.0",
        "Samsung": "SamsungBrowser/27.0 Chrome/{v}.0.0.0 Mobile Safari/537.36",
        "Opera": "Chrome/{v}.0.0.0 Mobile Safari/537.36 OPR/88.0",
        "Brave": "Chrome/{v}.0.0.0 Mobile Safari/537.36",
        "DuckDuckGo": "Version/4.0 Chrome/{v}.0.0.0 Mobile DuckDuckGo/5 Safari/537.36",
        "MIUI": "Version/4.0 Chrome/{v}.0.0.0 Mobile Safari/537.36 XiaoMi/MiuiBrowser/14.9",
        "Ecosia": "Chrome/{v}.0.0.0 Mobile Safari/537.36 (Ecosia android@{v}.0)",
        "Huawei": "Chrome/{v}.0.0.0 HuaweiBrowser/15.0.4 Mobile Safari/537.36",
        "Tablet": "Chrome/{v}.0.0.0 Safari/537.36",
    }
    for system, version, (name, tail) in product(PHONES, CHROMES, tails.items()):
        yield Visit(f"{name} on Android", f"Mozilla/5.0 ({system}) {KIT} {tail.format(v=version)}", FULL)
    for version in FIREFOXES:
        yield Visit(
            "Firefox on Android",
            f"Mozilla/5.0 (Android 14; Mobile; rv:{version}.0) Gecko/{version}.0 Firefox/{version}.0",
            FULL,
        )
    for device, ios in product(("iPhone; CPU iPhone OS", "iPad; CPU OS"), IOS):
        begin = f"Mozilla/5.0 ({device} {ios} like Mac OS X) {WEB}"
        safari = ios.replace("_", ".")
        said = _of_safari(safari)
        yield Visit("Safari on iOS", f"{begin} Version/{safari} Mobile/15E148 Safari/604.1", said)
        yield Visit("DuckDuckGo on iOS", f"{begin} Version/{safari} Mobile/15E148 DuckDuckGo/7 Safari/605.1.15", said)
        for name in ("CriOS/138.0.7204.156", "FxiOS/140.0", "EdgiOS/138.0.3351.83", "OPT/5.4.2", "GSA/380.0.772"):
            yield Visit(f"{name.split('/')[0]} on iOS", f"{begin} {name} Mobile/15E148 Safari/604.1", said)


def _apps_on_android() -> Iterator[Visit]:
    apps = {
        "LinkedIn": "[LinkedInApp]",
        "Facebook": "[FB_IAB/FB4A;FBAV/520.0.0.44.99;]",
        "Messenger": "[FB_IAB/Orca-Android;FBAV/512.0.0.30.109;]",
        "Instagram": "Instagram 390.0.0.33.81 Android (34/14; 420dpi; 1080x2205; Google; Pixel 8; shiba; shiba; en_US)",
        "Threads": "Barcelona 390.0.0.28.85 Android",
        "X": "TwitterAndroid",
        "Slack": "Slack/25.06.20",
        "Teams": "Teams/1416/1.0.0.2025114302",
        "WhatsApp": "WhatsApp/2.25.18.80",
        "Snapchat": "Snapchat/13.45.0.50 (SM-S911B; Android 14#S911; gzip)",
        "Pinterest": "[Pinterest/Android]",
        "Line": "Line/15.7.1/IAB",
        "WeChat": "MicroMessenger/8.0.56.2800 WeChat/arm64",
        "Telegram": "Telegram-Android/11.9.1",
        "Viber": "Viber/25.1.1.0",
        "Reddit": "Reddit/Version 2025.20.0",
        "Outlook": "OutlookMobile",
        "Google": "GSA/16.20.50",
        "XING": "XING-Android/2025.24",
    }
    for system, version, (name, tail) in product(PHONES, CHROMES, apps.items()):
        agent = f"Mozilla/5.0 ({system}; wv) {KIT} Version/4.0 Chrome/{version}.0.0.0 Mobile Safari/537.36 {tail}"
        yield Visit(f"{name} on Android", agent, FULL if int(version) > 116 else OLD)


def _apps_on_ios() -> Iterator[Visit]:
    apps = {
        "LinkedIn": "[LinkedInApp]/9.31.1034",
        "Facebook": "[FBAN/FBIOS;FBAV/520.0.0.38.101;FBDV/iPhone16,1]",
        "Messenger": "[FBAN/MessengerForiOS;FBAV/512.0.0.31.109]",
        "Instagram": "Instagram 390.0.0.28.85 (iPhone16,1; iOS 18_5; en_US; en; scale=3.00)",
        "Threads": "Barcelona 390.0.0.28.85 (iPhone16,1; iOS 18_5; en_US)",
        "X": "Twitter for iPhone/11.9",
        "Slack": "Slack/25.06.20",
        "Teams": "Teams/7.12.0",
        "WhatsApp": "WhatsApp/2.25.18.80",
        "Snapchat": "Snapchat/13.45.0.50 (iPhone16,1; iOS 18.5; gzip)",
        "Pinterest": "[Pinterest/iOS]",
        "Line": "Safari Line/15.8.0",
        "WeChat": "MicroMessenger/8.0.60 NetType/WIFI Language/en",
        "TikTok": "musical_ly_40.3.0 BytedanceWebview/d8a21c6",
        "Viber": "Viber/25.3",
        "XING": "XING-iOS/11.30",
        "no name": "",
    }
    for ios, (name, tail) in product(IOS, apps.items()):
        agent = f"Mozilla/5.0 (iPhone; CPU iPhone OS {ios} like Mac OS X) {WEB} Mobile/15E148 {tail}".strip()
        yield Visit(f"{name} on iOS", agent, OLD)


def _apps_on_desktops() -> Iterator[Visit]:
    apps = (
        "Slack/4.45.64 Chrome/{v}.0.0.0 Electron/36.4.0 Safari/537.36 Sonic Slack_SSB/4.45.64",
        "Teams/1.6.00.4472 Chrome/{v}.0.0.0 Electron/19.1.8 Safari/537.36",
        "Chrome/{v}.0.0.0 Safari/537.36 Edg/{v}.0.0.0 Teams/25163.3611.3774.6315/49",
    )
    for system, version, app in product(DESKTOPS, CHROMES, apps):
        yield Visit("Slack and Teams", f"Mozilla/5.0 ({system}) {KIT} {app.format(v=version)}", FULL)


def _rare() -> Iterator[Visit]:
    """Old, protective and unusual browsers, each as it shows itself."""
    yield Visit("Tor", "Mozilla/5.0 (Windows NT 10.0; rv:128.0) Gecko/20100101 Firefox/128.0", FULL)
    yield Visit("Internet Explorer", "Mozilla/5.0 (Windows NT 10.0; WOW64; Trident/7.0; rv:11.0) like Gecko", OLD)
    yield Visit(
        "old Edge", f"Mozilla/5.0 (Windows NT 10.0) {KIT} Chrome/64.0.3282.140 Safari/537.36 Edge/18.17763", OLD
    )
    yield Visit("Opera Mini", "Opera/9.80 (Android; Opera Mini/36.2/191.256; U; en) Presto/2.12.423 Version/12.16", OLD)
    yield Visit(
        "Silk", f"Mozilla/5.0 (Linux; Android 11; KFTRWI) {KIT} Silk/138.1.1 like Chrome/138.0.0.0 Safari/537.36", OLD
    )
    yield Visit(
        "UC",
        f"Mozilla/5.0 (Linux; U; Android 12; en-US) {KIT} Version/4.0 Chrome/100.0 UCBrowser/13.4 Mobile Safari/537.36",
        OLD,
    )
    yield Visit("KaiOS", "Mozilla/5.0 (Mobile; Nokia 8110 4G; rv:48.0) Gecko/48.0 Firefox/48.0 KAIOS/2.5", OLD)
    chrome = f"Mozilla/5.0 (X11; Linux x86_64) {KIT} Chrome/140.0.0.0 Safari/537.36"
    yield Visit("Chrome whose extension hides the language", chrome, {**FULL, "accept-language": ""})
    yield Visit("Chrome behind a filter that drops fetch metadata", chrome, OLD)
    yield Visit("a download program named as a browser", chrome, {**FULL, "accept": "*/*"})
    yield Visit("GNOME Web", f"Mozilla/5.0 (X11; Linux x86_64) {WEB} Version/18.0 Safari/605.1.15", FULL)


def _of_safari(version: str) -> dict[str, str]:
    whole, _, part = version.partition(".")
    return FULL if (int(whole), int(part.split(".")[0])) >= (16, 4) else OLD
