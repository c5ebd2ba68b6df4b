"""Messages as customers write them, each value marked with its kind: [KIND|value]. None is anybody's.

Addresses of the net are reserved for documentation (RFC 2606, RFC 5737, RFC 3849), telephones are of ranges kept for
fiction where a country has one, cards are the test numbers of payment services.
"""

from __future__ import annotations

import re

MESSAGES = {
    "en": """
Hi, my order [ACCOUNT|4711-0923] hasn't arrived. Reach me on [PHONE|020 7946 0958] after six.
Order no [ACCOUNT|88213377], please ring [PHONE|+44 7700 900123] or write to [EMAIL|kim.b@example.org].
Booking reference [ACCOUNT|X7QKLM], I need to change the date.
My customer number: [ACCOUNT|C-2201-94]. The policy number is [ACCOUNT|HX 4482 9910].
tracking says [ACCOUNT|1Z999AA10123456784] was delivered, it was not
The account is [ACCOUNT|55779911], sort code [ACCOUNT|20-00-00].
Ticket [ACCOUNT|#482211] has been open for two weeks.
It was charged to my card [CARD|4111 1111 1111 1111] twice.
the card ending... actually the whole number is [CARD|5555-5555-5555-4444]
Amex [CARD|3782 822463 10005] was declined.
card number [CARD|4111 1111 1111 1112], did I mistype it?
Please pay it back to [IBAN|GB29 NWBK 6016 1331 9268 19].
My social is [NATIONAL_ID|536-90-4399] and I was born on [DATE_OF_BIRTH|04/12/1961].
SSN [NATIONAL_ID|536904399]
National insurance number [NATIONAL_ID|QQ 12 34 56 C], date of birth [DATE_OF_BIRTH|12th of March 1984]
Passport no. [NATIONAL_ID|533380006], issued in Leeds.
My driving licence number is [NATIONAL_ID|MORGA 657054 SM9IJ].
DOB [DATE_OF_BIRTH|3-Aug-1990]
D.O.B.: [DATE_OF_BIRTH|1990/08/03]
[DATE_OF_BIRTH|3 August 1990] is my date of birth
My birthday is [DATE_OF_BIRTH|August 3rd, 1990], I am over 18.
I can't log in, my username is [USERNAME|kim_b77].
User name: [USERNAME|kimberry]
username [USERNAME|kim.b], it says the account is locked
I'm [USERNAME|@kim_b77] on your forum
logged in as [USERNAME|kim-b-77] but the basket is empty
The code you sent is [SECRET|482913] but it says expired.
Here is the one-time code: [SECRET|482 913]
my verification code [SECRET|G-482913] never works
my pin is [SECRET|4821], can you unblock it
password: [SECRET|Tr0ub4dor&3]
my password is [SECRET|correct-horse-7] and it is rejected
The passcode was [SECRET|90210]
I pasted the api key [SECRET|sk_live_4eC39HqLyjWDarjtT1zdp7dc] by mistake
Authorization: Bearer [SECRET|abc123.def456.ghi789]
My number plate is [VEHICLE|AB12 CDE].
I got a ticket, registration [VEHICLE|LK23 XYZ], parked outside.
my car ([VEHICLE|KJ19 OPL]) was towed
NHS number [HEALTH_ID|943 476 5919]
My IP is [IP|192.0.2.77] and it's blocked.
the log shows [IP|2001:db8::ff00:42:8329]
See [URL|https://shop.example/orders/view?ref=77812]
the page [URL|www.example.com/help] is down
You can text me: [PHONE|(202) 555-0143]
call [PHONE|1-800-555-0199] they told me
phone [PHONE|555-0143]
My mobile has changed from [PHONE|07700 900123] to [PHONE|07700 900456]
[EMAIL|kim(at)example.org]
write to [EMAIL|kim dot b at example dot org] please
zip [ADDRESS|90210]
my postcode is [ADDRESS|90210-1234]
employee id [ACCOUNT|E10293]
membership [ACCOUNT|000482913]
claim [ACCOUNT|CLM-2026-00192] was refused
My return RMA [ACCOUNT|RMA-55102] is missing.
confirmation number [ACCOUNT|HKP2X9]
""",
    "de": """
Meine Bestellung [ACCOUNT|4711-0923] ist nicht angekommen, bitte rufen Sie mich unter [PHONE|030 23125 678] an.
Kundennummer [ACCOUNT|8834712], Vertragsnummer: [ACCOUNT|V-99-1203].
Ich bin am [DATE_OF_BIRTH|12.04.1961] geboren.
Geburtsdatum: [DATE_OF_BIRTH|3. August 1990]
geb. [DATE_OF_BIRTH|03.08.90]
Geboren wurde ich am [DATE_OF_BIRTH|3. Aug. 1990].
Meine IBAN ist [IBAN|DE89 3704 0044 0532 0130 00].
Bitte überweisen Sie auf [IBAN|DE89370400440532013000]
Steuer-ID [NATIONAL_ID|36 574 261 809]
Personalausweisnummer [NATIONAL_ID|L01X00T471]
Reisepass Nr. [NATIONAL_ID|C01X00T47]
Meine Sozialversicherungsnummer lautet [NATIONAL_ID|15 070649 C 103].
Krankenversichertennummer [HEALTH_ID|A123456780]
Mein Kennzeichen ist [VEHICLE|B-MW 1234].
Ich habe mit dem Auto [VEHICLE|HH-AB 123] dort geparkt.
Der Benutzername lautet [USERNAME|kim_77].
Benutzername: [USERNAME|kimbeere]
Ich bin angemeldet als [USERNAME|kim.b77]
Passwort: [SECRET|geheim99]
mein Kennwort ist [SECRET|Sonne!2024]
Die TAN [SECRET|482913] wird nicht angenommen.
Ihr Code lautet [SECRET|482913]
Der Bestätigungscode ist [SECRET|482 913].
Meine PIN ist [SECRET|4821].
Kreditkarte [CARD|4111 1111 1111 1111], gültig bis 04/27
Handy [PHONE|0171 2345678], Festnetz [PHONE|+49 30 23125-678]
Sendungsnummer [ACCOUNT|00340434161094042557]
Auftrag [ACCOUNT|A-55102] vom 3. Mai
meine E-Mail: [EMAIL|kim@example.de]
PLZ [ADDRESS|50667]
Schadennummer [ACCOUNT|26-104-77812]
Rückrufnummer: [PHONE|0221/4710123]
Führerscheinnummer [NATIONAL_ID|B072RRE2I55]
Aktenzeichen [ACCOUNT|26-4512]
""",
    "es": """
Mi pedido [ACCOUNT|4711-0923] no ha llegado, mi teléfono es [PHONE|912 345 678].
Número de pedido: [ACCOUNT|88213377]
Soy cliente [ACCOUNT|8834712] y quiero cancelar.
Mi DNI es [NATIONAL_ID|12345678Z]
DNI [NATIONAL_ID|12.345.678-Z]
NIE: [NATIONAL_ID|X2482300W]
el pasaporte es [NATIONAL_ID|PAB123456]
Nací el [DATE_OF_BIRTH|3 de agosto de 1990].
fecha de nacimiento [DATE_OF_BIRTH|03/08/1990]
nacida el [DATE_OF_BIRTH|3-8-1990]
Mi matrícula es [VEHICLE|1234 BCD].
el coche con matrícula [VEHICLE|5678-FGH] estaba aparcado
Mi nombre de usuario es [USERNAME|kim_77]
usuario: [USERNAME|kim77]
contraseña: [SECRET|luna-77]
mi contraseña es [SECRET|Sol2024!]
El código de verificación es [SECRET|482913]
me llegó el código [SECRET|482913] pero no funciona
mi PIN es [SECRET|4821]
Pueden llamarme al [PHONE|+34 612 345 678]
mi móvil: [PHONE|612345678]
IBAN [IBAN|ES91 2100 0418 4502 0005 1332]
la tarjeta [CARD|4111 1111 1111 1111] fue rechazada
localizador [ACCOUNT|X7QKLM]
número de expediente [ACCOUNT|EXP-2026-0192]
número de la seguridad social [NATIONAL_ID|28 12345678 40]
tarjeta sanitaria [HEALTH_ID|BBBB999999999900]
código postal [ADDRESS|28013]
mi correo es [EMAIL|kim@example.es]
envío número [ACCOUNT|PQ4F6T0512345]
número de factura F-2231 del pedido [ACCOUNT|998877]
""",
    "fr": """
Ma commande [ACCOUNT|CMD-2025-66367] n'est pas arrivée, mon numéro est le [PHONE|06 12 34 56 78].
numéro de commande : [ACCOUNT|88213377]
Je suis né le [DATE_OF_BIRTH|3 août 1990].
née le [DATE_OF_BIRTH|03/08/1990]
date de naissance : [DATE_OF_BIRTH|03.08.1990]
Je suis née le [DATE_OF_BIRTH|1er août 1990]
Mon numéro de sécurité sociale est [NATIONAL_ID|2 95 10 99 126 111 93].
numéro de passeport [NATIONAL_ID|14AA12345]
carte d'identité n° [NATIONAL_ID|880692310285]
permis de conduire [NATIONAL_ID|123456789012]
Mon identifiant est [USERNAME|kim_77]
nom d'utilisateur : [USERNAME|kimbaie]
mon pseudo est [USERNAME|kim77]
mot de passe : [SECRET|soleil!77]
mon mot de passe est [SECRET|Soleil2024]
le code de vérification est [SECRET|482913]
j'ai reçu le code [SECRET|482913] mais il est expiré
mon code PIN est [SECRET|4821]
la plaque d'immatriculation est [VEHICLE|AA-123-BB]
Ma voiture, immatriculée [VEHICLE|AB-123-CD], est en panne.
IBAN [IBAN|FR14 2004 1010 0505 0001 3M02 606]
carte bancaire [CARD|4111 1111 1111 1111]
rappelez-moi au [PHONE|+33 1 99 00 12 34]
tél. [PHONE|01 99 00 12 34]
numéro de client [ACCOUNT|8834712]
dossier [ACCOUNT|2026-114-77]
colis [ACCOUNT|6A12345678901]
code postal [ADDRESS|75011]
mon mail [EMAIL|kim@example.fr]
numéro de contrat [ACCOUNT|12 345 678]
""",
    "pt": """
A minha encomenda [ACCOUNT|4711-0923] não chegou, o meu telemóvel é [PHONE|912 345 678].
O pedido [ACCOUNT|998877] veio errado.
número do pedido: [ACCOUNT|88213377]
O meu CPF é [NATIONAL_ID|529.982.247-25]
NIF [NATIONAL_ID|501964843]
cartão de cidadão [NATIONAL_ID|00000000 0 ZZ4]
RG [NATIONAL_ID|12.345.678-9]
Nasci em [DATE_OF_BIRTH|3 de agosto de 1990].
data de nascimento [DATE_OF_BIRTH|03/08/1990]
nascida a [DATE_OF_BIRTH|3-8-1990]
o meu nome de utilizador é [USERNAME|kim_77]
usuário: [USERNAME|kim77]
senha: [SECRET|sol-2024]
a minha palavra-passe é [SECRET|Sol2024!]
o código de verificação é [SECRET|482913]
recebi o código [SECRET|482913] mas não funciona
o PIN é [SECRET|4821]
a matrícula do carro é [VEHICLE|AA-12-BB]
minha placa é [VEHICLE|ABC1D23]
número de utente [HEALTH_ID|123456789]
IBAN [IBAN|PT50 0002 0123 1234 5678 9015 4]
o cartão [CARD|4111 1111 1111 1111] foi recusado
ligue para [PHONE|+351 912 345 678]
meu telefone é [PHONE|(11) 91234-5678]
código de rastreio [ACCOUNT|RR123456785PT]
apólice [ACCOUNT|0045-778123]
código postal [ADDRESS|1100-148]
CEP [ADDRESS|01310-100]
o meu email é [EMAIL|kim@example.pt]
número de cliente [ACCOUNT|8834712]
protocolo [ACCOUNT|2026114477]
""",
    "it": """
Il mio ordine [ACCOUNT|4711-0923] non è arrivato, il mio cellulare è [PHONE|347 123 4567].
numero d'ordine [ACCOUNT|445566]
Il mio codice fiscale è [NATIONAL_ID|RSSMRA85T10A562S]
codice fiscale [NATIONAL_ID|RSS MRA 85T10 A562S]
carta d'identità [NATIONAL_ID|CA12345AA]
numero di passaporto [NATIONAL_ID|YA1234567]
patente [NATIONAL_ID|U1K12345AB]
Sono nato il [DATE_OF_BIRTH|3 agosto 1990].
data di nascita: [DATE_OF_BIRTH|03/08/1990]
sono nata il [DATE_OF_BIRTH|1° maggio 1990]
il mio nome utente è [USERNAME|kim_77]
username: [USERNAME|kimbacca]
password: [SECRET|sole-2024]
la mia password è [SECRET|Sole2024!]
il codice di verifica è [SECRET|482913]
ho ricevuto il codice [SECRET|482913] ma è scaduto
il PIN è [SECRET|4821]
la targa è [VEHICLE|AB 123 CD]
la mia macchina targata [VEHICLE|AB123CD] era parcheggiata
tessera sanitaria [HEALTH_ID|80380000801234567890]
IBAN [IBAN|IT60 X054 2811 1010 0000 0123 456]
la carta [CARD|4111 1111 1111 1111] è stata rifiutata
chiamatemi al [PHONE|+39 06 99 40 80 67]
telefono [PHONE|06 9940 8067]
codice cliente [ACCOUNT|8834712]
numero di polizza [ACCOUNT|AB-778123]
pratica [ACCOUNT|2026/11447]
CAP [ADDRESS|00184]
la mia mail è [EMAIL|kim@example.it]
numero di spedizione [ACCOUNT|1Z999AA10123456784]
""",
    "nl": """
Mijn bestelling [ACCOUNT|4711-0923] is niet aangekomen, bel mij op [PHONE|06 12345678].
bestelnummer [ACCOUNT|778899]
klantnummer: [ACCOUNT|8834712]
Mijn BSN is [NATIONAL_ID|111222333]
burgerservicenummer [NATIONAL_ID|1112.22.333]
paspoortnummer [NATIONAL_ID|NXR2R4K35]
rijbewijs [NATIONAL_ID|5123456789]
Ik ben geboren op [DATE_OF_BIRTH|3 augustus 1990].
geboortedatum [DATE_OF_BIRTH|03-08-1990]
mijn gebruikersnaam is [USERNAME|kim_77]
gebruikersnaam: [USERNAME|kimbes]
wachtwoord: [SECRET|zon-2024]
mijn wachtwoord is [SECRET|Zon2024!]
de verificatiecode is [SECRET|482913]
ik kreeg de code [SECRET|482913] maar die werkt niet
mijn pincode is [SECRET|4821]
mijn kenteken is [VEHICLE|AB-123-C]
de auto met kenteken [VEHICLE|12-ABC-3] stond geparkeerd
IBAN [IBAN|NL91 ABNA 0417 1643 00]
rekeningnummer [IBAN|NL91ABNA0417164300]
kaart [CARD|4111 1111 1111 1111] geweigerd
telefoonnummer [PHONE|020 123 4567]
mobiel [PHONE|+31 6 12345678]
mijn mail is [EMAIL|kim@example.nl]
dossiernummer [ACCOUNT|2026-11447]
polisnummer [ACCOUNT|0045778123]
track en trace [ACCOUNT|3SABCD0123456]
postcode [ADDRESS|1012 AB]
factuur 2231 bij bestelling [ACCOUNT|998877]
""",
    "tables": """
name;phone;dob\\n[PERSON|Kim Berry];[PHONE|020 7946 0958];[DATE_OF_BIRTH|1990-08-03]
order_id,email,card\\n[ACCOUNT|88213],[EMAIL|kim@example.org],[CARD|4111111111111111]
[PHONE|+44 20 7946 0958] | [EMAIL|kim@example.org] | [DATE_OF_BIRTH|1990-08-03] | gold | [ACCOUNT|88213377]
[URL|https://example.org/login?user=][USERNAME|kimb]&email=[EMAIL|kim@example.org]&token=[SECRET|abc123def]
""",
}
"""Language (or form) and its messages, one a line; a line break inside one is written \\n."""

