"""What a device, its driver or its worker can report."""

from __future__ import annotations

from typing import Any

from scanstation.errors.base import NOTHING_CHANGED, ScanstationError, Text

AFTER_SHEET = Text("die Blätter nach Blatt {sheet}", "the sheets after sheet {sheet}")
ALL_SHEETS = Text("alle Blätter", "all sheets")


class DeviceError(ScanstationError):
    """Anything the device side reports; ``sheet`` is the last acknowledged sheet."""

    def remedy_text(self) -> Text:
        """Return what to do; where no sheet is safe there is none to begin after."""
        remedy = self.remedy
        if not self.details.get("sheet"):
            remedy = Text(
                remedy.de.replace(AFTER_SHEET.de, ALL_SHEETS.de),
                remedy.en.replace(AFTER_SHEET.en, ALL_SHEETS.en),
            )
        return Text(remedy.filled("de", self.details), remedy.filled("en", self.details))


class PaperJam(DeviceError):
    """Paper is stuck in the feeder."""

    exit_code = 10
    happened = Text("Das Gerät meldet einen Papierstau.", "The device reports a paper jam.")
    remedy = Text(
        "Bitte Stau beseitigen, die Blätter nach Blatt {sheet} neu einlegen, dann erneut einziehen.",
        "Clear the jam, put the sheets after sheet {sheet} back into the feeder, then feed again.",
    )


class DoubleFeed(DeviceError):
    """Two sheets were pulled at once."""

    exit_code = 11
    happened = Text(
        "Das Gerät hat zwei Blätter auf einmal eingezogen.",
        "The device pulled two sheets at once.",
    )
    remedy = Text(
        "Bitte die Blätter nach Blatt {sheet} trennen, neu einlegen und erneut einziehen.",
        "Separate the sheets after sheet {sheet}, put them back and feed again.",
    )


class CoverOpen(DeviceError):
    """The cover is open."""

    exit_code = 12
    happened = Text("Der Deckel des Geräts ist offen.", "The cover of the device is open.")
    remedy = Text(
        "Bitte Deckel schließen und die Blätter nach Blatt {sheet} neu einlegen.",
        "Close the cover and put the sheets after sheet {sheet} back.",
    )


class OutOfPaper(DeviceError):
    """The feeder was empty at the start."""

    exit_code = 13
    happened = Text("Im Einzug liegt kein Papier.", "There is no paper in the feeder.")
    remedy = Text("Bitte Papier einlegen und erneut einziehen.", "Put paper in and feed again.")


class DeviceBusy(DeviceError):
    """Somebody else uses the device."""

    exit_code = 14
    happened = Text("Das Gerät ist belegt.", "The device is busy.")
    remedy = Text(
        "Bitte warten, bis der andere Vorgang beendet ist, und erneut versuchen.",
        "Wait until the other job has ended and try again.",
    )


class DeviceAccessDenied(DeviceError):
    """The account may not use the device."""

    exit_code = 15
    happened = Text(
        "Der Zugriff auf das Gerät wurde verweigert.",
        "Access to the device was denied.",
    )
    remedy = Text(
        "Bitte die IT um Zugriffsrechte für dieses Gerät bitten. "
        "Verlangt ein Netzscanner eine PIN oder ein Kennwort: scanstation devices --login GERÄT.",
        "Ask your IT for the right to use this device. "
        "If a network scanner wants a PIN or password: scanstation devices --login DEVICE.",
    )


class DeviceNotAllowed(DeviceError):
    """A machine policy does not permit the device."""

    exit_code = 28
    happened = Text(
        "Das Gerät {device} ist an diesem Arbeitsplatz von der IT nicht freigegeben. "
        "Freigegeben: {known}.",
        "The device {device} is not permitted at this workplace by your IT. Permitted: {known}.",
    )
    safe = NOTHING_CHANGED
    remedy = Text(
        "Bitte ein freigegebenes Gerät wählen (scanstation devices).",
        "Choose a device that is permitted (scanstation devices).",
    )


class DeviceLost(DeviceError):
    """The device or its driver crashed, hung or was unplugged."""

    exit_code = 16
    happened = Text(
        "Die Verbindung zum Gerät ist abgebrochen ({reason}).",
        "The connection to the device broke off ({reason}).",
    )
    remedy = Text(
        "Bitte Gerät und Kabel prüfen und die Blätter nach Blatt {sheet} neu einlegen.",
        "Check the device and its cable and put the sheets after sheet {sheet} back.",
    )


class DeviceIOError(DeviceError):
    """The device reports an input/output error."""

    exit_code = 17
    happened = Text(
        "Das Gerät meldet einen Übertragungsfehler.",
        "The device reports a transfer error.",
    )
    remedy = Text(
        "Bitte die Blätter nach Blatt {sheet} neu einlegen; bei Wiederholung Gerät aus- und einschalten.",
        "Put the sheets after sheet {sheet} back; if it happens again, switch the device off and on.",
    )


