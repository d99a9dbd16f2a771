"""The profiles as large buttons: title, key, what it means in a line; one of them is chosen."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFont, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QButtonGroup, QFrame, QRadioButton, QScrollArea, QVBoxLayout, QWidget

from scanstation.errors import Text
from scanstation.model import Profile
from scanstation.ui.command_table import PROFILE_KEYS
from scanstation.ui.scan_words import meaning
from scanstation.ui.services import Services

NAME = Text("Scanprofil {title}: {meaning}", "Profile {title}: {meaning}")
PROFILES = Text("Scanprofile", "Profiles")
CHOSEN = Text("gewählt", "chosen")
MARGIN, LINE, MARK = 8, 2, 18
SMALL = 0.88


class ProfileButton(QRadioButton):
    """One profile; chosen shows as a mark, a word and a frame."""

    def __init__(self, services: Services, profile: Profile, key: str) -> None:
        super().__init__()
        self.profile = profile
        self._services, self._key = services, key
        self._meaning = ""
        services.speech.on_change(self, self._respeak)
        services.theme.changed.connect(self.update)

    def sizeHint(self) -> QSize:
        """Two lines high."""
        metrics = self.fontMetrics()
        height = 2 * metrics.height() + 3 * MARGIN // 2 + 2 * LINE
        return QSize(metrics.averageCharWidth() * 30, height)

    def minimumSizeHint(self) -> QSize:
        """As high as needed, as narrow as wanted."""
        return QSize(120, self.sizeHint().height())

    def hitButton(self, place: QPoint) -> bool:
        """All of it can be clicked."""
        return self.rect().contains(place)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw frame, mark, title, key and meaning."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colour = self._services.theme.colour
        self._frame(painter)
        inner = self.rect().adjusted(MARGIN, MARGIN // 2, -MARGIN, -MARGIN // 2)
        half = inner.height() // 2
        first = QRect(inner.left() + MARK, inner.top(), inner.width() - MARK, half)
        second = QRect(first.left(), first.bottom() + 1, first.width(), half)
        if self.isChecked():
            painter.setPen(colour("accent"))
            painter.drawText(inner.adjusted(0, 0, 0, -half), Qt.AlignmentFlag.AlignVCenter, "✓")
        painter.setPen(colour("muted"))
        right = self._right_text()
        painter.drawText(first, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, right)
        small = QFont(self.font())
        small.setPointSizeF(self.font().pointSizeF() * SMALL)
        painter.setFont(small)
        self._line(painter, second, self._meaning)
        painter.setPen(colour("text"))
        bold = QFont(self.font())
        bold.setBold(True)
        painter.setFont(bold)
        gap = self.fontMetrics().horizontalAdvance(right) + MARGIN
        self._line(painter, first.adjusted(0, 0, -gap, 0), self.text())

    def _frame(self, painter: QPainter) -> None:
        theme = self._services.theme
        edge = "focus" if self.hasFocus() else "accent" if self.isChecked() else "line"
        wide = self.hasFocus() or self.isChecked()
        painter.setPen(QPen(theme.colour(edge), LINE if wide else 1))
        painter.setBrush(theme.colour("base" if self.isEnabled() else "window"))
        painter.drawRoundedRect(self.rect().adjusted(1, 1, -2, -2), 4, 4)
        if self.hasFocus():
            painter.setPen(QPen(theme.colour("focus"), 1, Qt.PenStyle.DotLine))
            painter.drawRoundedRect(self.rect().adjusted(4, 4, -5, -5), 2, 2)

    def _line(self, painter: QPainter, place: QRect, text: str) -> None:
        shown = painter.fontMetrics().elidedText(
            text, Qt.TextElideMode.ElideRight, max(place.width(), 0)
        )
        painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, shown)

    def _right_text(self) -> str:
        if not self.isChecked():
            return self._key
        chosen = self._services.speech.say(CHOSEN)
        return f"{chosen} · {self._key}" if self._key else chosen

    def _respeak(self) -> None:
        say = self._services.speech.say
        self._meaning = say(meaning(self.profile))
        title = say(self.profile.title)
        self.setText(title)
        self.setToolTip(f"{title}\n{self._meaning}")
        self.setAccessibleName(say(NAME, title=title, meaning=self._meaning))
        self.update()


class ProfileButtons(QScrollArea):
    """All profiles of the tenant; ``chosen`` tells which one is to be used."""

    chosen = Signal(str)

    def __init__(self, services: Services) -> None:
        super().__init__()
        self._services = services
        self._profiles: tuple[Profile, ...] = ()
        self._group = QButtonGroup(self)
        self._group.buttonClicked.connect(self._clicked)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setMinimumHeight(3 * self.fontMetrics().height())
        services.speech.name(self, PROFILES)
        self.show_profiles(services.bridge.state.profiles)

    @property
    def profile(self) -> str:
        """Name of the chosen profile, empty if there is none."""
        button = self._group.checkedButton()
        return button.profile.name if isinstance(button, ProfileButton) else ""

    def show_profiles(self, profiles: Sequence[Profile]) -> None:
        """Show these profiles; the chosen one stays chosen, else the first is."""
        if self._profiles == tuple(profiles):
            return
        before, self._profiles = self.profile, tuple(profiles)
        for button in self._group.buttons():
            self._group.removeButton(button)
        inside = QWidget(self)
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        for place, profile in enumerate(self._profiles, 1):
            button = ProfileButton(self._services, profile, self._key(place))
            self._group.addButton(button)
            column.addWidget(button)
        column.addStretch(1)
        self.setWidget(inside)
        names = [one.name for one in self._profiles]
        self.choose(before if before in names else (names or [""])[0])

    def choose(self, name: str) -> None:
        """Choose a profile by its name."""
        for button in self._group.buttons():
            if isinstance(button, ProfileButton) and button.profile.name == name:
                button.setChecked(True)
                self.ensureWidgetVisible(button, 0, 4)

    def take(self, name: str) -> None:
        """Choose a profile as a click on its button does."""
        self.choose(name)
        self.chosen.emit(self.profile)

    def take_focus(self) -> None:
        """Give the focus to the chosen profile."""
        button = self._group.checkedButton()
        if button is not None:
            button.setFocus()

    def choose_place(self, place: int) -> None:
        """Choose the n-th profile, as its key does."""
        if place <= len(self._profiles):
            self.take(self._profiles[place - 1].name)

    def _clicked(self) -> None:
        self.chosen.emit(self.profile)

    def _key(self, place: int) -> str:
        if place > PROFILE_KEYS:
            return ""
        return self._services.commands.key_text(f"scan.profile{place}")
