"""The words that announce a number: order, telephone, licence, serial; in every language the desk offers.

A word stands here in lower case, as customers write it, with and without its accents. Which language it belongs to does
not matter to a reader who scans for it: people mix languages, and a German may well give an Italian tax code.
"""

from __future__ import annotations

NUMBER = "NUMBER"
"""A word that says only that a number follows."""
CODE = "CODE"
"""A word such as code: with nothing else said, short digits after it are a one-time code."""
THING = "THING"
"""A word that names a thing and not a customer: serial, model, voucher. Its number is not hidden for its shape alone."""
HEALTH = "HEALTH_ID"
"""A word of a health scheme. A number of no scheme's form after it is an insurer's or a hospital's: an ACCOUNT."""
POSTCODE = "POSTCODE"
"""A word after which a postcode stands."""

_WORDS = {
    "ACCOUNT": """
        order orders parcel parcels package packages shipment shipping delivery tracking booking reservation account accounts acct
        customer client member membership policy contract insurance employee subscription ticket case mrn npi claim record records
        loyalty acc confirmation consignment ref reference pnr invoice-account transaction payment transfer rma
        return complaint incident enquiry inquiry application dispatch waybill frequent-flyer routing sort iin student
        chart payroll staff badge meter supply mandate debtor creditor docket clabe cbu bsb tracking-id order-id
        referenz referencia référence referência riferimento referentie
        pedido pedidos paquete paquetes envío envio envíos seguimiento reserva reservas cuenta cliente póliza poliza contrato
        expediente localizador abono abonado socio reclamación reclamacion incidencia suscripción transacción compra
        commande commandes colis livraison livraisons expédition suivi réservation reservation compte client cliente contrat
        dossier adhérent adherent abonné police réclamation sinistre abonnement virement paiement bordereau
        bestellung bestellungen auftrag aufträge paket pakete sendung sendungen lieferung lieferungen buchung buchungen konto
        kunde kunden kundin kundenkonto vertrag verträge police mitglied rücksendung retoure reklamation schaden vorgang
        bestellnummer bestellnr bestell-nr auftragsnummer auftragsnr auftrags-nr sendungsnummer sendungs-nr paketnummer
        kundennummer kundennr kunden-nr kd-nr vertragsnummer vertrags-nr vertragsnr kontonummer kontonr konto-nr
        buchungsnummer buchungscode vorgangsnummer aktenzeichen mitgliedsnummer mitglieds-nr ticketnummer lieferscheinnummer
        versicherungsnummer policennummer vertragskonto fallnummer schadennummer schadensnummer retourennummer
        reklamationsnummer personalnummer zählernummer matrikelnummer referenznummer transaktionsnummer mandatsreferenz
        encomenda encomendas entrega entregas rastreio rastreamento conta apólice apolice processo assinatura remessa
        compra reclamação protocolo sócio associado
        ordine ordini pacco pacchi spedizione spedizioni consegna tracciamento tracking prenotazione prenotazioni conto polizza
        contratto pratica tessera abbonamento reclamo reso sinistro bonifico utenza fornitura socio
        bestelling bestellingen bestelnummer ordernummer pakket pakketje pakketten zending levering boeking boekingen rekening
        rekeningnummer klant klantnummer klantennummer polis polisnummer contract contractnummer abonnement
        pakketnummer dossiernummer zendingsnummer trackingnummer boekingsnummer reserveringsnummer reservering lidnummer
        lidmaatschap lidmaatschapsnummer referentienummer retournummer retour personeelsnummer meternummer
        zamówienie zamówienia zamówieniu zamowienie zamowienia paczka paczki przesyłka przesyłki klienta rezerwacja rezerwacji
        konta umowy polisy
        замовлення посилка посилки клієнта договору рахунку відправлення бронювання
        الطلب طلب طلبي الشحنة شحنة الطرد حساب الحساب حسابي العميل الحجز
    """,
    "PHONE": """
        phone phones telephone tel mobile cell cellphone call calling ring whatsapp answering text sms fax contact reach hotline
        landline voicemail callback
        teléfono telefono móvil movil llamar llámame llamame llámenme llamadme fijo celular
        téléphone telephone portable appeler appelez appelle-moi rappeler rappelez joindre joignable fixe tél
        telefon telefonnummer telefonnr rufnummer handy handynummer mobil mobilnummer mobilfunk anrufen anruf rückruf erreichbar
        erreichen festnetz faxnummer
        telefone telemóvel telemovel celular ligar ligue contacto contato
        cellulare cell chiamare chiamatemi chiamami richiamare telefonico recapito fisso
        telefoonnummer telefoon mobiel mobiele bellen bel bereiken bereikbaar gsm mobieltje
        telefonu komórka komorka komórki zadzwonić dzwonić zadzwoń
        телефон телефону телефоном дзвоніть зателефонуйте мобільний
        هاتف الهاتف هاتفي جوال الجوال موبايل
    """,
    "CARD": """
        card cards visa mastercard amex maestro creditcard cc debit pan
        tarjeta tarjetas carte cartes cb kreditkarte kreditkartennummer kartennummer karte ec-karte girocard cartão cartao carta
        kaart kaartnummer creditkaart creditcardnummer karta bancontact
        karty картка картки карти بطاقة البطاقة
    """,
    "IBAN": "iban bankverbindung",
    "NATIONAL_ID": """
        ssn itin ein tin nino nin social national passport licence license driver driver's driving tax taxpayer identity citizen
        insurance-no ppsn pps tfn aadhaar curp cedula cédula voter green-card visa-number
        dni nie nif cif nuss nacional identidad pasaporte conducir seguridad
        sociale sociales nir identité passeport fiscal fiscale cni sécu permis conduire
        steuer-id steuerid steueridentifikationsnummer steuernummer steuer-nr idnr personalausweis personalausweisnummer perso
        ausweis ausweisnummer ausweisnr reisepass reisepassnummer passnummer sozialversicherungsnummer rentenversicherungsnummer
        rentenversicherung führerschein führerscheinnummer steuer sozialversicherung svnr ahv ahv-nummer identitätskarte
        contribuinte cpf rg cnh passaporte cidadão cidadao bilhete condução niss
        identità identita codice-fiscale passaporto patente carta-identità
        bsn burgerservicenummer paspoort paspoortnummer rijbewijs rijbewijsnummer sofinummer identiteitskaart id-kaart
        identiteitsbewijs rijksregisternummer
        pesel dowód dowodu paszport paszportu personnummer cpr cpr-nummer henkilötunnus oib egn jmbg cnp
        паспорт паспорта рнокпп іпн هوية الهوية جواز الجواز
    """,
    HEALTH: """
        nhs ehic health medicare medicaid ohip mbi hic
        krankenversichertennummer krankenversicherungsnummer krankenversicherung versichertennummer versichertennr kvnr
        gesundheitskarte krankenkasse krankenkassennummer
        sns utente sanitaria sanitario sanitari santé maladie vitale cns saúde cnsaude salud cip
        zorgpas zorgverzekering zorgverzekeringsnummer uzovi
        ubezpieczenia медичної
    """,
    "SECRET": """
        otp pin tan cvv cvc cvv2 csc passcode one-time onetime verification authentication authenticator 2fa mfa mtan smstan
        pincode pin-code sicherheitscode bestätigungscode einmalcode einmalpasswort verifizierungscode prüfcode
        verificación verificacion vérification vérif verificação verificacao verifica verificatie verificatiecode
        bevestigingscode beveiligingscode weryfikacyjny перевірки التحقق
    """,
    "DATE_OF_BIRTH": """
        dob birth born birthday birthdate d.o.b bday geboren geb geburtsdatum geburtstag geburtsdat nacimiento nací naci nacido nacida
        cumpleaños naissance né née nascimento nasci nascido nascida aniversário nascita nato nata compleanno
        geboortedatum geboorte verjaardag urodzenia urodzony urodzona народження народився народилася
        الميلاد ميلاد المولود
    """,
    "VEHICLE": """
        plate plates numberplate number-plate licence-plate registration reg vrn
        kennzeichen nummernschild autokennzeichen matrícula matricula placa placas matrículas
        immatriculation immatriculé immatriculée plaque plaques targa targata targato kenteken kentekenplaat nummerplaat
        rejestracyjny rejestracyjna rejestracji rejestracja
    """,
    POSTCODE: """
        zip zipcode zip-code postcode post-code postal plz postleitzahl cap cep pincode-area
    """,
    "ADDRESS": """
        address addresses adresse anschrift dirección direccion domicilio indirizzo endereço endereco morada adres street
        straße strasse calle rue rua flat apartment apt building
    """,
    NUMBER: """
        number numbers no num nr nbr id ids nº n° número numero numéro nummer numer номер رقم #
    """,
    CODE: "code codes código codigo codice kode kod код رمز códigos",
    THING: """
        serial model item sku ean isbn part article product size version build release firmware error invoice
        voucher promo promotion coupon gift discount code-promo warranty room seat page step year since in-stock room flight gate reading
        bar barcode qr area country dial dress source color colour
        serie modelo artículo producto factura cupón cupon descuento promocional talla versión vuelo
        série modèle article produit facture bon taille promotionnel réduction vol
        seriennummer modell artikel artikelnummer rechnung rechnungsnummer gutschein gutscheincode rabattcode fehler fehlercode größe
        flug flugnummer vorwahl
        produto fatura cupom desconto modello articolo prodotto fattura buono sconto taglia errore erro voo volo
        serienummer artikelnummer factuur factuurnummer kortingscode foutcode maat vlucht vluchtnummer
        faktura model rabatowy рахунок-фактура модель товар
    """,
}


