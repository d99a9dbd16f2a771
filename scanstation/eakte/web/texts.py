"""The words of the web page in both languages."""

from __future__ import annotations

from datetime import UTC, datetime

from starlette.requests import Request

from scanstation.errors import Language, Text

LANGUAGE_COOKIE = "eakte-sprache"

TEXTS: dict[str, Text] = {
    "title": Text("eAkte", "eAkte"),
    "training": Text("Übung", "Training"),
    "training_notice": Text(
        "Übungs-eAkte: Was hier liegt, ist keine Ablage in einer echten Akte.",
        "Training eAkte: what lies here is not filed in any real case file.",
    ),
    "skip": Text("Zum Inhalt springen", "Skip to content"),
    "plan": Text("Aktenplan", "Filing plan"),
    "log_in": Text("Anmelden", "Log in"),
    "log_out": Text("Abmelden", "Log out"),
    "code": Text("Einmalcode", "One-time code"),
    "code_hint": Text(
        "Der Code steht dort, wo die eAkte gestartet wurde. Er gilt für eine Anmeldung.",
        "The code is shown where the eAkte was started. It is good for one login.",
    ),
    "code_wrong": Text(
        "Der Code stimmt nicht. Nach fünf Fehlversuchen wird ein neuer ausgegeben.",
        "That is not the code. After five wrong attempts a new one is issued.",
    ),
    "search": Text("Suchen", "Search"),
    "search_label": Text("Suchbegriff", "Search term"),
    "search_hint": Text("Aktenzeichen, Name, Betreff …", "Case number, name, subject …"),
    "search_in": Text("Suchen in", "Search in"),
    "field_all": Text("in allen Feldern", "in all fields"),
    "field_case_number": Text("im Aktenzeichen", "in the case number"),
    "field_sender": Text("im Absender", "in the sender"),
    "kind": Text("Ergebnisse", "Results"),
    "case_files": Text("Akten", "Case files"),
    "documents": Text("Dokumente", "Documents"),
    "folders": Text("Ordner", "Folders"),
    "case_file": Text("Akte", "Case file"),
    "document": Text("Dokument", "Document"),
    "case_number": Text("Aktenzeichen", "Case number"),
    "person": Text("Name", "Name"),
    "subject": Text("Betreff", "Subject"),
    "document_class": Text("Dokumentart", "Document class"),
    "document_date": Text("Datum", "Date"),
    "sender": Text("Absender", "Sender"),
    "received": Text("Eingang", "Received"),
    "stored": Text("Abgelegt", "Filed"),
    "stored_by": Text("Abgelegt von", "Filed by"),
    "pages": Text("Seiten", "Pages"),
    "size": Text("Größe", "Size"),
    "file_name": Text("Dateiname", "File name"),
    "package": Text("Paket", "Package"),
    "batch": Text("Stapel", "Batch"),
    "document_id": Text("Kennung", "Identifier"),
    "hash": Text("Prüfsumme (SHA-256)", "Checksum (SHA-256)"),
    "hash_same": Text(
        "✓ stimmt mit der des Absenders überein", "✓ the same as the sender's"
    ),
    "hash_other": Text(
        "✗ weicht von der des Absenders ab", "✗ differs from the sender's"
    ),
    "properties": Text("Angaben", "Details"),
    "content": Text("Inhalt", "Content"),
    "download": Text("Herunterladen", "Download"),
    "no_viewer": Text(
        "Dieser Browser zeigt den Inhalt nicht an.", "This browser does not show the content."
    ),
    "no_content": Text(
        "Dieses Dokument hat noch keinen Inhalt.", "This document has no content yet."
    ),
    "nothing_found": Text("Nichts gefunden.", "Nothing found."),
    "nothing_here": Text("Hier liegt noch nichts.", "Nothing lies here yet."),
    "page_of": Text("Seite {number} von {total}", "Page {number} of {total}"),
    "results_of": Text("{first}–{last} von {total}", "{first}–{last} of {total}"),
    "previous": Text("Zurück", "Previous"),
    "next": Text("Weiter", "Next"),
    "paging": Text("Seiten der Liste", "Pages of the list"),
    "where": Text("Standort", "Location"),
    "language": Text("Sprache", "Language"),
    "keys": Text(
        "Tasten: / sucht, ↑ ↓ wählt eine Zeile, Enter öffnet sie.",
        "Keys: / searches, ↑ ↓ select a row, Enter opens it.",
    ),
    "error": Text("Das ging nicht", "That did not work"),
    "not_found": Text(
        "Diese Seite gibt es nicht, oder das Objekt wurde gelöscht.",
        "There is no such page, or the object has been deleted.",
    ),
    "bad_request": Text(
        "Die Anfrage war unvollständig oder abgelaufen. Bitte noch einmal versuchen.",
        "The request was incomplete or expired. Please try again.",
    ),
    "server_error": Text(
        "Die eAkte konnte die Seite nicht zeigen. Bitte noch einmal versuchen.",
        "The eAkte could not show the page. Please try again.",
    ),
    "to_start": Text("Zur Übersicht", "To the overview"),
}  # fmt: skip


def language_of(request: Request) -> Language:
    """Return the language chosen by the switch, else the browser's, else German."""
    chosen = request.query_params.get("lang") or request.cookies.get(LANGUAGE_COOKIE)
    if chosen in ("de", "en"):
        return "en" if chosen == "en" else "de"
    return _accepted(request.headers.get("accept-language", ""))


def _accepted(header: str) -> Language:
    weights: dict[str, float] = {}
    for entry in header.lower().split(","):
        tag, _, quality = entry.strip().partition(";q=")
        language = tag.partition("-")[0].strip()
        try:
            weight = float(quality) if quality else 1.0
        except ValueError:
            continue
        weights[language] = max(weights.get(language, 0.0), weight)
    return "en" if weights.get("en", 0.0) > weights.get("de", 0.0) else "de"


def day(language: Language, milliseconds: int | None) -> str:
    """Return a date such as 22.11.2026; dates are instants at 00:00 UTC."""
    if milliseconds is None:
        return ""
    return _moment(milliseconds).strftime("%d.%m.%Y" if language == "de" else "%Y-%m-%d")


def moment(language: Language, milliseconds: int) -> str:
    """Return a point in time in this machine's time zone."""
    local = _moment(milliseconds).astimezone()
    return local.strftime("%d.%m.%Y, %H:%M Uhr" if language == "de" else "%Y-%m-%d, %H:%M")


def size(language: Language, length: int) -> str:
    """Return a length in bytes for people."""
    if length < 1024:
        return f"{length} Byte"
    value, unit = (length / 1024, "KiB") if length < 1024 * 1024 else (length / 1024**2, "MiB")
    text = f"{value:.1f} {unit}"
    return text.replace(".", ",") if language == "de" else text


def _moment(milliseconds: int) -> datetime:
    try:
        return datetime.fromtimestamp(milliseconds / 1000, UTC)
    except (OverflowError, OSError, ValueError):  # a client may store any number
        return datetime.fromtimestamp(0, UTC)
