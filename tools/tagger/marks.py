"""Draw what identifies without being a name: numbers, addresses on the net, secrets, plates, dates of birth.

Check digits are right in about half of the cards, IBANs and national numbers: people mistype, and a mistyped card
number is still theirs.
"""

from __future__ import annotations

from collections.abc import Callable

from tools.tagger.drawing import Draw, plain

PHONES = {
    "gb": "07### ######, 07#########, +44 7### ######, 020 #### ####, 01### ######, +44 (0)7### ### ###, 0161 ### ####",
    "us": "(%##) %##-####, %##-%##-####, +1 %##-%##-####, %##.%##.####, 1-%##-%##-####, %#########, +1 (%##) %##-####, %## %## ####, %##-%##-#### x%##",
    "in": "+91 9#### #####, 9#########, 0## #### ####, +91-8#########, 98### #####",
    "de": "0151 ########, +49 17# #######, 030 #######, 0## ## / ## ## ##, +49 (0) ## #######, 0049 15# ########, 0####-#####, 0160/#######",
    "at": "+43 664 #######, 0664 ### ## ##, 01 ### ## ##",
    "ch": "+41 79 ### ## ##, 079 ### ## ##, 044 ### ## ##",
    "fr": "06 ## ## ## ##, 06########, +33 6 ## ## ## ##, 01 ## ## ## ##, 07.##.##.##.##, 04-##-##-##-##",
    "es": "6## ## ## ##, +34 6## ### ###, 9## ### ###, 6########, 0034 6########",
    "mx": "55 #### ####, +52 1 33 #### ####, (81) #### ####",
    "pt": "91# ### ###, +351 96# ### ###, 21# ### ###, 93#######",
    "br": "(11) 9####-####, +55 21 9####-####, 11 9########, (31) ####-####, 0800 ### ####",
    "it": "3## ### ####, +39 3## #######, 06 ########, 3## ## ## ###, 0039 3#########",
    "nl": "06 ########, 06-########, +31 6 ########, 020 ### ####, 06 ## ## ## ##, 010-#######",
    "be": "04## ## ## ##, +32 4## ## ## ##, 02 ### ## ##",
    "pl": "### ### ###, +48 ### ### ###, 6########, 22 ### ## ##",
    "se": "070-### ## ##, +46 70 ### ## ##, 08-### ### ##, 07########",
    "dk": "## ## ## ##, +45 ## ## ## ##, ########, 2### ####",
    "tr": "0532 ### ## ##, +90 5## ### ## ##, 0(212) ### ## ##",
    "ng": "080########, +234 80# ### ####, 0703 ### ####",
    "ke": "+254 7## ######, 07## ### ###, +233 24 ### ####",
    "ie": "08# ### ####, +353 8# ### ####, 01 ### ####",
    "au": "04## ### ###, +61 4## ### ###, (02) #### ####",
    "jp": "090-####-####, +81 3-####-####, 03-####-####",
    "cn": "138 #### ####, +86 139########, 186########",
    "ua": "+380 67 ### ## ##, 8 (9##) ###-##-##, +7 9## ###-##-##",
    "ae": "+971 50 ### ####, 05# ### ####, +20 10 #### ####, 0300-#######",
    "vn": "+84 9# ### ## ##, 09## ### ###, +62 812-####-####, 0917 ### ####",
}
PLATES = {
    "gb": "@@## @@@, @@##@@@", "us": "#@@@###, @@@ ####, @@@-####", "de": "@@-@@ ###, @-@@ ####, @@@ @ %##",
    "fr": "@@-###-@@", "es": "#### @@@", "it": "@@###@@, @@ ### @@", "nl": "@@-###-@, ##-@@-@@, @-###-@@",
    "pl": "@@ #####, @@@ ##@@", "pt": "##-@@-##, @@-##-@@", "br": "@@@#@##, @@@-####", "se": "@@@ ###, @@@ ##@",
    "dk": "@@ ## ###", "in": "@@ ## @@ ####", "tr": "34 @@ ####, 06 @@@ ##",
}  # fmt: skip
NATIONAL = {
    "us": "###-##-####, ### ## ####, #########, @########", "gb": "@@ ## ## ## @, @@######@, #########",
    "de": "## ### ### ###, ###########, @########, L%@@&&&&&&", "fr": "# ## ## ## ### ### ##, ###############",
    "es": "########@, ########-@, X#######@", "it": "@@@@@@##@##@###@", "pt": "########, #########, ######## # @@#",
    "br": "###.###.###-##, ###########, ##.###.###-#", "nl": "#########, ####.##.###", "pl": "###########, @@@ ######",
    "se": "######-####, ########-####", "dk": "######-####, ##########", "in": "#### #### ####, @@@@@####@",
    "tr": "###########", "mx": "@@@@######@@@@@@##", "za": "#############",
}  # fmt: skip
HEALTH = {
    "gb": "### ### ####, ##########", "de": "@#########", "fr": "# ## ## ## ### ### ##", "us": "#@@#-@@#-@@##, HIC-########",
    "es": "@@@@##########", "it": "80380#########", "pt": "#########", "nl": "#########", "br": "### #### #### ####",
}  # fmt: skip
ORDERS = (
    "#######", "########", "##########", "ORD-####-#####", "ORD#######", "#######-%", "@@######", "#%#####", "%##-#######-#######",
    "@@@-#####", "W%#######", "SO-######", "##-#####-#####", "@@@@@@", "&&&&&&&&", "@#-###-####", "PO%####", "@@@-@@@-###", "######",
)  # fmt: skip
CUSTOMERS = (
    "########",
    "#########",
    "KD########",
    "C-#####",
    "CUST-######",
    "#### ####",
    "K#######",
    "A##-####",
    "##########",
    "M-######",
)
TRACKING = (
    "@@#########@@",
    "1Z&&&&&&##########",
    "############",
    "JD##################",
    "#### #### #### ##",
    "00###############",
    "RR######### @@",
)
POLICIES = (
    "POL-#######",
    "@@########",
    "PN ########",
    "####-###-###",
    "V-######-##",
    "MRN-#######",
    "@@@#######",
    "HH/######/##",
)
RECORDS = ("MRN-#######", "MRN #######", "########", "PT-######", "#######", "H######", "@@-######")
SERIALS = (
    "SN%########",
    "B0%#&&&&&&&",
    "@@-%%/%##",
    "@@%##-%#",
    "%##-@@-%#",
    "@@@%####",
    "GX%##",
    "&&&&-&&&&-%##",
    "XJ-%##@",
)
ERRORS = ("0x8007####", "E-%##", "ERR_%##", "HTTP %##", "F%#", "%##", "E%#:%#", "0xC000####")
WEBMAIL = ("gmail.com", "outlook.com", "yahoo.com", "hotmail.com", "icloud.com", "proton.me", "gmx.net", "mail.com", "example.com", "example.org",
           "example.net", "live.com", "fastmail.com")  # fmt: skip
