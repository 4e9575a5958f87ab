"""Prüft die Post: Erinnerungstexte, Adressen, der Versand gegen wirkliche Mailserver – und dass nichts zweimal geht."""

import logging
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from email.headerregistry import Address
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import sqlalchemy as sa
from gemeinde import Gemeinde, Uhr
from mailserver import build_zertifikat, mailserver, stoerer

from mut_core.datenbank import leseeinheit, schreibeinheit
from mut_core.erfassung.erinnerung import finish_erinnerung, record_erinnerung
from mut_core.erfassung.mailadresse import read_mailadresse
from mut_core.fehler import BetriebError, EingabeError, KonfliktError, NichtGefundenError, RechteError
from mut_core.lagebild import load_lagebild
from mut_core.modell import Erinnerung, Organisationseinheit, Sachstand
from mut_core.modell.codes import Umsetzungsstand, Versandstand
from mut_core.post import (
    Anlass,
    Ausgang,
    Brief,
    Postweg,
    Sendung,
    VersandError,
    Verschluesselung,
    build_brief,
    build_mailto,
    is_unklar,
    load_postweg,
    postausgang,
    send_erinnerung,
    send_mail,
)
from mut_core.post.erinnerungstext import MAILTO_HOECHSTENS
from mut_core.post.versand import build_nachricht
from mut_core.rechte import Person

JETZT = datetime(2025, 6, 4, 8, tzinfo=UTC)
AN = "soziales@probstweiler.example"
BRIEF = Brief("Sachstand bis 10.06.2025: noch 1 Maßnahme", "Guten Tag,\n\nGrüße & 5 % – „schön“.")
ANLASS = Anlass(
    konzept="Integrationskonzept Probstweiler",
    absender="Fachdienst Soziales",
    stelle="Fachdienst Bildung",
    stichtag=date(2025, 5, 31),
    redaktionsschluss=date(2025, 6, 10),
    heute=date(2025, 6, 4),
    adresse="https://mut.stadt.example/melden?konzept=probstweiler",
    massnahmen=(("PW-01", "Sprachcafé"), ("PW-04", "Sommerfest & „Mehr“")),
)


def weg(port: int, **werte: Any) -> Postweg:
    vorgabe = Postweg("127.0.0.1", port, Verschluesselung.KEINE, "mut@stadt.example", zeitgrenze=5.0)
    return replace(vorgabe, **werte)


# --- Texte -----------------------------------------------------------------------------------------------------------


def test_die_erinnerung_nennt_was_fehlt_bis_wann_und_den_weg_dorthin() -> None:
    b = build_brief(ANLASS)
    assert b.betreff == "Sachstand bis 10.06.2025: noch 2 Maßnahmen"
    assert b.text == (
        "Guten Tag,\n\n"
        "für „Integrationskonzept Probstweiler“ fehlen zum Stichtag 31.05.2025 noch die Sachstände zu 2 Maßnahmen, "
        "für die federführend ist: Fachdienst Bildung.\n\n"
        "Redaktionsschluss ist am 10.06.2025 (in 6 Tagen). Danke, dass Sie daran denken.\n\n"
        "- PW-01 Sprachcafé\n- PW-04 Sommerfest & „Mehr“\n\n"
        "Hier melden Sie: https://mut.stadt.example/melden?konzept=probstweiler\n"
        "Hat sich nichts geändert, genügt dort ein Klick auf „Unverändert bestätigen“.\n\n"
        "Mit freundlichen Grüßen\nFachdienst Soziales"
    )


def test_eine_massnahme_und_ein_versaeumter_schluss_klingen_anders() -> None:
    b = build_brief(replace(ANLASS, massnahmen=ANLASS.massnahmen[:1], heute=date(2025, 6, 13)))
    assert b.betreff == "Sachstand fehlt noch: 1 Maßnahme (Redaktionsschluss war am 10.06.2025)"
    assert "fehlt zum Stichtag 31.05.2025 noch der Sachstand zu 1 Maßnahme" in b.text
    assert "Redaktionsschluss war am 10.06.2025 (seit 3 Tagen vorbei). Bitte reichen Sie ihn nach." in b.text


