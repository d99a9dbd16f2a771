; setup.exe for single PCs; nsis.py gives VERSION, OUTPUT, ACTIONS, SIZE and so on, and the two lists
; of files. Exit codes are Windows Installer's, as software distributions know them.
Unicode true
Target amd64-unicode
!ifdef FAST
    SetCompressor /SOLID zlib
!else
    SetCompressor /SOLID lzma
    SetCompressorDictSize 4 ; MB; of 8 it would take a quarter longer and be 1.4 % smaller
!endif
SetDateSave off ; times of the building machine do not go along
ManifestSupportedOS Win10
ManifestDPIAware true
RequestExecutionLevel admin
BrandingText "scanstation ${VERSION}"
Name "scanstation"
OutFile "${OUTPUT}"
InstallDir ""
XPStyle on

!include MUI2.nsh
!include FileFunc.nsh
!include LogicLib.nsh
!include WordFunc.nsh
!include x64.nsh
!include "${TEXTS}"

!define KEY "Software\scanstation"
!define UNSETTLED "Software\scanstation\Unsettled" ; names of values: folders that may hold a program
!define ENTRY "Software\Microsoft\Windows\CurrentVersion\Uninstall\scanstation"
!define RUN "Software\Microsoft\Windows\CurrentVersion\Run"
!define EVENTS "SYSTEM\CurrentControlSet\Services\EventLog\Application\scanstation"
!define BUSY 1618
!define OTHER_VERSION 1638
!define REFUSED 1603
!define NO_RIGHTS 740
!define DISK_FULL 112
!define NOBODY_SAYS 2
!define SYNCHRONIZE 0x100000
!define ERROR_ACCESS_DENIED 5
!define ERROR_ALREADY_EXISTS 183

VIProductVersion "${VERSION}.0"
VIAddVersionKey ProductName "scanstation"
VIAddVersionKey CompanyName "scanstation"
VIAddVersionKey FileDescription "scanstation Setup"
VIAddVersionKey FileVersion "${VERSION}"
VIAddVersionKey ProductVersion "${VERSION}"
VIAddVersionKey LegalCopyright "scanstation"
!ifdef SIGN_UNINSTALLER
    !uninstfinalize '${SIGN_UNINSTALLER} "%1"' = 0
!endif

Var PolicyFile
Var Target
Var DesktopShortcut
Var Autostart
Var Old ; folder of the version that is replaced, empty if there is none

!define MUI_ICON "${ICON}"
!define MUI_UNICON "${ICON}"
!define MUI_ABORTWARNING
!define MUI_FINISHPAGE_NOAUTOCLOSE
!define MUI_COMPONENTSPAGE_NODESC
!insertmacro MUI_PAGE_WELCOME
!insertmacro MUI_PAGE_COMPONENTS
!insertmacro MUI_PAGE_DIRECTORY
!insertmacro MUI_PAGE_INSTFILES
!insertmacro MUI_PAGE_FINISH
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_INSTFILES
!insertmacro MUI_LANGUAGE "English"
!insertmacro MUI_LANGUAGE "German"
!insertmacro TEXTS

!include "${__FILEDIR__}/macros.nsh"

Function .onInit
    !insertmacro RequireRights
    !insertmacro RequireAlone
    ReadRegStr $R1 HKLM "SOFTWARE\Microsoft\Windows NT\CurrentVersion" "CurrentBuild"
    ${If} $R1 < ${OLDEST_WINDOWS}
        !insertmacro Refuse ${REFUSED} "$(WINDOWS_TOO_OLD)"
    ${EndIf}
    ReadRegStr $R1 HKLM "${KEY}" "Version"
    ReadRegStr $R2 HKLM "${ENTRY}" "UninstallString"
    ${If} $R1 != ""
    ${AndIf} $R2 == ""
        !insertmacro Refuse ${OTHER_VERSION} "$(MSI_IS_THERE)"
    ${EndIf}
    ${VersionCompare} "$R1" "${VERSION}" $R3
    ${If} $R1 != ""
    ${AndIf} $R3 = 1
        !insertmacro Refuse ${OTHER_VERSION} "$(NEWER)"
    ${EndIf}
    !insertmacro UnpackActions
    Call ReadOptions
    Call RequireFolder
    Call RequireSpace