CLEAN = """
Does the Victoria sofa come in grey, for 289.22 EUR?
I bought 3 of them in 2019 and 2 in 2024.
Error 0x80070057 on build 22631.4037, version 5.12.3.
error code 4821 when I start it
The promo code SAVE20 does not work.
your password reset page is broken
my password is wrong
username is required, it says
My username is not accepted
what is a username?
I forgot my username and password
login does not work since Monday
The user interface is confusing
Is the serial number WX-76/273 under warranty?
Flight LH 1234 was late, gate B12.
The plate was broken when it arrived
I want to register my product
the car park at gate 4 was full
What is your phone number?
Open 24/7? I came on 24/12 at 10:42.
born and raised here, I love this shop
It costs $1,200.50 or 1.200,50 EUR
Size 42, colour 3, 100 g, 250 ml
in 2019-2020 I was a customer
ISO-27001 and GDPR article 17
The ISBN is 978-3-16-148410-0
My screen is 3840x2160 at 60 Hz
MAC 00:1A:2B:3C:4D:5E
I have 12345 points
We are 1200 people in 15 offices
between 8:00 and 17:30
the area code of the hotline
a 10 % discount on 2 items
room 204, floor 3
Artikelnummer 4499-C ist ausverkauft
Der Gutschein über 50 EUR ist abgelaufen
Mein Passwort ist falsch
Der Benutzername ist gesperrt
Das Modell X200 kostet 1.299,00 Euro
Fehlercode 4821
Die Rechnung 2231 fehlt
im Jahr 2024 habe ich 3 Stück bestellt
Der Auftrag dauert 14 Tage
Mi contraseña no funciona
mi nombre de usuario está bloqueado
el modelo X200 cuesta 1.299,00 euros
talla 42, 2 unidades
código de error 4821
la factura 2231
Mon mot de passe est incorrect
mon identifiant ne marche pas
le modèle X200 coûte 1 299,00 euros
code promo ETE20
taille 42
A minha senha não funciona
o modelo X200 custa 1.299,00 euros
código de erro 4821
La mia password non funziona
il modello X200 costa 1.299,00 euro
codice errore 4821
Mijn wachtwoord werkt niet
foutcode 4821
het model X200 kost 1.299,00 euro
I moved here in March 2019
call me back please
my account is locked
Where is my order?
The package weighs 2500 g
the meter reading is 45213 kWh
I ordered 2 on 3 May 2024 and 4 on 5 June 2024
Great, 5 stars!
Top 10 of 2023
from 1999 to 2005
see page 4821 of the manual
5 out of 7 times
3 for 2
USB-C 3.2 and HDMI 2.1
A4, 80 g/m2
I waited for 45 minutes on 2 calls
"""
"""Messages without anything personal, many with what looks like it; the last digits are amounts, goods and times."""

_MARK = re.compile(r"\[([A-Z_]+)\|([^\]]*)\]")


def marked(line: str) -> tuple[str, list[tuple[int, int, str]]]:
    """Return a message without its marks, and where each value stands."""
    line = line.replace("\\n", "\n")
    parts, spans, last, length = [], [], 0, 0
    for m in _MARK.finditer(line):
        parts += (line[last : m.start()], m[2])
        length += m.start() - last
        spans.append((length, length + len(m[2]), m[1]))
        length += len(m[2])
        last = m.end()
    return "".join(parts) + line[last:], spans


ALL = [(language, *marked(line)) for language, lines in MESSAGES.items() for line in lines.strip().split("\n")]
NOTHING = CLEAN.strip().split("\n")
