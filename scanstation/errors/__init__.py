"""Everything an operator can be told, as one tree.

Each leaf says what happened, what is safe and what to do, in German and English,
and carries the exit code of the command line. ``details`` fill the sentences.

* ScanstationError                       1
  + UsageError                           2
  x DeviceError
    + PaperJam                          10
    + DoubleFeed                        11
    + CoverOpen                         12
    + OutOfPaper                        13
    + DeviceBusy                        14
    + DeviceAccessDenied                15
    + DeviceLost                        16
    + DeviceIOError                     17
    + DeviceNoMemory                    18
    + ScanCancelled                     19
    + UnknownDevice                     20
    + UnsupportedOption                 21
    + BadFrame                          22
    + FeedIncomplete                    23
    + SidesDiffer                       24
    + DeviceCertificateChanged          26
    + DeviceValuesDiffer                27
    + DeviceNotAllowed                  28
  + DeviceTestFailed                    25
  x ImportFileError
    + FileUnreadable                    30
    + FileEmpty                         31
    + FileEncrypted                     32
    + FileBroken                        33
    + FileOversized                     34
    + FileUnsupported                   35
    + FileTooSlow                       36
  x StoreError
    + JournalConflict                   40
    + BatchLocked                       41
    + BatchUnknown                      42
    + NotALocalDisk                     43
    + StoreNotWritable                  44
    + StoreFull                         45
    + BatchClosed                       46
    + EakteInUse                        47
    + JournalNewer                      48
  x IntegrityError
    + JournalBroken                     50
    + BlobMissing                       51
    + BlobChanged                       52
    + PackageChanged                    53
    + VerificationFailed                54
  x ConfigurationError
    + ConfigurationInvalid              55
    + ConfigurationUnknown              56
    + ConfigurationLocked               57
    + PolicyInvalid                     58
    + NotPermitted                      59
    + TrainingOff                       75
    + DeclarationsMissing               76
    + PolicyUnsafe                      77
    + InstallationIncomplete            79
  x WorkRefused
    + ReleaseRefused                    60
    + EditRefused                       61
    + NothingToUndo                     62
    + StateRefused                      63
    + PurgeRefused                      64
    + RescanUnclear                     67
    + NoBatchOpen                       68
    + SendingBegun                      69
    + FeedRunning                       72
    + CorrectionRefused                 73
    + NothingToTake                     74
  x RecognitionError
    + RecognitionUnavailable            65
    + RecognitionFailed                 66
  x ExportError
    + ExportFailed                      70
    + SymbolCodedImage                  71
  x UploadError  (``permanent`` says whether a retry can help)
    + TargetUnproven                    78
    + TargetUnreachable                 80
    + TargetRefused                     81
    + TargetLoginFailed                 82
    + TargetBusy                        83
    + StoredDiffers                     84
    + TargetUntrusted                   85
    + OutcomeUnknown                    86
    + UploadIncomplete                  87
    + OutboxBusy                        88
    + StoredTwice                       89
  x CredentialError
    + CredentialMissing                 90
    + CredentialStoreFailed             91
"""

from __future__ import annotations