FunctionEnd

; The folder in its one form (no 8.3 name, no backslash at its end), and nobody works there.
Function RequireFolder
    !insertmacro CallOnPath FullPath "$INSTDIR" ', w .r1, i ${NSIS_MAX_STRLEN}'
    ${If} $0 = 0
        !insertmacro Refuse ${REFUSED} "$(NO_FOLDER)"
    ${EndIf}
    StrCpy $INSTDIR $1
    !insertmacro CallOnPath FullPath "$Old" ', w .r1, i ${NSIS_MAX_STRLEN}'
    ${If} $0 <> 0
        StrCpy $Old $1
    ${EndIf}
    !insertmacro RequireNotRunning "$Old"
    !insertmacro RequireNotRunning "$INSTDIR"
    !insertmacro RequireUnsettledNotRunning
FunctionEnd

Function ReadOptions
    !insertmacro ReadOption $PolicyFile POLICYFILE PolicyFile
    !insertmacro ReadOption $Target TARGET Target
    !insertmacro ReadOption $DesktopShortcut DESKTOPSHORTCUT DesktopShortcut
    !insertmacro ReadOption $Autostart AUTOSTART Autostart
    ReadRegStr $Old HKLM "${ENTRY}" "InstallLocation"
    !insertmacro GivenOption INSTALLDIR
    ${If} $0 <> 0
    ${AndIf} $1 != ""
        ; NSIS takes out of $INSTDIR what cannot be in it, which would be another folder.
        !insertmacro CallOnPath FullPath "$1" ', w .r1, i ${NSIS_MAX_STRLEN}'
        ${If} $0 = 0
            !insertmacro Refuse ${REFUSED} "$(NO_FOLDER)"
        ${EndIf}
        StrCpy $INSTDIR $1
    ${EndIf}
    ; NSIS forgets a folder of its own /D= that cannot be; the default is not what was asked for.
    !insertmacro GivenOption D
    ${If} $0 <> 0
    ${AndIf} $INSTDIR == ""
        !insertmacro Refuse ${REFUSED} "$(NO_FOLDER)"
    ${EndIf}
    ${If} $INSTDIR == ""
        StrCpy $INSTDIR $Old
    ${EndIf}
    ${If} $INSTDIR == ""
        StrCpy $INSTDIR "$PROGRAMFILES64\scanstation"
    ${EndIf}
    Call SelectOptions
FunctionEnd

Function RequireSpace
    ; Not by DriveSpace: it asks for "C:", the current folder of that drive, which may be gone by now.
    ${GetRoot} "$INSTDIR" $R0
    System::Call 'kernel32::GetDiskFreeSpaceExW(w "$R0\", *l .R1, *l, *l) i .R2'
    ${If} $R2 <> 0
        System::Int64Op $R1 / 1048576
        Pop $R1
        ${If} $R1 < ${SIZE_MB}
            !insertmacro Refuse ${DISK_FULL} "$(DISK_IS_FULL)"
        ${EndIf}
    ${EndIf}
FunctionEnd

; All new files are there before one of the old ones goes: until then everything is as it was.
Section "!scanstation" Program
    SectionIn RO
    Call RequireFolder ; the page may have named another one
    Call PrepareFolder
    ClearErrors
    !include "${FILES}"
    SetOutPath "$INSTDIR.exchange-new"
    WriteUninstaller "$INSTDIR.exchange-new\uninstall.exe"
    ${If} ${Errors}
        Call Discard
        !insertmacro Refuse ${REFUSED} "$(NOT_WRITTEN)"
    ${EndIf}
    SetOutPath "$PLUGINSDIR" ; a folder that a program stands in keeps its name
    Call RequireStillNotRunning
    !insertmacro CallOnPath ExchangeFolders "$INSTDIR" ''
    ${If} $0 <> 0
        ${IfNot} ${FileExists} "$INSTDIR.exchange-old\*.*" ; else the next run brings a version back
            Call Discard
        ${EndIf}
        !insertmacro Refuse ${BUSY} "$(FOLDER_IN_USE)"
    ${EndIf}
    SetOutPath "$INSTDIR" ; where the shortcuts start
    Call WriteRegistry ; first: there is always an entry that leads to what is installed
    Call RemoveUnchosen
    !insertmacro CreateMenuEntry "$SMPROGRAMS\scanstation.lnk"
    !insertmacro CallActions 'ProtectSharedFolder()'
    ${If} $0 <> 0
        DetailPrint "$(NOT_PROTECTED) ($0)"
    ${EndIf}
    Call RemoveOld