NATIONAL_MAIL = {
    "de": "gmx.de, web.de, t-online.de, posteo.de", "fr": "orange.fr, free.fr, laposte.net, wanadoo.fr", "it": "libero.it, alice.it",
    "es": "hotmail.es, yahoo.es", "br": "uol.com.br, bol.com.br", "pt": "sapo.pt", "nl": "ziggo.nl, kpnmail.nl", "pl": "wp.pl, onet.pl, o2.pl",
    "gb": "btinternet.com, yahoo.co.uk, sky.com", "se": "telia.com", "dk": "mail.dk", "us": "aol.com, comcast.net", "in": "rediffmail.com",
}  # fmt: skip
MONTHS = {
    "en": "January, February, March, April, May, June, July, August, September, October, November, December",
    "de": "Januar, Februar, März, April, Mai, Juni, Juli, August, September, Oktober, November, Dezember",
    "fr": "janvier, février, mars, avril, mai, juin, juillet, août, septembre, octobre, novembre, décembre",
    "es": "enero, febrero, marzo, abril, mayo, junio, julio, agosto, septiembre, octubre, noviembre, diciembre",
    "pt": "janeiro, fevereiro, março, abril, maio, junho, julho, agosto, setembro, outubro, novembro, dezembro",
    "it": "gennaio, febbraio, marzo, aprile, maggio, giugno, luglio, agosto, settembre, ottobre, novembre, dicembre",
    "nl": "januari, februari, maart, april, mei, juni, juli, augustus, september, oktober, november, december",
    "da": "januar, februar, marts, april, maj, juni, juli, august, september, oktober, november, december",
    "sv": "januari, februari, mars, april, maj, juni, juli, augusti, september, oktober, november, december",
    "pl": "stycznia, lutego, marca, kwietnia, maja, czerwca, lipca, sierpnia, września, października, listopada, grudnia",
    "tr": "Ocak, Şubat, Mart, Nisan, Mayıs, Haziran, Temmuz, Ağustos, Eylül, Ekim, Kasım, Aralık",
}