from scanstation.errors.base import (
    NOTHING,
    NOTHING_CHANGED,
    PAGES_SAFE,
    Language,
    ScanstationError,
    Text,
)
from scanstation.errors.device import (
    BadFrame,
    CoverOpen,
    DeviceAccessDenied,
    DeviceBusy,
    DeviceCertificateChanged,
    DeviceError,
    DeviceIOError,
    DeviceLost,
    DeviceNoMemory,
    DeviceNotAllowed,
    DeviceTestFailed,
    DeviceValuesDiffer,
    DoubleFeed,
    FeedIncomplete,
    OutOfPaper,
    PaperJam,
    ScanCancelled,
    SidesDiffer,
    UnknownDevice,
    UnsupportedOption,
)
from scanstation.errors.files import (
    FileBroken,
    FileEmpty,
    FileEncrypted,
    FileOversized,
    FileTooSlow,
    FileUnreadable,
    FileUnsupported,
    ImportFileError,
)
from scanstation.errors.reading import why_unread
from scanstation.errors.store import (
    BatchClosed,
    BatchLocked,
    BatchUnknown,
    BlobChanged,
    BlobMissing,
    EakteInUse,
    IntegrityError,
    JournalBroken,
    JournalConflict,
    JournalNewer,
    NotALocalDisk,
    PackageChanged,
    StoreError,
    StoreFull,
    StoreNotWritable,
    VerificationFailed,
)
from scanstation.errors.upload import (
    CredentialError,
    CredentialMissing,
    CredentialStoreFailed,
    OutboxBusy,
    OutcomeUnknown,
    StoredDiffers,
    StoredTwice,
    TargetBusy,
    TargetLoginFailed,
    TargetRefused,
    TargetUnproven,
    TargetUnreachable,
    TargetUntrusted,
    UploadError,
    UploadIncomplete,
)
from scanstation.errors.work import (
    ConfigurationError,
    ConfigurationInvalid,
    ConfigurationLocked,
    ConfigurationUnknown,
    CorrectionRefused,
    DeclarationsMissing,
    EditRefused,
    ExportError,
    ExportFailed,
    FeedRunning,
    InstallationIncomplete,
    NoBatchOpen,
    NothingToTake,
    NothingToUndo,
    NotPermitted,
    PolicyInvalid,
    PolicyUnsafe,
    PurgeRefused,
    RecognitionError,
    RecognitionFailed,
    RecognitionUnavailable,
    ReleaseRefused,
    RescanUnclear,
    SendingBegun,
    StateRefused,
    SymbolCodedImage,
    TrainingOff,
    UsageError,
    WorkRefused,
)

__all__ = [
    "NOTHING",
    "NOTHING_CHANGED",
    "PAGES_SAFE",
    "BadFrame",
    "BatchClosed",
    "BatchLocked",
    "BatchUnknown",
    "BlobChanged",
    "BlobMissing",
    "ConfigurationError",
    "ConfigurationInvalid",
    "ConfigurationLocked",
    "ConfigurationUnknown",
    "CorrectionRefused",
    "CoverOpen",
    "CredentialError",
    "CredentialMissing",
    "CredentialStoreFailed",
    "DeclarationsMissing",
    "DeviceAccessDenied",
    "DeviceBusy",
    "DeviceCertificateChanged",
    "DeviceError",
    "DeviceIOError",
    "DeviceLost",
    "DeviceNoMemory",
    "DeviceNotAllowed",
    "DeviceTestFailed",
    "DeviceValuesDiffer",
    "DoubleFeed",
    "EakteInUse",
    "EditRefused",
    "ExportError",
    "ExportFailed",
    "FeedIncomplete",
    "FeedRunning",
    "FileBroken",
    "FileEmpty",
    "FileEncrypted",
    "FileOversized",
    "FileTooSlow",
    "FileUnreadable",
    "FileUnsupported",
    "ImportFileError",
    "InstallationIncomplete",
    "IntegrityError",
    "JournalBroken",
    "JournalConflict",
    "JournalNewer",
    "Language",
    "NoBatchOpen",
    "NotALocalDisk",
    "NotPermitted",
    "NothingToTake",
    "NothingToUndo",
    "OutOfPaper",
    "OutboxBusy",
    "OutcomeUnknown",
    "PackageChanged",
    "PaperJam",
    "PolicyInvalid",
    "PolicyUnsafe",
    "PurgeRefused",
    "RecognitionError",
    "RecognitionFailed",
    "RecognitionUnavailable",
    "ReleaseRefused",
    "RescanUnclear",
    "ScanCancelled",
    "ScanstationError",
    "SendingBegun",
    "SidesDiffer",
    "StateRefused",
    "StoreError",
    "StoreFull",
    "StoreNotWritable",
    "StoredDiffers",
    "StoredTwice",
    "SymbolCodedImage",
    "TargetBusy",
    "TargetLoginFailed",
    "TargetRefused",
    "TargetUnproven",
    "TargetUnreachable",
    "TargetUntrusted",
    "Text",
    "TrainingOff",
    "UnknownDevice",
    "UnsupportedOption",
    "UploadError",
    "UploadIncomplete",
    "UsageError",
    "VerificationFailed",
    "WorkRefused",
    "why_unread",
]