SectionEnd

; Unpacking takes a while, in which somebody may have started the version that is there.
Function RequireStillNotRunning
    !insertmacro CallOnPath IsRunning "$INSTDIR" ''
    ${If} $0 = 0
    ${AndIf} $Old != $INSTDIR
        !insertmacro CallOnPath IsRunning "$Old" ''
    ${EndIf}
    ${If} $0 <> 0
        StrCpy $R6 $0
        Call Discard
        ${If} $R6 = ${NOBODY_SAYS}
            !insertmacro Refuse ${BUSY} "$(MAY_BE_RUNNING)"
        ${EndIf}
        !insertmacro Refuse ${BUSY} "$(RUNNING)"
    ${EndIf}
FunctionEnd

Function PrepareFolder
    ${If} $Old != $INSTDIR
        !insertmacro CallOnPath IsForeign "$INSTDIR" ''
        ${If} $0 <> 0
            !insertmacro Refuse ${REFUSED} "$(FOREIGN_FOLDER)"
        ${EndIf}
    ${EndIf}
    Call NoteFolders
    !insertmacro CallOnPath PrepareFolder "$INSTDIR" ''
    ${If} $0 = ${ERROR_ACCESS_DENIED}
        Call ForgetFolder
        !insertmacro Refuse ${REFUSED} "$(UNSAFE_FOLDER)"
    ${ElseIf} $0 <> 0
        !insertmacro Refuse ${REFUSED} "$(NOT_WRITTEN)"
    ${EndIf}
FunctionEnd

; Whatever comes in between: the next installation or removal finds what this one has left. $R7 is the note of
; an earlier one.
Function NoteFolders
    ReadRegStr $R7 HKLM "${UNSETTLED}" "$INSTDIR"
    WriteRegStr HKLM "${UNSETTLED}" "$INSTDIR" "1"
    ${If} $Old != ""
        WriteRegStr HKLM "${UNSETTLED}" "$Old" "1"
    ${EndIf}
FunctionEnd

; Nothing was written there. A note of earlier stays.
Function ForgetFolder
    ${If} $R7 == ""
        DeleteRegValue HKLM "${UNSETTLED}" "$INSTDIR"
    ${EndIf}
    EnumRegValue $R5 HKLM "${UNSETTLED}" 0
    ${If} $R5 == ""
        DeleteRegKey HKLM "${UNSETTLED}"
    ${EndIf}
    ReadRegStr $R5 HKLM "${KEY}" "Version"
    ${If} $R5 == ""
        DeleteRegKey /ifempty HKLM "${KEY}"
    ${EndIf}
FunctionEnd

Function Discard
    SetOutPath "$PLUGINSDIR"
    !insertmacro CallOnPath DiscardFolder "$INSTDIR" ''
FunctionEnd

; The installer was left after a file could not be written.
Function .onInstFailed
    Call Discard
FunctionEnd

; Runs nothing out of the old folder: what lies there may be older than its rights. Where others write, the
; new version's list says what goes.
Function RemoveOld
    !insertmacro CallOnPath SettleFolder "$INSTDIR" ''
    !insertmacro RemoveUnsettled
    DeleteRegKey HKLM "${UNSETTLED}"
FunctionEnd