def _of(table: dict[str, str], code: str, other: str) -> list[str]:
    return table.get(code, table[other]).split(", ")


def phone(draw: Draw, code: str) -> str:
    """Draw a telephone number as written in a country."""
    return draw.fill(draw.pick(_of(PHONES, code, "us")))


def plate(draw: Draw, code: str) -> str:
    """Draw a number plate."""
    return draw.fill(draw.pick(_of(PLATES, code, "gb")))


def national_id(draw: Draw, code: str) -> str:
    """Draw the number of an identity document, tax or social security."""
    return draw.fill(draw.pick(_of(NATIONAL, code, "us")))


def health_id(draw: Draw, code: str) -> str:
    """Draw the number of a health insurance."""
    return draw.fill(draw.pick(_of(HEALTH, code, "us")))


def _luhn(digits: str) -> str:
    total = sum(int(d) if i % 2 else sum(divmod(2 * int(d), 10)) for i, d in enumerate(reversed(digits)))
    return str(-total % 10)


def card(draw: Draw) -> str:
    """Draw a card number; the check digit is right in three of five."""
    body = draw.fill(
        draw.pick(("4##############", "5%#############", "37############", "6011###########", "2221###########"))
    )
    digits = body + (_luhn(body) if draw.chance(0.6) else draw.fill("#"))
    gap = draw.pick((" ", " ", "-", "", ""))
    if len(digits) == 15:
        return gap.join((digits[:4], digits[4:10], digits[10:]))
    return gap.join(digits[i : i + 4] for i in range(0, 16, 4))


IBANS = {
    "de": 18,
    "nl": 0,
    "fr": 23,
    "es": 20,
    "it": 0,
    "gb": 0,
    "pt": 21,
    "pl": 24,
    "at": 16,
    "be": 12,
    "ch": 17,
    "se": 20,
    "dk": 14,
}
_BANKS = {"nl": "@@@@##########", "gb": "@@@@##############", "it": "@######################"}


def iban(draw: Draw, code: str) -> str:
    """Draw an IBAN; the check digits are right in three of five."""
    code = code if code in IBANS else "de"
    body = draw.fill(_BANKS.get(code, "#" * IBANS[code]))
    country = code.upper()
    rest = int("".join(str(int(sign, 36)) for sign in body + country + "00")) % 97
    number = country + (f"{98 - rest:02d}" if draw.chance(0.6) else draw.fill("##")) + body
    if draw.chance(0.5):
        return number
    return " ".join(number[i : i + 4] for i in range(0, len(number), 4))


def ip(draw: Draw) -> str:
    """Draw an IPv4 address, sometimes IPv6."""
    if draw.chance(0.15):
        return "2001:db8:" + ":".join(f"{draw.below(65536):x}" for _ in range(6))
    return ".".join(str(draw.between(1, 254)) for _ in range(4))