def test_mailto_kommt_im_mailprogramm_unveraendert_an() -> None:
    """Zeichen wie & = # ? + und Umlaute dürfen weder Felder noch Empfänger hinzufügen."""
    boese = replace(ANLASS, massnahmen=(("A&cc=x@y.example", "100 % + #1? „ä“"),))
    adresse = build_mailto(boese, AN)
    teile = urlsplit(adresse)
    felder = parse_qs(teile.query, strict_parsing=True)
    assert (teile.scheme, teile.path, set(felder)) == ("mailto", AN, {"subject", "body"})
    assert felder["subject"] == [build_brief(boese).betreff]
    assert felder["body"][0].replace("\r\n", "\n") == build_brief(boese).text
    assert "\n" not in felder["body"][0].replace("\r\n", "")
    assert adresse.isascii()
    assert "(" not in adresse
    assert ")" not in adresse  # sie steht als Verweis in Markdown
    assert urlsplit(build_mailto(boese)).path == ""


@pytest.mark.parametrize("menge", [1, 12, 400])
def test_mailto_bleibt_kurz_genug_und_zaehlt_was_es_weglaesst(menge: int) -> None:
    viele = tuple((f"PW-{n:03}", "Maßnahme mit einem längeren Titel " * 8) for n in range(menge))
    adresse = build_mailto(replace(ANLASS, massnahmen=viele), AN)
    assert len(adresse) <= MAILTO_HOECHSTENS
    text = parse_qs(urlsplit(adresse).query)["body"][0]
    genannt = text.count("- PW-")
    assert genannt + int((text.partition("- und ")[2] or "0 ").split(" ")[0]) == menge
    assert "Maßnahme mit einem längeren Titel" in text


def test_selbst_ein_riesiger_konzeptname_sprengt_die_adresse_nicht() -> None:
    assert len(build_mailto(replace(ANLASS, konzept="ä" * 300, stelle="ö" * 300), AN)) <= MAILTO_HOECHSTENS


# --- Adressen und Einstellungen --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text", ["a@b.example", " fd-5+mut@stadt.example ", "o'neill_x@sub.stadt.example", "x@localhost"]
)
def test_einfache_adressen_gelten(text: str) -> None:
    adresse = read_mailadresse(text)
    assert Address(addr_spec=adresse).addr_spec == text.strip()


@pytest.mark.parametrize(
    "text",
    [None, "", " ", "a", "@b.example", "a@", "a@b@c.example", "a b@c.example", "a@b.example, c@d.example",
     "a@b..example",
     "a@b.example;c@d.example", "Amt <a@b.example>", "a@b.example\r\nBcc: x@y.example", "a@b.example\n", "ä@b.example",
     "a@ämt.example", '"a b"@c.example', "a@[127.0.0.1]", ".a@b.example", "a.@b.example", "-a@-b.example",
     "a@b.example\x00",
     "x" * 65 + "@b.example", "a@" + "b." * 130 + "example", "x" * 100_000, "a@b.example?bcc=x@y.example"],
)  # fmt: skip
def test_alles_andere_wird_nie_empfaenger(text: str | None) -> None:
    with pytest.raises(EingabeError) as fehler:
        read_mailadresse(text, feld="an")
    assert fehler.value.feld == "an"