Section /o "$(DESKTOP_SHORTCUT)" DesktopSection
    WriteRegStr HKLM "${KEY}" "DesktopShortcut" "1"
    !insertmacro CreateMenuEntry "$DESKTOP\scanstation.lnk"
SectionEnd

Section /o "$(AUTOSTART)" AutostartSection
    WriteRegStr HKLM "${KEY}" "Autostart" "1"
    WriteRegStr HKLM "${RUN}" "scanstation" '"$INSTDIR\scanstationw.exe"'
SectionEnd

; What the installation before was given and this one is not.
Function RemoveUnchosen
    !insertmacro RemoveIfEmpty "$PolicyFile" PolicyFile
    !insertmacro RemoveIfEmpty "$Target" Target
    ${IfNot} ${SectionIsSelected} ${DesktopSection}
        DeleteRegValue HKLM "${KEY}" "DesktopShortcut"
        Delete "$DESKTOP\scanstation.lnk"
    ${EndIf}
    ${IfNot} ${SectionIsSelected} ${AutostartSection}
        DeleteRegValue HKLM "${KEY}" "Autostart"
        DeleteRegValue HKLM "${RUN}" "scanstation"
    ${EndIf}
    !ifndef HELP_LINK
        DeleteRegValue HKLM "${ENTRY}" "HelpLink"
    !endif
FunctionEnd

Function SelectOptions
    ${If} $DesktopShortcut == "1"
        !insertmacro SelectSection ${DesktopSection}
    ${EndIf}
    ${If} $Autostart == "1"
        !insertmacro SelectSection ${AutostartSection}
    ${EndIf}
FunctionEnd

; The entry comes first: a version without one would be an MSI's.
Function WriteRegistry
    Call WriteEntry
    WriteRegStr HKLM "${KEY}" "InstallDir" "$INSTDIR\"
    WriteRegStr HKLM "${KEY}" "Version" "${VERSION}"
    ${If} $PolicyFile != ""
        WriteRegStr HKLM "${KEY}" "PolicyFile" "$PolicyFile"
    ${EndIf}
    ${If} $Target != ""
        WriteRegStr HKLM "${KEY}" "Target" "$Target"
    ${EndIf}
    WriteRegStr HKLM "${EVENTS}" "EventMessageFile" "$INSTDIR\scanstation.exe"
    WriteRegDWORD HKLM "${EVENTS}" "TypesSupported" 7
    !insertmacro WriteVerb "${VerifyFolderKey}" '${VerifyFolderApplies}'
    !insertmacro WriteVerb "${VerifyManifestKey}" '${VerifyManifestApplies}'
FunctionEnd

Function WriteEntry
    WriteRegStr HKLM "${ENTRY}" "DisplayName" "scanstation"
    WriteRegStr HKLM "${ENTRY}" "DisplayVersion" "${VERSION}"
    WriteRegStr HKLM "${ENTRY}" "Publisher" "scanstation"
    WriteRegStr HKLM "${ENTRY}" "DisplayIcon" "$INSTDIR\scanstationw.exe"
    WriteRegStr HKLM "${ENTRY}" "InstallLocation" "$INSTDIR"
    WriteRegStr HKLM "${ENTRY}" "Comments" "$(DESCRIPTION)"
    WriteRegStr HKLM "${ENTRY}" "UninstallString" '"$INSTDIR\uninstall.exe"'
    ; With _?= it works where it lies, so that whoever started it can wait and gets its exit code.
    WriteRegStr HKLM "${ENTRY}" "QuietUninstallString" '"$INSTDIR\uninstall.exe" /S _?=$INSTDIR'
    WriteRegDWORD HKLM "${ENTRY}" "EstimatedSize" ${SIZE}
    WriteRegDWORD HKLM "${ENTRY}" "NoModify" 1
    WriteRegDWORD HKLM "${ENTRY}" "NoRepair" 1
    !ifdef HELP_LINK
        WriteRegStr HKLM "${ENTRY}" "HelpLink" "${HELP_LINK}"
    !endif
FunctionEnd

!include "${__FILEDIR__}/uninstaller.nsh"