def email(draw: Draw, first: str, last: str, code: str) -> str:
    """Draw the e-mail address of somebody."""
    one, two = _letters(first), _letters(last)
    name = draw.pick(
        (
            f"{one}.{two}",
            f"{one}{two}",
            f"{one[:1]}{two}",
            f"{two}{draw.between(1, 99)}",
            f"{one}_{two}",
            f"{one}{draw.between(1950, 2008)}",
            f"{one[:1]}.{two}",
            f"{two}.{one}",
            f"{one}-{two}{draw.between(1, 9)}",
        )
    )
    domains = _of(NATIONAL_MAIL, code, "gb") if draw.chance(0.35) else WEBMAIL
    return f"{name}@{draw.pick(domains)}"


def _letters(name: str) -> str:
    return "".join(sign for sign in plain(name) if sign.isascii() and sign.isalnum()) or "me"


_NICKS = (
    "sunny",
    "gamer",
    "the_real",
    "dark",
    "its",
    "mr",
    "miss",
    "super",
    "happy",
    "coffee",
    "night",
    "pixel",
    "crazy",
    "lil",
    "king",
    "moon",
    "blue",
    "cat",
    "kicks",
    "vegan",
    "bike",
    "retro",
)


def username(draw: Draw, first: str, last: str) -> str:
    """Draw a user name: from the name, or a nickname."""
    one, two, nick = _letters(first), _letters(last), draw.pick(_NICKS)
    forms = (
        f"{one}{draw.between(1, 99)}", f"{one}_{two}", f"{one[:1]}{two}", f"{nick}_{one}", f"{nick}{one}{draw.between(1, 999)}", f"{one}.{two}",
        f"{two}{draw.between(60, 99)}", f"{nick}.{draw.pick(_NICKS)}", f"x{one}x", f"{one}{two[:1]}", f"{nick}{draw.fill('####')}", f"{first.split()[0]}_{nick}",
        f"{one[:3]}{two[:3]}{draw.between(1, 99)}", f"{two}_{one[:1]}",
    )  # fmt: skip
    name = draw.pick(forms).replace(" ", "")
    return name.upper() if draw.chance(0.03) else name


def password(draw: Draw) -> str:
    """Draw a password as people choose and as machines make them."""
    word = draw.pick(
        (
            "Sommer",
            "tiger",
            "Welcome",
            "hunter",
            "Passw0rd",
            "qwerty",
            "Bella",
            "dragon",
            "Letmein",
            "Monkey",
            "azerty",
            "sunshine",
            "Kaffee",
            "trustno",
            "R3d",
            "correct-horse",
        )
    )
    forms = (
        word + draw.fill("##!"),
        word + draw.fill("%###"),
        draw.fill("&?#&??#@"),
        draw.fill("??@@##") + "$",
        word + "_" + draw.fill("##") + "?",
        draw.fill("@?#?@#?@??#"),
        word + "!" + draw.fill("##"),
    )
    return draw.pick(forms)


def api_key(draw: Draw) -> str:
    """Draw an API key or token."""
    return draw.fill(
        draw.pick(
            (
                "sk-" + "?#@" * 10,
                "ghp_" + "@?#?" * 9,
                "AKIA" + "&" * 16,
                "xoxb-" + "#" * 11 + "-" + "?@#" * 6,
                "pk_live_" + "?#" * 10,
                "eyJ" + "@?#" * 9,
                "?#" * 16,
            )
        )
    )


def code(draw: Draw) -> str:
    """Draw a one-time code."""
    return draw.fill(draw.pick(("######", "####", "### ###", "###-###", "########", "@####")))