class DeviceNoMemory(DeviceError):
    """The device or its driver ran out of memory."""

    exit_code = 18
    happened = Text("Dem Gerät reicht der Speicher nicht.", "The device ran out of memory.")
    remedy = Text(
        "Bitte eine kleinere Auflösung wählen oder das Gerät neu starten.",
        "Choose a lower resolution or restart the device.",
    )


class ScanCancelled(DeviceError):
    """The scan was cancelled at the device or by the operator."""

    exit_code = 19
    happened = Text("Der Scanvorgang wurde abgebrochen.", "The scan was cancelled.")
    remedy = Text(
        "Zum Fortsetzen die Blätter nach Blatt {sheet} neu einlegen.",
        "To go on, put the sheets after sheet {sheet} back.",
    )


class UnknownDevice(DeviceError):
    """No device has this name."""

    exit_code = 20
    happened = Text(
        "Das Gerät „{device}“ wurde nicht gefunden.",
        "The device “{device}” was not found.",
    )
    remedy = Text(
        "Die vorhandenen Geräte zeigt: scanstation devices.",
        "These devices exist: scanstation devices.",
    )


class UnsupportedOption(DeviceError):
    """The device does not offer an option or value."""

    exit_code = 21
    happened = Text(
        "Das Gerät kann die Einstellung {option}={value} nicht.",
        "The device does not support {option}={value}.",
    )
    remedy = Text(
        "Bitte im Scanprofil einen Wert wählen, den das Gerät anbietet.",
        "Choose a value in the profile that the device offers.",
    )


class BadFrame(DeviceError):
    """A frame is truncated, has the wrong size or no meaning."""

    exit_code = 22
    happened = Text(
        "Das Gerät hat ein unvollständiges Bild geliefert ({reason}).",
        "The device delivered an incomplete image ({reason}).",
    )
    remedy = Text(
        "Bitte die Blätter nach Blatt {sheet} neu einlegen und erneut einziehen.",
        "Put the sheets after sheet {sheet} back and feed again.",
    )


class FeedIncomplete(DeviceError):
    """The device counted more than arrived."""

    exit_code = 23
    happened = Text(
        "Das Gerät meldet {expected} Bilder, angekommen sind {arrived}.",
        "The device reports {expected} images, {arrived} arrived.",
    )
    remedy = Text(
        "Bitte die Blätter ab Blatt {sheet} prüfen und fehlende neu einziehen.",
        "Check the sheets from sheet {sheet} on and feed the missing ones again.",
    )


class SidesDiffer(DeviceError):
    """The two passes of a manual duplex scan brought different counts."""

    exit_code = 24
    happened = Text(
        "Es kamen {fronts} Vorderseiten, aber {backs} Rückseiten.",
        "{fronts} fronts came, but {backs} backs.",
    )
    remedy = Text(
        "Bitte die Paare prüfen oder die Rückseiten verwerfen und noch einmal einziehen.",
        "Check the pairs, or discard the backs and feed them again.",
    )


class DeviceCertificateChanged(DeviceError):
    """A network device shows another certificate than at its first use."""

    exit_code = 26
    happened = Text(
        "Das Gerät „{device}“ weist sich mit einem anderen Zertifikat aus als bisher"
        " ({seen} statt {kept}); es wurde nichts übertragen.",
        "The device “{device}” shows another certificate than before"
        " ({seen}, not {kept}); nothing was transferred.",
    )
    remedy = Text(
        "Bitte die IT fragen. Wurde das Gerät ersetzt oder neu eingerichtet: scanstation devices --trust {device}.",
        "Ask your IT. If the device was replaced or set up anew: scanstation devices --trust {device}.",
    )


class DeviceValuesDiffer(DeviceError):
    """The device does not take what the profile asks for, and nobody accepted what it takes.

    Attributes:
        device: its address.
        differences: what it takes instead, ``workflow.device_values.Difference``.
    """

    exit_code = 27
    happened = Text("{said} Es wurde noch nichts eingezogen.", "{said} Nothing was fed yet.")
    remedy = Text(
        "Bitte ein passendes Scanprofil wählen, oder die Werte des Geräts annehmen: "
        "scanstation scan --accept-device-values.",
        "Choose a profile that fits, or accept the device's values: "
        "scanstation scan --accept-device-values.",
    )

    def __init__(
        self, *, device: str = "", differences: tuple[Any, ...] = (), **details: object
    ) -> None:
        super().__init__(**details)
        self.device, self.differences = device, differences


class DeviceTestFailed(ScanstationError):
    """The acceptance run found something wrong; what stands in its findings."""

    exit_code = 25
    safe = NOTHING_CHANGED
    happened = Text(
        "Das Gerät „{device}“ hat die Prüfung nicht bestanden; die Mängel stehen oben.",
        "The device “{device}” did not pass the test; see what is wrong above.",
    )
    remedy = Text(
        "Bitte die Mängel beheben und den Prüfstapel noch einmal scannen. Für Papier, das "
        "vernichtet werden soll, ist das Gerät so nicht zu verwenden.",
        "Put right what is wrong and scan the test deck again. Do not use the device like this "
        "for paper that is to be destroyed.",
    )