@pytest.fixture
def setze(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Setzt Einstellungen des Mailservers: `setze(ADRESSE=…, PORT=…)`."""
    for name in ("ADRESSE", "PORT", "VERSCHLUESSELUNG", "ABSENDER", "ANTWORT_AN", "KONTO", "KENNWORT", "ZERTIFIKAT"):
        for endung in ("", "_DATEI"):
            monkeypatch.delenv(f"MUT_SMTP_{name}{endung}", raising=False)

    def setze(**werte: str) -> None:
        for name, wert in werte.items():
            monkeypatch.setenv(f"MUT_SMTP_{name}", wert)

    return setze


def test_ohne_mailserver_wird_nichts_gesendet(setze: Callable[..., None]) -> None:
    assert load_postweg() is None


def test_die_vorgabe_ist_verschluesselt_und_das_kennwort_steht_in_keiner_ausgabe(setze: Callable[..., None]) -> None:
    setze(ADRESSE="mail.stadt.example", ABSENDER="mut@stadt.example", KONTO="mut", KENNWORT="streng-geheim")
    gelesen = load_postweg()
    assert gelesen == Postweg(
        "mail.stadt.example", 587, Verschluesselung.STARTTLS, "mut@stadt.example", None, "mut", "streng-geheim"
    )
    assert "streng-geheim" not in repr(gelesen)
    setze(VERSCHLUESSELUNG="TLS", ANTWORT_AN="antwort@stadt.example")
    gelesen = load_postweg()
    assert gelesen is not None
    assert (gelesen.port, gelesen.antwort_an) == (465, "antwort@stadt.example")


@pytest.mark.parametrize(
    ("werte", "satz"),
    [
        ({"ABSENDER": ""}, "MUT_SMTP_ABSENDER fehlt"),
        ({"ABSENDER": "Amt <a@b.example>"}, "MUT_SMTP_ABSENDER ist keine einfache"),
        ({"ANTWORT_AN": "a@b, c@d"}, "MUT_SMTP_ANTWORT_AN ist keine einfache"),
        ({"ADRESSE": "smtps://mail.stadt.example"}, "nur der Name"),
        ({"PORT": "fünf"}, "1 bis 65535"),
        ({"PORT": "70000"}, "1 bis 65535"),
        ({"VERSCHLUESSELUNG": "ssl3"}, "starttls"),
        ({"VERSCHLUESSELUNG": "keine"}, "nur zu einem Mailserver auf diesem Rechner"),
        ({"KONTO": "mut"}, "MUT_SMTP_KENNWORT fehlt"),
        ({"ZERTIFIKAT": "/gibt/es/nicht.pem"}, "gibt es nicht"),
    ],
)
def test_falsche_einstellungen_nennen_ihren_namen(werte: dict[str, str], satz: str, setze: Callable[..., None]) -> None:
    setze(**{"ADRESSE": "mail.stadt.example", "ABSENDER": "mut@stadt.example"} | werte)
    with pytest.raises(BetriebError, match=satz):
        load_postweg()


# --- senden ----------------------------------------------------------------------------------------------------------


def test_die_nachricht_kommt_an_wie_sie_geschrieben_ist() -> None:
    with mailserver() as fach:
        send_mail(weg(fach.port, antwort_an="antwort@stadt.example"), AN, BRIEF, JETZT)
    ((von, an, nachricht),) = fach.nachrichten
    assert (von, an) == ("mut@stadt.example", [AN])
    assert (nachricht["subject"], nachricht["to"], nachricht["from"]) == (BRIEF.betreff, AN, "mut@stadt.example")
    assert nachricht["reply-to"] == "antwort@stadt.example"
    assert nachricht["auto-submitted"] == "auto-generated"
    assert nachricht["message-id"].endswith("@stadt.example>")  # nie der Name dieses Rechners
    assert nachricht.get_content().replace("\r\n", "\n").strip() == BRIEF.text


def test_kein_text_fuegt_eine_kopfzeile_hinzu() -> None:
    boese = Brief("Hallo\r\nBcc: alle@stadt.example\n\nx", "Text\r\n.\r\nMAIL FROM:<x@y>\r\n")
    nachricht = build_nachricht(weg(25), AN, boese, JETZT)
    assert nachricht["bcc"] is None
    assert nachricht["subject"] == "Hallo Bcc: alle@stadt.example x"
    with mailserver() as fach:
        send_mail(weg(fach.port), AN, boese, JETZT)
    assert [(an, n.get_content().strip().splitlines()[1:]) for _, an, n in fach.nachrichten] == [
        ([AN], [".", "MAIL FROM:<x@y>"])
    ]
    with pytest.raises(EingabeError):
        send_mail(weg(fach.port), f"{AN}\r\nRCPT TO:<x@y.example>", BRIEF, JETZT)


EHLO, OK = b"250 test", b"250 OK"
BIS_DATA = (b"220 test", EHLO, OK, OK)


@pytest.mark.parametrize(
    ("antworten", "satz", "ungewiss"),
    [
        ((b"554 nein",), "lehnt ab .554 nein.", False),
        ((b"220 test",), "abgebrochen", False),
        ((b"220 test", EHLO, b"550 Absender unbekannt"), "lehnt den Absender ab .550 Absender unbekannt.", False),
        ((b"220 test", EHLO, OK), "abgebrochen.* Es wurde nichts gesendet", False),
        ((*BIS_DATA,), "abgebrochen.* Es wurde nichts gesendet", False),
        ((*BIS_DATA, b"452 voll"), "lehnt die Nachricht ab .452 voll.", False),
        ((*BIS_DATA, b"354 los"), "nicht bekannt, ob sie ankam", True),
        ((*BIS_DATA, b"354 los", b"554 Spam\x07\xff"), "lehnt die Nachricht ab .554 Spam", False),
    ],
    ids=["begruessung", "aufgelegt", "absender", "vor_rcpt", "vor_data", "data_nein", "mittendrin", "nach_data_nein"],
)
def test_jeder_fehlschlag_sagt_auf_deutsch_ob_etwas_hinausging(
    antworten: tuple[bytes, ...], satz: str, ungewiss: bool
) -> None:
    with stoerer(*antworten) as port, pytest.raises(VersandError, match=satz) as fehler:
        send_mail(weg(port), AN, BRIEF, JETZT)
    assert fehler.value.ungewiss == ungewiss
    assert ungewiss or str(fehler.value).endswith("Es wurde nichts gesendet.")


def test_ein_schweigender_server_haelt_niemanden_auf() -> None:
    for antworten, ungewiss in (((None,), False), ((*BIS_DATA, b"354 los", None), True)):
        with stoerer(*antworten) as port:
            beginn = datetime.now(UTC)
            with pytest.raises(VersandError, match="antwortet nicht") as fehler:
                send_mail(weg(port, zeitgrenze=0.3), AN, BRIEF, JETZT)
        assert fehler.value.ungewiss == ungewiss
        assert datetime.now(UTC) - beginn < timedelta(seconds=5)


def test_ein_abgelehnter_empfaenger_und_niemand_am_apparat() -> None:
    satz = r"lehnt diese Adresse ab \(550 5\.1\.1 Postfach gibt es nicht\)\. Es wurde nichts gesendet\."
    with mailserver({AN: "550 5.1.1 Postfach gibt es nicht"}) as fach, pytest.raises(VersandError, match=satz):
        send_mail(weg(fach.port), AN, BRIEF, JETZT)
    assert fach.nachrichten == []
    with pytest.raises(VersandError, match="nimmt keine Verbindung an"):
        send_mail(weg(fach.port), AN, BRIEF, JETZT)


def test_ohne_gueltiges_zertifikat_geht_nichts_hinaus(tmp_path: Path) -> None:
    """Weder ein unbekanntes Zertifikat noch das eines anderen Servers; mit der eigenen Stelle geht es."""
    kontext, datei = build_zertifikat(tmp_path, "localhost")
    sicher: dict[str, Any] = {"verschluesselung": Verschluesselung.STARTTLS, "konto": "mut", "kennwort": "geheim"}
    with mailserver(tls=kontext, anmelden=True) as fach:
        for angaben in ({}, {"zertifikat": datei}):  # unbekannt · gilt nicht für 127.0.0.1
            with pytest.raises(VersandError, match=r"Zertifikat .* nicht gültig"):
                send_mail(weg(fach.port, **sicher, **angaben), AN, BRIEF, JETZT)
        assert fach.angemeldet == []  # das Kennwort ging nie hinaus
        send_mail(weg(fach.port, **sicher, adresse="localhost", zertifikat=datei), AN, BRIEF, JETZT)
        assert len(fach.nachrichten) == 1
        with pytest.raises(VersandError, match="lehnt die Anmeldung ab") as fehler:
            send_mail(
                weg(fach.port, **sicher | {"kennwort": "falsch"}, adresse="localhost", zertifikat=datei),
                AN, BRIEF, JETZT,
            )  # fmt: skip
    assert "falsch" not in str(fehler.value)


def test_bietet_der_server_keine_verschluesselung_geht_nichts_hinaus() -> None:
    with mailserver() as fach, pytest.raises(VersandError, match=r"bietet Verschlüsselung .* nicht so an"):
        send_mail(weg(fach.port, verschluesselung=Verschluesselung.STARTTLS), AN, BRIEF, JETZT)
    assert fach.nachrichten == []


# --- nichts zweimal --------------------------------------------------------------------------------------------------


@pytest.fixture
def schreiben(sqlite_gemeinde: Gemeinde, uhr: Uhr) -> Callable[..., Any]:
    """Wie `sitzung.write` der Seiten, mit der Koordination als Person."""

    def schreiben(schluessel: str, tun: Callable[..., Any], person: Person | None = None) -> Any:
        vorgang = uhr.vorgang(person or sqlite_gemeinde.kora, schluessel=schluessel)
        with schreibeinheit(sqlite_gemeinde.engine, vorgang) as session:
            return tun(session, vorgang)

    return schreiben


@pytest.fixture
def sendung(sqlite_gemeinde: Gemeinde) -> Sendung:
    """Die erste Erinnerung der Abfrage „Frühjahr“ an die Bildung; nach deren Sprachcafé wird gefragt."""
    return Sendung(1, sqlite_gemeinde.bildung_id, AN, 1, BRIEF)


def erinnerungen(g: Gemeinde) -> list[tuple[int, Versandstand, str | None]]:
    """Alle Erinnerungen an die Bildung."""
    with leseeinheit(g.engine) as session:
        zeilen = session.scalars(
            sa.select(Erinnerung).where(Erinnerung.organisationseinheit_id == g.bildung_id).order_by(Erinnerung.nummer)
        )
        return [(e.nummer, e.stand, e.fehler) for e in zeilen]


def test_doppelklick_und_zweites_fenster_senden_einmal(
    sqlite_gemeinde: Gemeinde, schreiben: Callable[..., Any], sendung: Sendung
) -> None:
    with mailserver() as fach:
        assert send_erinnerung(schreiben, "klick", weg(fach.port), sendung, JETZT) == Ausgang(Versandstand.GESENDET)
        assert send_erinnerung(schreiben, "klick", weg(fach.port), sendung, JETZT) == Ausgang(None)
        with pytest.raises(KonfliktError, match="inzwischen schon eine Erinnerung"):
            send_erinnerung(schreiben, "anderes Fenster", weg(fach.port), sendung, JETZT)
        assert len(fach.nachrichten) == 1
        zweite = replace(sendung, nummer=2)
        assert send_erinnerung(schreiben, "nächste Woche", weg(fach.port), zweite, JETZT).stand == Versandstand.GESENDET
    assert len(fach.nachrichten) == 2
    assert erinnerungen(sqlite_gemeinde) == [(1, Versandstand.GESENDET, None), (2, Versandstand.GESENDET, None)]


def test_ein_absturz_nach_dem_festschreiben_sendet_nie_von_selbst_ein_zweites_mal(
    sqlite_gemeinde: Gemeinde, schreiben: Callable[..., Any], sendung: Sendung, uhr: Uhr
) -> None:
    """Der Rechner stirbt, nachdem die Nachricht hinausging und bevor der Ausgang eingetragen ist."""

    def stirbt(schluessel: str, tun: Callable[..., Any]) -> Any:
        if schluessel.endswith(":ausgang"):
            raise SystemExit
        return schreiben(schluessel, tun)

    with mailserver() as fach:
        with pytest.raises(SystemExit):
            send_erinnerung(stirbt, "a", weg(fach.port), sendung, JETZT)
        assert erinnerungen(sqlite_gemeinde) == [(1, Versandstand.BEGONNEN, None)]
        assert not is_unklar(Versandstand.BEGONNEN, None, uhr.jetzt, uhr.jetzt + timedelta(minutes=1))
        assert is_unklar(Versandstand.BEGONNEN, None, uhr.jetzt, uhr.jetzt + timedelta(minutes=4))
        assert send_erinnerung(schreiben, "a", weg(fach.port), sendung, JETZT) == Ausgang(None)
        zweite = replace(sendung, nummer=2)
        with pytest.raises(EingabeError, match="nicht bekannt, ob sie ankam"):
            send_erinnerung(schreiben, "b", weg(fach.port), zweite, JETZT)
        assert len(fach.nachrichten) == 1
        ausdruecklich = replace(zweite, trotz_unklarem=True)
        assert send_erinnerung(schreiben, "b", weg(fach.port), ausdruecklich, JETZT).stand == Versandstand.GESENDET
    assert len(fach.nachrichten) == 2


def test_fehlschlaege_stehen_mit_grund_in_der_liste_und_lassen_sich_wiederholen(
    sqlite_gemeinde: Gemeinde, schreiben: Callable[..., Any], sendung: Sendung
) -> None:
    with mailserver({AN: "550 nein"}) as fach:
        ausgang = send_erinnerung(schreiben, "a", weg(fach.port), sendung, JETZT)
    grund = "Der Mailserver lehnt diese Adresse ab (550 nein). Es wurde nichts gesendet."
    assert ausgang == Ausgang(Versandstand.GESCHEITERT, grund)
    with stoerer(*BIS_DATA, b"354 los") as port:
        unklar = send_erinnerung(schreiben, "b", weg(port), replace(sendung, nummer=2), JETZT)
    assert unklar.stand == Versandstand.BEGONNEN
    assert erinnerungen(sqlite_gemeinde) == [
        (1, Versandstand.GESCHEITERT, grund),
        (2, Versandstand.BEGONNEN, unklar.grund),
    ]


def test_gesendet_wird_nie_innerhalb_einer_einheit(
    sqlite_gemeinde: Gemeinde, schreiben: Callable[..., Any], sendung: Sendung
) -> None:
    """Während der Mailserver arbeitet, kann jemand anderes schreiben: Keine Einheit ist offen."""
    offen: list[str] = []

    def beobachtet(schluessel: str, tun: Callable[..., Any]) -> Any:
        offen.append(schluessel)
        try:
            return schreiben(schluessel, tun)
        finally:
            offen.pop()

    class Waechter:
        def __getattr__(self, name: str) -> Any:
            assert offen == []
            return getattr(weg(1, zeitgrenze=0.2), name)

    ausgang = send_erinnerung(beobachtet, "a", Waechter(), sendung, JETZT)  # type: ignore[arg-type]
    assert ausgang.stand == Versandstand.GESCHEITERT


def test_vor_dem_senden_wird_noch_einmal_geprueft(
    sqlite_gemeinde: Gemeinde, schreiben: Callable[..., Any], sendung: Sendung, uhr: Uhr
) -> None:
    g = sqlite_gemeinde
    faelle: list[tuple[Sendung, type[Exception], str]] = [
        (replace(sendung, an=""), EingabeError, "keine E-Mail-Adresse"),
        (replace(sendung, an="a@b.example, c@d.example"), EingabeError, "keine E-Mail-Adresse"),
        (replace(sendung, abfrage_id=4711), NichtGefundenError, "Abfrage gibt es nicht"),
        (replace(sendung, stelle_id=10**20), NichtGefundenError, "Stelle gibt es nicht"),
        (replace(sendung, stelle_id=g.fremde_stelle_id), EingabeError, "alles gemeldet"),
        (replace(sendung, nummer=7), KonfliktError, "inzwischen schon"),
    ]
    for fall, art, satz in faelle:
        with pytest.raises(art, match=satz):
            send_erinnerung(schreiben, "a", weg(1), fall, JETZT)
    with schreibeinheit(g.engine, uhr.vorgang(g.kora)) as session:
        session.add(
            Sachstand(
                konzept_id=g.konzept_id,
                massnahme_id=g.massnahmen["sprachcafe"],
                nummer=2,
                zum=uhr.heute,
                umsetzungsstand=Umsetzungsstand.IN_UMSETZUNG,
                text="Läuft.",
                erfasst_am=uhr.jetzt,
                erfasst_von_id=g.fatma.id,
                gilt_ab=uhr.heute,
                abfrage_id=1,
            )
        )
    with pytest.raises(EingabeError, match="inzwischen alles gemeldet"):
        send_erinnerung(schreiben, "a", weg(1), sendung, JETZT)
    assert erinnerungen(g) == []


def test_nur_die_koordination_erinnert(sqlite_gemeinde: Gemeinde, schreiben: Callable[..., Any]) -> None:
    g = sqlite_gemeinde

    def beginne(s: Any, v: Any) -> int | None:
        return record_erinnerung(s, v, 1, g.bildung_id, AN, nummer=1)

    def beende(s: Any, v: Any) -> int:
        return finish_erinnerung(s, v, 1, Versandstand.GESENDET)

    for tun in (beginne, beende):
        for person, art in ((g.fatma, RechteError), (g.lena, RechteError), (g.adam, RechteError),
                            (g.gustav, NichtGefundenError), (g.niemand, NichtGefundenError)):  # fmt: skip
            with pytest.raises(art):
                schreiben("x", tun, person)
    with pytest.raises(NichtGefundenError):
        schreiben("x", lambda s, v: finish_erinnerung(s, v, 4711, Versandstand.GESENDET))
    assert schreiben("y", beende) == schreiben("y", beende) == 1
    with pytest.raises(EingabeError, match="schon gesendet"):
        schreiben("z", beende)


def test_der_postausgang_kennt_adresse_nummer_und_was_fehlt(sqlite_gemeinde: Gemeinde, uhr: Uhr) -> None:
    """Ohne interne Felder (Leitung) steht auch keine Adresse darin."""
    g = sqlite_gemeinde
    with schreibeinheit(g.engine, uhr.vorgang(g.kora)) as session:
        session.get_one(Organisationseinheit, g.bildung_id).email = "bildung@probstweiler.example"
    for intern, an in ((True, "bildung@probstweiler.example"), (False, "")):
        with leseeinheit(g.engine) as session:
            bild = load_lagebild(session, g.konzept_id, uhr.heute, intern=intern)
        (p,) = postausgang(bild, 1, "https://mut.example/", "probstweiler")
        assert (p.stelle_id, p.an, p.nummer, p.letzte) == (g.bildung_id, an, 1, None)
        assert p.anlass.massnahmen == (("PW-01", "Sprachcafé"),)
        assert p.anlass.adresse == "https://mut.example/melden?konzept=probstweiler"
        assert not p.unklar(uhr.jetzt)


def test_im_log_steht_nichts_ueber_personen_oder_adressen(
    caplog: pytest.LogCaptureFixture, schreiben: Callable[..., Any], sendung: Sendung
) -> None:
    with caplog.at_level(logging.DEBUG), mailserver({AN: "550 nein"}) as fach, suppress(VersandError):
        send_erinnerung(schreiben, "a", weg(fach.port), sendung, JETZT)
    eigene = [r.getMessage() for r in caplog.records if not r.name.startswith("mail.log")]
    assert not [t for t in eigene if "@" in t or "Kora" in t]