def url(draw: Draw) -> str:
    """Draw a web address."""
    host = draw.pick(("shop", "www", "portal", "my", "blog", "forum", "track")) + draw.pick(
        (".example.com", ".example.org", ".example.net", ".beispiel.example", ".demo.example")
    )
    path = draw.pick(
        (
            "",
            "/",
            "/p/" + draw.fill("#####"),
            "/orders/" + draw.fill("######"),
            "/profile?id=" + draw.fill("####"),
            "/de/konto",
            "/item/" + draw.fill("?????-???"),
        )
    )
    return draw.pick(("https://", "http://", "https://", "")) + host + path


def date(draw: Draw, language: str, first: int = 2019, last: int = 2027) -> str:
    """Draw a date in the years *first* to *last*, with its year."""
    day, month, year = draw.between(1, 28), draw.between(1, 12), draw.between(first, last)
    name = MONTHS.get(language, MONTHS["en"]).split(", ")[month - 1]
    numeric = (
        f"{day:02d}/{month:02d}/{year}",
        f"{day}.{month}.{year}",
        f"{day:02d}.{month:02d}.{year}",
        f"{year}-{month:02d}-{day:02d}",
        f"{day:02d}-{month:02d}-{year}",
        f"{day}/{month}/{year % 100:02d}",
        f"{month:02d}/{day:02d}/{year}",
    )
    return draw.pick(numeric) if draw.chance(0.5) else _in_words(draw, language, day, name, year)


def _in_words(draw: Draw, language: str, day: int, month: str, year: int) -> str:
    if language == "en":
        return draw.pick(
            (
                f"{day} {month} {year}",
                f"{month} {day}, {year}",
                f"{day} {month[:3]} {year}",
                f"{day}th of {month} {year}",
                f"{month} {day} {year}",
            )
        )
    if language in {"de", "da"}:
        return f"{day}. {month} {year}"
    if language in {"es", "pt"}:
        return f"{day} de {month} de {year}"
    return f"{day} {month} {year}"


def short_date(draw: Draw, language: str) -> str:
    """Draw a day and month without a year."""
    day, number = draw.between(1, 28), draw.between(1, 12)
    name = MONTHS.get(language, MONTHS["en"]).split(", ")[number - 1]
    if language == "en":
        return draw.pick(
            (f"{day} {name}", f"{name} {day}", f"{day}/{number}", f"{name} {day}th", f"{day} {name[:3]}")
        )
    if language in {"de", "da"}:
        return draw.pick((f"{day}. {name}", f"{day}.{number}.", f"{day:02d}.{number:02d}."))
    between = " de " if language in {"es", "pt"} else " "
    return draw.pick((f"{day}{between}{name}", f"{day}/{number}"))


def clock(draw: Draw, language: str) -> str:
    """Draw a time of day."""
    hour, minute = draw.between(7, 22), draw.pick((0, 15, 20, 30, 45, 50))
    if language == "en" and draw.chance(0.5):
        return f"{(hour - 1) % 12 + 1}{f':{minute:02d}' if minute else ''} {draw.pick(('am', 'pm'))}"
    return f"{hour}:{minute:02d}"


def amount(draw: Draw, language: str) -> str:
    """Draw a price with its currency."""
    whole, cents = draw.between(2, 1400), draw.between(0, 99)
    if language == "en":
        return draw.pick(
            (
                f"${whole}.{cents:02d}",
                f"£{whole}",
                f"{whole} dollars",
                f"€{whole}.{cents:02d}",
                f"{whole} EUR",
                f"£{whole}.{cents:02d}",
            )
        )
    unit = {"da": "kr.", "sv": "kr", "pl": "zł", "tr": "TL"}.get(
        language,
        draw.pick(
            ("€", "Euro" if language == "de" else "euros" if language in {"fr", "es", "pt"} else "euro", "EUR")
        ),
    )
    return draw.pick((f"{whole},{cents:02d} {unit}", f"{whole} {unit}"))


def patterns(choices: tuple[str, ...]) -> Callable[[Draw], str]:
    """Return a function that fills one of *choices*."""
    return lambda draw: draw.fill(draw.pick(choices))
