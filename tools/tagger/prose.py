"""Write plain prose about people and places, as in news and letters, in our own sentences: {P} a person, {F} a given name,
{L} a family name, {C} a town, {K} a country. Sentences without a slot teach what is nobody and nowhere, German nouns first.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from babel import Locale
from tools.tagger.corpus import Labelled, Text
from tools.tagger.drawing import Draw
from tools.tagger.people import origins
from tools.tagger.varied import full_name, name, town

SENTENCES = {
    "de": """
        Das sagte {P} am Dienstag in {C}.
        {L} wurde in {C} geboren und wuchs in {K} auf.
        Nach Angaben von {P} soll der Bau im Herbst beginnen.
        Die Bürgermeisterin von {C}, {P}, war anderer Meinung.
        Der Zug von {C} nach {C} fährt heute nicht.
        Im Süden von {K} regnete es die ganze Woche.
        Seine Tochter {F} lebt heute mit ihrer Familie in der Nähe von {C}.
        {P} und {P} haben das Haus gemeinsam gekauft.
        „Wir hatten keine Wahl“, meint {L}.
        Als {F} nach Hause kam, war die Tür offen.
        Zwischen {K} und {K} gibt es eine neue Fähre.
        Frau {L} hat gestern angerufen, Herr {L} ist noch im Urlaub.
        Der Trainer {P} verließ den Verein nach der Niederlage gegen {C}.
        Sie zog von {C} in ein Dorf bei {C}.
        In {C} eröffnete im Jahr 1998 das erste Museum dieser Art.
        Professor {P} von der Universität {C} hat die Studie geleitet.
        Auch {F} und {F} waren bei der Feier.
        Laut {L} ist die Lage in {K} schwierig.
        Der Sohn des Malers {P} starb kurz danach in {C}.
        Viele Menschen aus {K} arbeiten hier in der Stadt.
        Die Regierung in {C} wies die Vorwürfe zurück.
        Die Wirtschaft wächst langsamer als im vergangenen Jahr.
        Der Rat hat die neue Regel für die Schulen beschlossen.
        Unter dem Dach nisten im Frühling die Schwalben.
        In der Nacht auf Montag fiel der Strom in mehreren Straßen aus.
        Das Gebäude ist aus Holz und Glas und hat einen kleinen Garten.
        Für die Kinder war der Besuch im Zoo der Höhepunkt des Sommers.
        Die Polizei sucht Zeugen des Unfalls auf der Autobahn.
        Mit der Arbeit am Projekt hatte niemand gerechnet.
        Der Film erzählt die Geschichte einer Familie im Krieg.
        Wegen der Hitze blieben Geschäfte und Ämter am Nachmittag geschlossen.
        Die Forschung zeigt einen Zusammenhang zwischen Schlaf und Gedächtnis.
        Am Ende bleibt die Frage nach den Kosten und der Verantwortung.
        Nach dem Essen gab es Kaffee, Kuchen und lange Gespräche.
        Die Mannschaft gewann das Spiel in der Verlängerung.
        Diese Bedeutung des Wortes ist erst seit dem Mittelalter belegt.
        Ein Drittel der Fläche ist Wald, der Rest Ackerland und Wiesen.
        Zum Schutz der Umwelt werden weniger Flaschen aus Plastik verkauft.
        Die Entscheidung des Gerichts wird im Januar erwartet.
        Sein Onkel war Lehrer, seine Mutter Ärztin im Krankenhaus.
        Im Parlament gab es Streit über die Höhe der Steuer.
        Das Schiff verließ den Hafen bei Sturm und Regen.
        Die Rolle von {N} und {N} wird oft unterschätzt.
        Mit {N} hatte {P} nie etwas zu tun.
        Es fehlt an {N}, {N} und Geduld.
        In {N} steckt mehr Arbeit, als man denkt.
        Als {N} bekannt wurde {L} erst im Alter.
        Trotzdem bleibt {N} ein Thema für die Zukunft.
        Dennoch stieg der Anteil von {N} auf ein Viertel.
        Seitdem gilt die {N} als sicher.
        Wegen {N} musste das Konzert abgesagt werden.
        Zwar ist der {N} neu, doch die {N} ist es nicht.
        Bei {N} und {N} gelten andere Regeln.
        Vor allem {N} aus {K} waren gefragt.
        {N} und {N} gehören nicht in die Tonne.
        Für {N} gibt es in {C} kaum noch Bedarf.
        Dabei wurden {N} und Lastwagen beschädigt.
        Natürlich wird {K} darauf reagieren, sagte {L}.
        Städte wie {C} oder {C} haben das schon lange.
        Länder wie {K}, {K} und {K} stimmten dagegen.
        Ohne {N} geht es nicht, meint {P}.
        Gefolgt wurde der {N} von einem zweiten {N}.
        Schon als Kind spielte {F} mit {N}.
        Unter {N} versteht man den Handel mit {N}.
        Damit ist die {N} beendet.
        Die Zahl der {N} hat sich verdoppelt.
        Laut {N} sind die Kosten gesunken.
        Sie sprach über {N} und die Lage in {K}.
        Im Bezirk {C} und im Kreis {C} fielen die Schulen aus.
        {K}s Regierung und {C}s Bürger waren sich einig.
        {F}s Mutter und {L}s Anwalt kamen zu spät.
        „Das ist {N}“, spottete {L}.
        Zu den {N} zählen {N} und {N}.
        Er arbeitete als {N} und später als {N} in {C}.
    """,
    "pt": """
        O presidente da câmara de {C}, {P}, não quis comentar.
        {P} nasceu em {C} e vive hoje em {K}.
        Segundo {L}, a obra fica pronta em maio.
        A estrada entre {C} e {C} está cortada desde ontem.
        Em {C}, a polícia deteve três homens.
        O ministro {P} chega hoje a {C} para uma visita de dois dias.
        Disse {P} que a decisão de {K} foi um erro.
        A irmã de {F} casou com um médico de {C}.
        {F} e {F} moram juntos em {C} há dez anos.
        O governo de {K} pediu ajuda aos vizinhos.
        O filme de {P} estreia na próxima semana em {C}.
        Dona {F} abriu a porta e mandou entrar o senhor {L}.
        O treinador {P} falou depois do jogo contra o {C}.
        De {C} a {C} são duas horas de comboio.
        Para {L}, o problema está na falta de dinheiro.
        Ele trabalhou na {K} e depois voltou para {C}.
        A escritora {P} recebeu o prémio em {C}.
        A reunião foi marcada para a próxima quarta-feira.
        O preço do pão voltou a subir no último mês.
        As crianças brincavam na praça em frente à igreja.
        O tribunal vai ouvir as testemunhas em setembro.
        Não se sabe ainda quando é que a lei entra em vigor.
        A equipa perdeu o jogo nos últimos minutos.
        Os trabalhadores fizeram greve contra o novo horário.
        O livro conta a história de uma família no campo.
        A Câmara aprovou o orçamento e o Governo agradeceu.
        O Estado deve pagar a dívida até ao fim do ano.
        A Igreja e a Universidade ficam na mesma rua.
        O Partido escolheu uma nova direcção no sábado.
    """,
    "da": """
        Det siger {P} fra {C}.
        {P} blev født i {C} og boede senere i {K}.
        Ifølge {L} er der ingen grund til uro.
        Toget fra {C} til {C} var forsinket i går.
        Borgmesteren i {C}, {P}, vil ikke sige mere.
        {F} og {F} flyttede til {C} for to år siden.
        I {K} har regeringen sagt nej.
        Hans søster {F} arbejder på et hospital i {C}.
        Her mødte han {P}, som han senere giftede sig med.
        Træneren {P} var glad efter sejren over {C}.
        Fru {L} åbnede døren for den unge mand.
        En mand fra {C} blev i nat anholdt af politiet.
        Professor {P} har skrevet en bog om {K}.
        For {L} var det en svær tid.
        Skibet sejlede fra {C} mod {K}.
        I dag bor {F} alene i et lille hus ved {C}.
        Hvis {F} ikke kommer, må {F} gøre det.
        Det er ikke nemt at finde et sted at bo.
        Regeringen vil bruge flere penge på skolerne.
        Børnene legede i haven hele eftermiddagen.
        De fleste mener, at prisen er for høj.
        Politiet leder stadig efter den stjålne bil.
        Bogen handler om en familie på landet.
        Nu gælder det om at holde hovedet koldt.
        Alle var enige om, at noget måtte gøres.
        Han tog hatten af og gik ind i stuen.
        Vejret bliver bedre mod slutningen af ugen.
        Kirken ligger midt i byen ved siden af rådhuset.
    """,
    "sv": """
        Det säger {P} i {C}.
        {P} föddes i {C} men bor nu i {K}.
        Enligt {L} finns det inget att oroa sig för.
        Tåget mellan {C} och {C} är inställt i dag.
        {F} och {F} träffades i {C} för tio år sedan.
        I {K} är skatten lägre än hos oss.
        Hennes bror {F} arbetar på en skola utanför {C}.
        Tränaren {P} var nöjd efter matchen mot {C}.
        Professor {P} har undersökt frågan i många år.
        En kvinna från {C} vann första pris.
        Fru {L} öppnade dörren och bad honom stiga in.
        Kommunalrådet {P} i {C} vill inte svara.
        Resan gick genom {K} och vidare mot {C}.
        För {L} var beslutet självklart.
        Barnen behöver trygghet och tid med sina föräldrar.
        Kvinnans ställning i samhället har förändrats.
        De flesta familjer har råd med en egen bostad.
        Skolan ska ge alla samma möjligheter.
        Under våren blev arbetet svårare för många.
        Det är inte lätt att veta vad som är rätt.
        Samhället måste ta större ansvar för de gamla.
        Nya regler för företagen gäller från januari.
        Han satte sig vid bordet och väntade på kaffet.
        Utbildning och arbete hör ihop på flera sätt.
        Priset på bröd har stigit sedan i somras.
    """,
    "en": """
        {P} said on Tuesday that the talks in {C} had failed.
        {L} was born in {C} and grew up in {K}.
        The mayor of {C}, {P}, did not agree.
        Has anybody here been to {C}? We are going in May.
        {F} and {F} moved to {C} ten years ago.
        Thanks {F}, I will call {F} tomorrow and let you know.
        The army of {K} left the town in the north.
        I saw {P} at the market in {C} yesterday!
        According to {L}, nobody was hurt.
        We ate at a small place near {C}, and the owner, {F}, was lovely.
        Please let me know what you think. {F}
        {P} - great shop, ask for {F}, best service in {C}.
        Dr. {P} and his staff are wonderful, I would not go anywhere else.
        The war between {K} and {K} went on for years.
        Flights from {C} to {C} are cheap in winter.
        Best pizza in {C}!
        Did {F} tell you about the meeting with {P}?
        Attached is the draft that {P} asked for.
        Great service, fair prices, I will be back.
        The Government and the Church did not agree.
        Has anyone tried the new phone yet?
        The food was cold and the waiter was rude.
        Let me know if Monday works for you.
        The Committee meets on the first Friday of the month.
        Is it safe to feed cats milk every day?
        They painted the whole house in one day.
        The {U} government said nothing.
        {U} soldiers were seen near {C} on Monday.
        Can I send this from the {U} to {K}?
        Prices in the {U} have gone up, she told us.
        Most {U} companies pay later than those in {K}.
        Is {K} part of the {U}?
        We live in {C}, {K}, not far from {C}.
        What is the best way to get from {C} to {C}, {F}?
        They call it Burger Day, and the Food Court is full.
        The Executive Director of the Fund spoke first.
        Hurricane season begins in June.
        How are {K} and {K} alike?
    """,
    "fr": """
        {P} a dit mardi à {C} que rien ne changerait.
        Né à {C}, {L} a passé sa jeunesse en {K}.
        Le maire de {C}, {P}, a refusé de répondre.
        {F} et {F} habitent près de {C} depuis dix ans.
        Madame {L} est partie hier avec monsieur {L}.
        Le train de {C} à {C} est en retard.
        La pluie a duré toute la semaine dans le Sud.
        Le Conseil votera la loi au mois de mars.
        Les enfants jouaient dans la cour de l'école.
    """,
    "es": """
        {P} dijo el martes en {C} que nada cambiaría.
        Nacido en {C}, {L} pasó su juventud en {K}.
        El alcalde de {C}, {P}, no quiso responder.
        {F} y {F} viven cerca de {C} desde hace diez años.
        La señora {L} salió ayer con el señor {L}.
        El tren de {C} a {C} llega con retraso.
        Llovió toda la semana en el Sur del país.
        El Gobierno votará la ley en marzo.
        Los niños jugaban en el patio de la escuela.
    """,
    "it": """
        {P} ha detto martedì a {C} che nulla cambierà.
        Nato a {C}, {L} ha passato la giovinezza in {K}.
        Il sindaco di {C}, {P}, non ha voluto rispondere.
        {F} e {F} vivono vicino a {C} da dieci anni.
        Il treno da {C} a {C} è in ritardo.
        Il Governo voterà la legge a marzo.
        I bambini giocavano nel cortile della scuola.
    """,
    "nl": """
        {P} zei dinsdag in {C} dat er niets verandert.
        {L} is geboren in {C} en groeide op in {K}.
        De burgemeester van {C}, {P}, wilde niet reageren.
        {F} en {F} wonen al tien jaar bij {C}.
        Mevrouw {L} belde gisteren, meneer {L} is op vakantie.
        De trein van {C} naar {C} heeft vertraging.
        Het regende de hele week in het zuiden.
        De kinderen speelden op het plein voor de school.
    """,
}
"""Our own sentences, by language."""

_CONTINENTS = ("002", "005", "019", "142", "150")
_FIRST = [
    "Arbeit",
    "Bau",
    "Bank",
    "Berg",
    "Betrieb",
    "Bild",
    "Blut",
    "Boden",
    "Brief",
    "Daten",
    "Druck",
    "Energie",
    "Erd",
    "Fach",
    "Fahr",
    "Familien",
    "Farb",
    "Fern",
    "Feuer",
    "Film",
    "Flug",
    "Forschung",
    "Freizeit",
    "Garten",
    "Gas",
    "Geld",
    "Gesundheit",
    "Glas",
    "Grund",
    "Haupt",
    "Haus",
    "Heim",
    "Holz",
    "Industrie",
    "Jahr",
    "Kampf",
    "Kinder",
    "Kirchen",
    "Klima",
    "Kopf",
    "Kraft",
    "Kranken",
    "Krieg",
    "Kunst",
    "Kultur",
    "Land",
    "Leben",
    "Lebens",
    "Luft",
    "Markt",
    "Meer",
    "Menschen",
    "Miet",
    "Milch",
    "Mittel",
    "Motor",
    "Musik",
    "Nacht",
    "Natur",
    "Not",
    "Öl",
    "Papier",
    "Personen",
    "Pflanzen",
    "Preis",
    "Rad",
    "Raum",
    "Rechts",
    "Regen",
    "Reise",
    "Rohr",
    "Sach",
    "Schiff",
    "Schlaf",
    "Schul",
    "Schutz",
    "Sicherheit",
    "Sommer",
    "Sonnen",
    "Spiel",
    "Sport",
    "Sprach",
    "Staat",
    "Stadt",
    "Straßen",
    "Strom",
    "Tag",
    "Technik",
    "Teil",
    "Textil",
    "Tier",
    "Tor",
    "Umwelt",
    "Unter",
    "Verkehr",
    "Volk",
    "Waffen",
    "Wahl",
    "Wald",
    "Wasser",
    "Welt",
    "Werk",
    "Wetter",
    "Winter",
    "Wirtschaft",
    "Wohn",
    "Zeit",
    "Zucker",
]
_LAST = [
    "amt",
    "anlage",
    "arbeiter",
    "arbeitern",
    "aufgabe",
    "bereich",
    "beweis",
    "bild",
    "blatt",
    "brücke",
    "dienst",
    "druck",
    "ergebnis",
    "fahrer",
    "fall",
    "feld",
    "fest",
    "film",
    "forscher",
    "frage",
    "führer",
    "gebiet",
    "gefühl",
    "gericht",
    "geschichte",
    "gesetz",
    "grenze",
    "gruppe",
    "gruppen",
    "handel",
    "heft",
    "hilfe",
    "kind",
    "kindern",
    "konflikt",
    "kosten",
    "kraft",
    "kreis",
    "lage",
    "lager",
    "leben",
    "lehrer",
    "lehrern",
    "leiter",
    "linie",
    "maschine",
    "maßnahme",
    "maßnahmen",
    "meister",
    "menge",
    "mittel",
    "ordnung",
    "partei",
    "pflicht",
    "plan",
    "platz",
    "politik",
    "preis",
    "programm",
    "punkt",
    "rat",
    "raum",
    "rechte",
    "regel",
    "reise",
    "rolle",
    "schutz",
    "seite",
    "sitzung",
    "spiel",
    "sprecher",
    "stand",
    "stelle",
    "stimme",
    "stoff",
    "strecke",
    "stück",
    "system",
    "teil",
    "tier",
    "tor",
    "tumor",
    "turm",
    "unternehmen",
    "verband",
    "vereine",
    "verlust",
    "vertrag",
    "vorschlag",
    "wagen",
    "weg",
    "werk",
    "wert",
    "wesen",
    "wirkung",
    "woche",
    "wunsch",
    "zahl",
    "zeit",
    "zeug",
    "ziel",
    "zone",
    "zug",
    "zustand",
]
"""Parts of German nouns; every pair of them makes a noun that is nobody."""

_SLOT = re.compile(r"\{([PFLCKNU])\}")


def examples(seed: int, count: int) -> Iterator[Text]:
    """Yield *count* short texts of one to three sentences, the same for the same seed."""
    draw = Draw(f"prose:{seed}")
    lines = {lang: [line.strip() for line in said.strip().split("\n")] for lang, said in SENTENCES.items()}
    weights = [
        (lang, {"de": 5.0, "pt": 3.0, "da": 3.0, "sv": 3.0, "en": 3.0}.get(lang, 1.0)) for lang in sorted(lines)
    ]
    for _ in range(count):
        lang = draw.weighted(weights)
        yield _filled(" ".join(draw.pick(lines[lang]) for _ in range(draw.pick((1, 1, 2, 3)))), lang, draw)


def _filled(said: str, lang: str, draw: Draw) -> Text:
    parts: list[str] = []
    spans: list[Labelled] = []
    last = length = 0
    for m in _SLOT.finditer(said):
        value = _value(m[1], lang, draw)
        parts += [said[last : m.start()], value]
        length += m.start() - last
        if m[1] != "N":
            spans.append((length, length + len(value), "LOCATION" if m[1] in "CKU" else "PERSON"))
        length += len(value)
        last = m.end()
    return Text("".join(parts) + said[last:], tuple(spans), "prose", lang, f"prose:{said[:24]}")


@cache
def _countries(lang: str) -> tuple[str, ...]:
    return tuple(
        name
        for code, name in sorted(Locale.parse(lang).territories.items())
        if (len(code) == 2 and code.isalpha()) or code in _CONTINENTS
    )


def _value(slot: str, lang: str, draw: Draw) -> str:
    if slot == "K":
        return draw.pick(_countries(lang))
    if slot == "N":
        return draw.pick(_FIRST) + draw.pick(_LAST)
    if slot == "U":
        return draw.pick(("US", "USA", "UK", "U.S.", "US", "UAE"))
    if slot == "C":
        return town(draw)
    return full_name(draw) if slot == "P" else name(draw, "given" if slot == "F" else "family", draw.pick(origins()))
