"""What options of drivers are called where a person reads of them.

TWAIN's names are the same for every driver; other drivers' own titles are English at best.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from scanstation.errors import Text

TITLES: Mapping[str, Text] = MappingProxyType(
    {
        "ICAP_XFERMECH": Text("Übertragung", "Transfer"),
        "ICAP_COMPRESSION": Text("Komprimierung", "Compression"),
        "CAP_DOUBLEFEEDDETECTION": Text("Doppeleinzugserkennung", "Double feed detection"),
        "CAP_DOUBLEFEEDDETECTIONLENGTH": Text(
            "Doppeleinzugserkennung: kürzeste Länge", "Double feed detection: shortest length"
        ),
        "CAP_DOUBLEFEEDDETECTIONSENSITIVITY": Text(
            "Doppeleinzugserkennung: Empfindlichkeit", "Double feed detection: sensitivity"
        ),
        "CAP_DOUBLEFEEDDETECTIONRESPONSE": Text(
            "Doppeleinzugserkennung: Verhalten", "Double feed detection: response"
        ),
        "CAP_PAPERHANDLING": Text("Papier", "Paper"),
        "CAP_FEEDERPREP": Text("Einzug vorbereiten", "Prepare the feeder"),
        "CAP_FEEDERPOCKET": Text("Ablagefach", "Output pocket"),
        "CAP_AUTOMATICSENSEMEDIUM": Text(
            "Einzug oder Vorlagenglas selbst wählen", "Choose feeder or flatbed by itself"
        ),
        "CAP_FEEDERORDER": Text("Reihenfolge des Einzugs", "Feeding order"),
        "ICAP_FEEDERTYPE": Text("Art des Einzugs", "Feeder type"),
        "CAP_PRINTER": Text("Aufdruck: Ort", "Imprinter"),
        "CAP_PRINTERENABLED": Text("Aufdruck ein", "Imprinter on"),
        "CAP_PRINTERMODE": Text("Aufdruck: Art", "Imprinter: mode"),
        "CAP_PRINTERSTRING": Text("Aufdruck: Text", "Imprinter: text"),
        "CAP_PRINTERSUFFIX": Text(
            "Aufdruck: Text nach der Nummer", "Imprinter: text behind the number"
        ),
        "CAP_PRINTERINDEX": Text("Aufdruck: erste Nummer", "Imprinter: first number"),
        "CAP_PRINTERINDEXSTEP": Text("Aufdruck: Schrittweite", "Imprinter: step"),
        "CAP_PRINTERINDEXNUMDIGITS": Text("Aufdruck: Stellen", "Imprinter: digits"),
        "CAP_PRINTERINDEXTRIGGER": Text("Aufdruck: zählt bei", "Imprinter: counts at"),
        "CAP_PRINTERVERTICALOFFSET": Text("Aufdruck: Abstand", "Imprinter: offset"),
        "CAP_PRINTERFONTSTYLE": Text("Aufdruck: Schrift", "Imprinter: font"),
        "CAP_ENDORSER": Text("Stempel: Nummer", "Endorser: number"),
        "ICAP_BRIGHTNESS": Text("Helligkeit", "Brightness"),
        "ICAP_CONTRAST": Text("Kontrast", "Contrast"),
        "ICAP_THRESHOLD": Text("Schwellenwert", "Threshold"),
        "ICAP_GAMMA": Text("Gamma", "Gamma"),
        "ICAP_HIGHLIGHT": Text("Lichter", "Highlight"),
        "ICAP_SHADOW": Text("Schatten", "Shadow"),
        "ICAP_AUTOBRIGHT": Text("Automatische Helligkeit", "Automatic brightness"),
        "ICAP_BITDEPTHREDUCTION": Text("Umwandlung in Schwarzweiß", "Reduction to black and white"),
        "ICAP_HALFTONES": Text("Raster", "Halftone"),
        "ICAP_FILTER": Text("Blindfarbe", "Drop-out colour"),
        "ICAP_IMAGEFILTER": Text("Bildfilter", "Image filter"),
        "ICAP_NOISEFILTER": Text("Rauschfilter", "Noise filter"),
        "ICAP_ORIENTATION": Text("Ausrichtung", "Orientation"),
        "ICAP_ROTATION": Text("Drehung", "Rotation"),
        "ICAP_MIRROR": Text("Spiegelung", "Mirror"),
        "ICAP_FLIPROTATION": Text("Rückseiten", "Back sides"),
        "ICAP_OVERSCAN": Text("Überstand", "Overscan"),
        "ICAP_AUTOMATICBORDERDETECTION": Text("Ränder selbst erkennen", "Automatic borders"),
        "ICAP_AUTOMATICDESKEW": Text("Gerade richten", "Automatic deskew"),
        "ICAP_AUTOMATICROTATE": Text("Selbst aufrecht drehen", "Automatic rotation"),
        "ICAP_AUTOSIZE": Text("Größe selbst erkennen", "Automatic size"),
        "ICAP_AUTOMATICLENGTHDETECTION": Text("Länge selbst erkennen", "Automatic length"),
        "ICAP_AUTOMATICCROPUSESFRAME": Text(
            "Innerhalb der Seitengröße zuschneiden", "Crop inside the page size"
        ),
        "ICAP_AUTOMATICCOLORENABLED": Text("Farbe selbst erkennen", "Automatic colour"),
        "ICAP_AUTOMATICCOLORNONCOLORPIXELTYPE": Text(
            "Farbe selbst erkennen: sonst", "Automatic colour: otherwise"
        ),
        "ICAP_AUTODISCARDBLANKPAGES": Text("Leerseiten weglassen", "Discard blank pages"),
        "ICAP_UNDEFINEDIMAGESIZE": Text(
            "Größe vor dem Scannen unbekannt", "Size unknown before the scan"
        ),
        "ICAP_SUPPORTEDSIZES": Text("Seitengröße", "Page size"),
        "ICAP_JPEGQUALITY": Text("JPEG-Qualität", "JPEG quality"),
        "ICAP_JPEGSUBSAMPLING": Text("JPEG-Farbauflösung", "JPEG subsampling"),
        "ICAP_IMAGEMERGE": Text("Vorder- und Rückseite verbinden", "Join front and back"),
        "ICAP_COLORMANAGEMENTENABLED": Text("Farbmanagement", "Colour management"),
        "ICAP_LIGHTSOURCE": Text("Lichtquelle", "Light source"),
        "ICAP_BARCODEDETECTIONENABLED": Text(
            "Barcodes liest das Gerät", "Barcodes read by the device"
        ),
        "ICAP_PATCHCODEDETECTIONENABLED": Text(
            "Patchcodes liest das Gerät", "Patch codes read by the device"
        ),
        "ICAP_EXTIMAGEINFO": Text("Angaben zu jedem Bild", "Extended image information"),
        "CAP_MICRENABLED": Text("Magnetschrift", "Magnetic ink"),
        "CAP_JOBCONTROL": Text("Trennung durch das Gerät", "Job separation by the device"),
        "CAP_FEEDERALIGNMENT": Text("Anlage des Einzugs", "Feeder alignment"),
        "CAP_CLEARBUFFERS": Text("Zwischenspeicher am Ende", "Buffers at the end"),
        "dialog": Text("Eigenes Fenster des Treibers", "The driver's own dialog"),
        "custom_data": Text("Eigene Einstellungen des Treibers", "The driver's own settings"),
    }
)


def option_title(name: str) -> Text:
    """Return what an option is called, with the name that a profile writes; else that alone."""
    title = TITLES.get(name)
    if title is None:
        return Text(name, name)
    return Text(f"{title.de} ({name})", f"{title.en} ({name})")