def _words(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


WORDS: dict[str, str] = {word: kind for kind, words in _WORDS.items() for word in words.split()}

PAIRS = {
    ("social", "security"): "NATIONAL_ID",
    ("national", "insurance"): "NATIONAL_ID",
    ("security", "code"): "SECRET",
    ("codice", "fiscale"): "NATIONAL_ID",
    ("gift", "card"): THING,
    ("driving", "license"): "NATIONAL_ID",
    ("health", "insurance"): HEALTH,
    ("health", "card"): HEALTH,
    ("tarjeta", "sanitaria"): HEALTH,
    ("carte", "vitale"): HEALTH,
    ("insurance", "card"): HEALTH,
    ("loyalty", "card"): "ACCOUNT",
    ("member", "card"): "ACCOUNT",
    ("membership", "card"): "ACCOUNT",
    ("customer", "card"): "ACCOUNT",
    ("ip", "address"): "IP",
    ("security", "number"): "NATIONAL_ID",
    ("seguridad", "social"): "NATIONAL_ID",
    ("sécurité", "sociale"): "NATIONAL_ID",
    ("identity", "card"): "NATIONAL_ID",
    ("id", "card"): "NATIONAL_ID",
    ("carte", "identité"): "NATIONAL_ID",
    ("student", "card"): "ACCOUNT",
}
"""Two words that say together what neither says alone."""

UNSPACED = {
    "订单": "ACCOUNT", "运单": "ACCOUNT", "快递": "ACCOUNT", "客户": "ACCOUNT", "账号": "ACCOUNT", "账户": "ACCOUNT",
    "会员": "ACCOUNT", "包裹": "ACCOUNT", "电话": "PHONE", "手机": "PHONE", "卡号": "CARD", "信用卡": "CARD",
    "银行卡": "CARD", "身份证": "NATIONAL_ID", "护照": "NATIONAL_ID", "验证码": "SECRET", "车牌": "VEHICLE", "邮编": POSTCODE, "医保": HEALTH, "出生": "DATE_OF_BIRTH",
    "生日": "DATE_OF_BIRTH", "型号": THING, "序列号": THING,
}  # fmt: skip
"""Words of languages that write without spaces; found anywhere in the window."""

COPULAS = _words("is was are ist war lautet es son est é e è sono to jest would reads being luidt це هو")
"""Words by which a number may come before its name: "4711-0923 is my order number"."""
