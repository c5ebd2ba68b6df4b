"""The tables the pattern detector reads: words that announce a number, card brands, lengths of IBANs, months.

A word stands here in lower case, as customers write it, with and without its accents. Which language it belongs to does
not matter to a reader who scans for it: people mix languages, and a German may well give an Italian tax code.
"""

from __future__ import annotations

NUMBER = "NUMBER"
"""A word that says only that a number follows."""
THING = "THING"
"""A word that names a thing and not a customer: serial, model, voucher. Its number is not hidden for its shape alone."""

_WORDS = {
    "ACCOUNT": """
        order orders parcel package shipment shipping delivery tracking booking reservation account acct customer client
        member membership policy contract insurance employee subscription ticket case mrn npi claim record loyalty
        acc confirmation consignment ref reference referenz referencia référence referência riferimento referentie pnr
        pedido pedidos paquete envío envio seguimiento reserva cuenta cliente póliza poliza contrato expediente
        localizador abono socio
        commande commandes colis livraison suivi réservation reservation compte contrat dossier adhérent police
        bestellung bestellungen auftrag paket sendung lieferung buchung konto kunde kunden vertrag police
        bestellnummer bestellnr auftragsnummer auftragsnr sendungsnummer paketnummer kundennummer kundennr
        vertragsnummer kontonummer buchungsnummer vorgangsnummer aktenzeichen mitgliedsnummer ticketnummer
        versicherungsnummer policennummer vertragskonto fallnummer
        encomenda encomendas entrega rastreio rastreamento conta apólice apolice processo assinatura
        ordine ordini pacco spedizione consegna tracciamento prenotazione conto polizza contratto pratica tessera
        bestelling bestelnummer pakket zending levering boeking rekening klant klantnummer polis contractnummer
        ordernummer pakketnummer dossiernummer rekeningnummer
        zamówienie zamówienia zamowienie zamowienia paczka paczki przesyłka przesyłki klienta rezerwacja konta umowy
        polisy
        замовлення посилка посилки клієнта договору рахунку відправлення
        الطلب طلب طلبي الشحنة شحنة الطرد حساب الحساب حسابي العميل الحجز
    """,
    "PHONE": """
        phone telephone tel mobile cell cellphone call ring whatsapp answering text sms fax contact reach hotline landline
        teléfono telefono móvil movil llamar llámame llamame fijo
        téléphone portable appeler appelez rappeler rappelez joindre
        telefon telefonnummer rufnummer handy handynummer mobil mobilnummer anrufen rückruf erreichbar
        telefone telemóvel telemovel celular ligar
        cellulare chiamare chiamatemi
        telefoonnummer telefoon mobiel bellen
        telefonu komórka komorka zadzwonić dzwonić
        телефон телефону дзвоніть зателефонуйте мобільний
        هاتف الهاتف هاتفي جوال الجوال موبايل
    """,
    "CARD": """
        card cards visa mastercard amex maestro creditcard cc debit
        tarjeta carte kreditkarte kreditkartennummer kartennummer karte cartão cartao carta kaart creditkaart karta
        karty картка картки карти بطاقة البطاقة
    """,
    "IBAN": "iban bankverbindung",
    "NATIONAL_ID": """
        ssn itin ein tin nino nin social national passport licence license driver driving driver's tax taxpayer
        insurance-no dni nie nif nacional identidad pasaporte sociale nir identité passeport fiscal fiscale
        steuer-id steuerid steueridentifikationsnummer steuernummer idnr personalausweis personalausweisnummer
        ausweis ausweisnummer reisepass reisepassnummer sozialversicherungsnummer rentenversicherungsnummer
        führerschein führerscheinnummer steuer sozialversicherung
        contribuinte cpf rg passaporte cidadão identidade codice passaporto patente carta-identità
        bsn burgerservicenummer paspoort paspoortnummer rijbewijs sofinummer
        pesel dowód dowodu paszport паспорт паспорта рнокпп іпн هوية الهوية جواز
        aadhaar curp
    """,
    "SECRET": """
        otp pin tan cvv cvc cvv2 csc passcode one-time verification authentication 2fa mfa
        sicherheitscode bestätigungscode einmalcode verificación verificacion vérification verificação verifica
        verificatie weryfikacyjny перевірки التحقق
    """,
    "DATE_OF_BIRTH": """
        dob birth born birthday birthdate d.o.b geboren geburtsdatum geburtstag nacimiento nací naci nacido nacida
        naissance né née nascimento nasci nascido nascida nascita nato nata geboortedatum geboorte urodzenia urodzony
        urodzona народження народився народилася الميلاد ميلاد المولود
    """,
    NUMBER: """
        number numbers no num nr nbr id nº n° code número numero numéro nummer numer номер رقم код código codigo codice
    """,
    THING: """
        serial model item sku ean isbn part article product size version build release firmware error invoice
        voucher promo coupon gift discount code-promo warranty room seat page step year since in-stock room flight
        serie modelo artículo producto factura cupón descuento talla versión
        série modèle article produit facture bon taille
        seriennummer modell artikel artikelnummer rechnung rechnungsnummer gutschein fehler fehlercode größe
        produto fatura cupom desconto modello articolo prodotto fattura buono sconto taglia errore erro
        serienummer artikelnummer factuur kortingscode maat
        faktura model kod rabatowy рахунок-фактура модель товар
    """,
}


