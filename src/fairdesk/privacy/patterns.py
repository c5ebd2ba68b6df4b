"""The tables the pattern detector reads: secrets, log-ins, cars, columns, months, card brands, lengths of IBANs.

Stems stand before patterns: a test as cheap as it gets, so that a pattern runs only where it may find something.
"""

from __future__ import annotations


def _words(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


PHONE_AFTER = _words("office mobile fax home cell work")
"""Words written after a telephone number."""

UNITS = _words(
    """eur euro euros usd gbp pln brl uah dollars dollar pounds kg g km m cm mm ml l gb mb tb px hz w mah
    people seats units pcs pieces stück personen piezas pièces unidades pezzi stuks %"""
)
"""What stands after an amount; an amount is not an order number."""

BOOKING_STEMS = ("booking", "reserv", "réserv", "pnr", "confirmation", "locali", "buchung", "prenotaz", "rezerw", "boeking")  # fmt: skip
"""What stands near a booking code of six letters, which has no digit to be found by."""

NOT_CUSTOMERS = _words(
    "INV GC SN ISO RFC DIN IEC UTF AES RTX GTX SKU EAN CVE EN USB HTTP ERR KB MIL COVID MP RX GP MD SHA"
)
"""Prefixes before a hyphen and digits that name documents, standards and goods."""

ID_PREFIXES = _words("DL NID SSN NIF DNI NIE BSN CPF NINO PPSN PESEL")
"""Prefixes before a hyphen and digits that name a personal document."""

BIRTH_STEMS = (
    "birth", "born", "dob", "d.o.b", "bday", "gebor", "geburt", "geb.", "cumplea", "compleanno", "anivers", "verjaardag", "nacim", "nací", "naci", "naiss", "né ", "née", "nasc",
    "nato", "nata", "geboort", "urodz", "народ", "ميلاد", "出生", "生日",
)  # fmt: skip

PASSWORD_WORDS = (
    "password", "passwd", "passphrase", "pass phrase", "passwort", "kennwort", "mot de passe", "contraseña", "contrasena",
    "senha", "palavra-passe", "palavra passe", "wachtwoord", "hasło", "haslo", "пароль", "كلمة المرور", "كلمة السر", "密码",
    "parola d'ordine", "parola chiave", "clave", "pwd", " pw", " pass:", "mdp", "passkey", "zugangscode", "toegangscode",
    "api key", "api_key", "apikey", "api-key", "access token", "access_token", "auth token", "auth_token", "secret key",
    "secret_key", "client_secret", "client secret", "api-schlüssel", "clé api", "clave api", "chiave api", "chave api",
    "api-sleutel", "identified by", "security answer", "recovery code", "backup code", "wifi key", "token:", "secret:",
)  # fmt: skip
"""Words after which a secret stands; "password" in Italian and Dutch too."""
PASSWORD_STEMS = (
    "pass", "pwd", " pw", "mdp", "kennwort", "contrase", "senha", "wachtwoord", "hasło", "haslo", "parola", "clave", "toegang",
    "zugang", "key", "token", "secret", "schlüssel", "clé", "chiave", "chave", "sleutel", "identified by", "security a", "y code",
    "p code", "пароль", "كلمة", "密码",
)  # fmt: skip
"""One of these stands in each of them."""


KEY_STEMS = (
    "_",
    "sk-",
    "glpat-",
    "akia",
    "asia",
    "xox",
    "xapp-",
    "aiza",
    "ya29.",
    "pypi-",
    "sg.",
    "eyj",
    "private key",
)
"""What well-known keys begin with or hold, in lower case; a test as cheap as it gets before their pattern is tried."""

LOGIN_WORDS = (
    "username", "user name", "user_name", "user-name", "user id", "userid", "user_id", "login name", "login id", "screen name",
    "screenname", "gamertag", "db_user", "account name", "benutzername", "nutzername", "anmeldename", "benutzerkennung",
    "nombre de usuario", "nom d'utilisateur", "nom d’utilisateur", "nome de usuário", "nome de utilizador", "nome de usuario",
    "nome utente", "gebruikersnaam", "inlognaam", "loginnaam", "nazwa użytkownika", "ім'я користувача", "اسم المستخدم", "用户名",
)  # fmt: skip
"""Words after which a user name stands, even one of letters alone."""
PERHAPS_LOGIN_WORDS = (
    "login", "log-in", "user", "handle", "nick", "nickname", "pseudo", "identifiant", "usuario", "usuário", "utilizador", "utente",
    "benutzer", "gebruiker", "logged in as", "log in as", "signed in as", "sign in as", "login as", "angemeldet als",
    "registered as", "connecté en tant que", "conectado como", "ingelogd als", "instagram", "insta", "twitter", "tiktok", "discord",
    "skype", "telegram", "snapchat", "twitch", "github", "steam", "логін",
)  # fmt: skip
"""Words after which one may stand: only a name with a digit or a mark in it, or in quotes, is believed."""
LOGIN_STEMS = (
    "user", "login", "log-in", "log in", "logged", "sign", "screen", "gamer", "account name", "nutzer", "anmelde", "angemeldet",
    "usu", "utili", "utente", "gebruik", "inlog", "ingelogd", "nazwa", "nick", "pseudo", "identifiant", "handle", "registered",
    "conectado", "connecté", "insta", "twitter", "tiktok", "discord", "skype", "telegram", "snapchat", "twitch", "github", "steam",
    "логін", "користувача", "المستخدم", "用户名",
)  # fmt: skip
NOT_NAMES = _words(
    """a an and the my is in on it not no or but for with was has had to of that this there so as at are be been
    wrong incorrect invalid locked blocked unknown missing taken gone correct right valid required rejected disabled forgotten
    expired changed already still always never too also just only being please cannot can can't doesn't does didn't did
    isn't won't wasn't what which who when where how why if then and/or password passwords email e-mail page screen button
    name names field form account accounts id ids number change reset recovery details data interface experience manual guide
    guides error errors problem problems issue issues failed fails works work working because or same different shown displayed
    falsch gesperrt nicht ungültig unbekannt und oder mein meine ist wurde wird das der die ein eine kein keine schon noch
    incorrecto incorrecta bloqueado bloqueada no y o mi el la los las un una que pero válido inválido
    incorrect bloqué bloquée inconnu invalide et ou mon ma le les des une pas est ne mais
    incorreto incorreta inválido não e o os as um uma meu minha mas
    errato bloccato sbagliato non ed il lo gli mio mia ma valido
    onjuist geblokkeerd verkeerd niet en of mijn het de een maar ongeldig"""
)
"""What follows "username" in talk about one."""

PLATE_STEMS = (
    "plate", "numberplate", "number-plate", "registration", "reg", "vrn", "kennzeichen", "nummernschild", "autokennzeichen",
    "matrícula", "matricula", "placa", "immatricul", "plaque", "targa", "kenteken", "nummerplaat", "rejestrac",
)  # fmt: skip
CAR_STEMS = (
    "car", "vehicle", "van", "park", "auto", "coche", "voiture", "macchin", "wagen", "pkw", "fahrzeug", "veíc", "vehíc", "véhic",
    "veic", "voertuig", "rental", "truck", "moto", "samochód", "samochod",
)  # fmt: skip
CAR_WORDS = _words(
    """car cars vehicle van parked parking park auto coche voiture carro macchina wagen pkw fahrzeug veículo vehículo véhicule
    veicolo voertuig rental truck lorry motorbike motorcycle moto estacionado aparcado aparqué garé geparkt geparkeerd
    estacionei parcheggiata parcheggiato samochód samochodu auta"""
)
NOT_PLATES = _words(
    """and und i is y e et en o or in on at the my it from for de a to ich er si il la le un me we he was has not did but so do
    by of no du ist hat im am da das per via che con ma os as um no na ho è é van het ik op te nie by any are can get got had
    her him his how its let may new now off old one our out own pay put say see she too two use who why you zone"""
)
"""Short words that follow a plate and are no part of it."""

COLUMNS = {
    "name": "PERSON", "full name": "PERSON", "first name": "PERSON", "last name": "PERSON", "firstname": "PERSON", "lastname": "PERSON",
    "surname": "PERSON", "customer name": "PERSON", "customer": "PERSON", "contact": "PERSON", "patient": "PERSON", "nombre": "PERSON",
    "apellido": "PERSON", "apellidos": "PERSON", "nom": "PERSON", "prénom": "PERSON", "nome": "PERSON", "cognome": "PERSON",
    "sobrenome": "PERSON", "apelido": "PERSON", "vorname": "PERSON", "nachname": "PERSON", "naam": "PERSON", "voornaam": "PERSON",
    "achternaam": "PERSON", "employee": "PERSON",
    "email": "EMAIL", "e-mail": "EMAIL", "mail": "EMAIL", "email address": "EMAIL", "correo": "EMAIL", "courriel": "EMAIL",
    "phone": "PHONE", "telephone": "PHONE", "tel": "PHONE", "mobile": "PHONE", "phone number": "PHONE", "telefon": "PHONE",
    "telefono": "PHONE", "teléfono": "PHONE", "téléphone": "PHONE", "telefone": "PHONE", "telefoon": "PHONE", "handy": "PHONE",
    "ssn": "NATIONAL_ID", "national id": "NATIONAL_ID", "passport": "NATIONAL_ID", "tax id": "NATIONAL_ID", "dni": "NATIONAL_ID",
    "nif": "NATIONAL_ID", "cpf": "NATIONAL_ID", "bsn": "NATIONAL_ID", "codice fiscale": "NATIONAL_ID", "license": "NATIONAL_ID",
    "driver license": "NATIONAL_ID", "nino": "NATIONAL_ID",
    "address": "ADDRESS", "street": "ADDRESS", "zip": "ADDRESS", "postcode": "ADDRESS", "adresse": "ADDRESS", "dirección": "ADDRESS",
    "direccion": "ADDRESS", "endereço": "ADDRESS", "morada": "ADDRESS", "indirizzo": "ADDRESS", "adres": "ADDRESS", "plz": "ADDRESS",
    "city": "LOCATION", "town": "LOCATION", "stadt": "LOCATION", "ort": "LOCATION", "ciudad": "LOCATION", "ville": "LOCATION",
    "cidade": "LOCATION", "città": "LOCATION", "plaats": "LOCATION",
    "dob": "DATE_OF_BIRTH", "date of birth": "DATE_OF_BIRTH", "birthdate": "DATE_OF_BIRTH", "birth date": "DATE_OF_BIRTH",
    "birthday": "DATE_OF_BIRTH", "geburtsdatum": "DATE_OF_BIRTH", "fecha de nacimiento": "DATE_OF_BIRTH",
    "date de naissance": "DATE_OF_BIRTH", "data de nascimento": "DATE_OF_BIRTH", "data di nascita": "DATE_OF_BIRTH",
    "geboortedatum": "DATE_OF_BIRTH",
    "card": "CARD", "card number": "CARD", "credit card": "CARD", "iban": "IBAN", "ip": "IP", "ip address": "IP", "url": "URL",
    "username": "USERNAME", "user": "USERNAME", "login": "USERNAME", "user name": "USERNAME", "password": "SECRET", "token": "SECRET",
    "api key": "SECRET", "secret": "SECRET", "pin": "SECRET",
    "account": "ACCOUNT", "account number": "ACCOUNT", "order": "ACCOUNT", "order number": "ACCOUNT", "order id": "ACCOUNT",
    "customer id": "ACCOUNT", "customer number": "ACCOUNT", "mrn": "ACCOUNT", "policy": "ACCOUNT", "policy number": "ACCOUNT",
    "member id": "ACCOUNT", "employee id": "ACCOUNT", "booking": "ACCOUNT", "kundennummer": "ACCOUNT", "bestellnummer": "ACCOUNT",
    "plate": "VEHICLE", "license plate": "VEHICLE", "nhs number": "HEALTH_ID",
}  # fmt: skip
"""Names of columns of a table and parameters of a web address, and what they hold."""

_MONTHS = """
    january february march april may june july august september october november december
    jan feb mar apr may jun jul aug sep oct nov dec
    januar februar märz april mai juni juli august september oktober november dezember
    jänner feber maerz apr mai jun jul aug sept okt nov dez
    enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre
    ene feb mar abr may jun jul ago setiembre oct nov dic
    janvier février mars avril mai juin juillet août septembre octobre novembre décembre
    janv fevrier mars avr mai juin juil aout sept oct nov decembre
    janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro
    jan fev marco abr mai jun jul ago set out nov dez
    gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre
    gen feb mar apr mag giu lug ago set ott nov dic
    januari februari maart april mei juni juli augustus september oktober november december
    jan feb mrt apr mei jun jul aug sep okt nov dec
    stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października listopada grudnia
    січня лютого березня квітня травня червня липня серпня вересня жовтня листопада грудня
"""
MONTH_NUMBERS = {word: place % 12 + 1 for place, word in enumerate(_MONTHS.split())}
"""Every name of a month, in lower case, and which month it is."""

CALLING_CODES = {
    "1": "North America", "7": "RU or KZ", "20": "EG", "27": "ZA", "30": "GR", "31": "NL", "32": "BE", "33": "FR", "34": "ES",
    "36": "HU", "39": "IT", "40": "RO", "41": "CH", "43": "AT", "44": "GB", "45": "DK", "46": "SE", "47": "NO", "48": "PL",
    "49": "DE", "51": "PE", "52": "MX", "53": "CU", "54": "AR", "55": "BR", "56": "CL", "57": "CO", "58": "VE", "60": "MY",
    "61": "AU", "62": "ID", "63": "PH", "64": "NZ", "65": "SG", "66": "TH", "81": "JP", "82": "KR", "84": "VN", "86": "CN",
    "90": "TR", "91": "IN", "92": "PK", "93": "AF", "94": "LK", "95": "MM", "98": "IR", "211": "SS", "212": "MA", "213": "DZ",
    "216": "TN", "218": "LY", "220": "GM", "221": "SN", "222": "MR", "223": "ML", "224": "GN", "225": "CI", "226": "BF",
    "227": "NE", "228": "TG", "229": "BJ", "230": "MU", "231": "LR", "232": "SL", "233": "GH", "234": "NG", "235": "TD",
    "237": "CM", "238": "CV", "239": "ST", "240": "GQ", "241": "GA", "242": "CG", "243": "CD", "244": "AO", "245": "GW",
    "248": "SC", "249": "SD", "250": "RW", "251": "ET", "252": "SO", "253": "DJ", "254": "KE", "255": "TZ", "256": "UG",
    "257": "BI", "258": "MZ", "260": "ZM", "261": "MG", "263": "ZW", "264": "NA", "265": "MW", "266": "LS", "267": "BW",
    "268": "SZ", "269": "KM", "350": "GI", "351": "PT", "352": "LU", "353": "IE", "354": "IS", "355": "AL", "356": "MT",
    "357": "CY", "358": "FI", "359": "BG", "370": "LT", "371": "LV", "372": "EE", "373": "MD", "374": "AM", "375": "BY",
    "376": "AD", "377": "MC", "378": "SM", "380": "UA", "381": "RS", "382": "ME", "383": "XK", "385": "HR", "386": "SI",
    "387": "BA", "389": "MK", "420": "CZ", "421": "SK", "423": "LI", "501": "BZ", "502": "GT", "503": "SV", "504": "HN",
    "505": "NI", "506": "CR", "507": "PA", "509": "HT", "591": "BO", "592": "GY", "593": "EC", "595": "PY", "597": "SR",
    "598": "UY", "673": "BN", "675": "PG", "679": "FJ", "852": "HK", "853": "MO", "855": "KH", "856": "LA", "880": "BD",
    "886": "TW", "960": "MV", "961": "LB", "962": "JO", "963": "SY", "964": "IQ", "965": "KW", "966": "SA", "967": "YE",
    "968": "OM", "970": "PS", "971": "AE", "972": "IL", "973": "BH", "974": "QA", "975": "BT", "976": "MN", "977": "NP",
    "992": "TJ", "993": "TM", "994": "AZ", "995": "GE", "996": "KG", "998": "UZ",
}  # fmt: skip
"""Country calling code and country (ITU-T E.164; 1 is shared by twenty-five countries, 7 by two)."""

BRANDS: tuple[tuple[str, str, str, tuple[int, ...]], ...] = (
    ("Visa", "4", "4", (13, 16, 19)),
    ("Mastercard", "51", "55", (16,)),
    ("Mastercard", "2221", "2720", (16,)),
    ("American Express", "34", "34", (15,)),
    ("American Express", "37", "37", (15,)),
    ("Discover", "6011", "6011", (16, 19)),
    ("Discover", "644", "659", (16, 19)),
    ("Diners Club", "300", "305", (14, 16)),
    ("Diners Club", "36", "36", (14, 16)),
    ("Diners Club", "38", "39", (14, 16)),
    ("JCB", "3528", "3589", (16,)),
    ("JCB", "1800", "1800", (15,)),
    ("JCB", "2131", "2131", (15,)),
    ("UnionPay", "62", "62", (16, 17, 18, 19)),
    ("Maestro", "50", "50", (12, 13, 14, 15, 16, 17, 18, 19)),
    ("Maestro", "56", "58", (12, 13, 14, 15, 16, 17, 18, 19)),
    ("Maestro", "60", "69", (12, 13, 14, 15, 16, 17, 18, 19)),
)
"""Brand, first and last prefix (ISO/IEC 7812 issuer ranges), lengths in digits; the first that fits counts."""

IBAN_LENGTHS = {
    "AD": 24, "AE": 23, "AL": 28, "AT": 20, "AZ": 28, "BA": 20, "BE": 16, "BG": 22, "BH": 22, "BR": 29, "BY": 28,
    "CH": 21, "CR": 22, "CY": 28, "CZ": 24, "DE": 22, "DK": 18, "DO": 28, "EE": 20, "EG": 29, "ES": 24, "FI": 18,
    "FO": 18, "FR": 27, "GB": 22, "GE": 22, "GI": 23, "GL": 18, "GR": 27, "GT": 28, "HR": 21, "HU": 28, "IE": 22,
    "IL": 23, "IQ": 23, "IS": 26, "IT": 27, "JO": 30, "KW": 30, "KZ": 20, "LB": 28, "LC": 32, "LI": 21, "LT": 20,
    "LU": 20, "LV": 21, "LY": 25, "MC": 27, "MD": 24, "ME": 22, "MK": 19, "MR": 27, "MT": 31, "MU": 30, "NL": 18,
    "NO": 15, "PK": 24, "PL": 28, "PS": 29, "PT": 25, "QA": 29, "RO": 24, "RS": 22, "SA": 24, "SC": 31, "SE": 24,
    "SI": 19, "SK": 24, "SM": 27, "ST": 25, "SV": 28, "TL": 23, "TN": 24, "TR": 26, "UA": 29, "VA": 22, "VG": 24,
    "XK": 20,
}  # fmt: skip
"""Country and length of an IBAN (ISO 13616; SWIFT's registry)."""