def _words(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


WORDS: dict[str, str] = {word: kind for kind, words in _WORDS.items() for word in words.split()}

PAIRS = {
    ("social", "security"): "NATIONAL_ID",
    ("security", "code"): "SECRET",
    ("gift", "card"): THING,
    ("driving", "license"): "NATIONAL_ID",
}
"""Two words that say together what neither says alone."""

UNSPACED = {
    "订单": "ACCOUNT", "运单": "ACCOUNT", "快递": "ACCOUNT", "客户": "ACCOUNT", "账号": "ACCOUNT", "账户": "ACCOUNT",
    "会员": "ACCOUNT", "包裹": "ACCOUNT", "电话": "PHONE", "手机": "PHONE", "卡号": "CARD", "信用卡": "CARD",
    "银行卡": "CARD", "身份证": "NATIONAL_ID", "护照": "NATIONAL_ID", "验证码": "SECRET", "出生": "DATE_OF_BIRTH",
    "生日": "DATE_OF_BIRTH", "型号": THING, "序列号": THING,
}  # fmt: skip
"""Words of languages that write without spaces; found anywhere in the window."""

COPULAS = _words("is was are ist war lautet es son est é e è sono to jest")
"""Words by which a number may come before its name: "4711-0923 is my order number"."""

PHONE_AFTER = _words("office mobile fax home cell work")
"""Words written after a telephone number."""

UNITS = _words(
    """eur euro euros usd gbp pln brl uah dollars dollar pounds kg g km m cm mm ml l gb mb tb px hz w mah
    people seats units pcs pieces stück personen piezas pièces unidades pezzi stuks %"""
)
"""What stands after an amount; an amount is not an order number."""

BOOKING_STEMS = ("booking", "reserv", "réserv", "pnr", "confirmation", "locali", "buchung", "prenotaz", "rezerw", "boeking")  # fmt: skip
"""What stands near a booking code of six letters, which has no digit to be found by."""

NOT_CUSTOMERS = _words("INV GC SN ISO RFC DIN IEC UTF AES RTX GTX SKU EAN CVE")
"""Prefixes before a hyphen and digits that name documents, standards and goods."""

BIRTH_STEMS = (
    "birth", "born", "dob", "d.o.b", "gebor", "geburt", "nacim", "nací", "naci", "naiss", "né ", "née", "nasc",
    "nato", "nata", "geboort", "urodz", "народ", "ميلاد", "出生", "生日",
)  # fmt: skip

PASSWORD_WORDS = (
    "password", "passwd", "passphrase", "pwd", "passwort", "kennwort", "mot de passe", "contraseña", "contrasena",
    "senha", "palavra-passe", "wachtwoord", "hasło", "haslo", "пароль", "كلمة المرور", "كلمة السر", "密码",
    "api key", "api_key", "apikey", "api-key", "access token", "access_token", "secret key", "secret_key",
    "client_secret", "api-schlüssel", "clé api", "identified by",
)  # fmt: skip
"""Words after which a secret stands; "password" in Italian and Dutch too."""

KEY_STEMS = ("sk-", "sk_", "pk_", "ghp_", "gho_", "github_pat_", "glpat-", "AKIA", "ASIA", "xox", "AIza", "eyJ")
"""What well-known keys begin with; a test as cheap as it gets before their pattern is tried."""

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
