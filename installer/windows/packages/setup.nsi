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
!define ENTRY "Software\Microsoft\Windows\CurrentVersion\Uninstall\scanstation"
!define RUN "Software\Microsoft\Windows\CurrentVersion\Run"
!define EVENTS "SYSTEM\CurrentControlSet\Services\EventLog\Application\scanstation"
!define BUSY 1618
!define OTHER_VERSION 1638
!define REFUSED 1603
!define NO_RIGHTS 740
!define DISK_FULL 112
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

; Says why nothing is done, in a box unless silent, and ends with the code.
!macro Refuse CODE TEXT
    MessageBox MB_OK|MB_ICONEXCLAMATION "${TEXT}" /SD IDOK
    SetErrorLevel ${CODE}
    Quit
!macroend

; Puts what a function of the library returns into $0.
!macro CallActions CALL
    System::Call '$PLUGINSDIR\setup_actions::${CALL} i .r0'
!macroend

; The same with a path, which may hold what ends a text in a call.
!macro CallOnPath FUNCTION PATH MORE
    StrCpy $1 "${PATH}"
    !insertmacro CallActions '${FUNCTION}(w r1${MORE})'
!macroend

!macro UnpackActions
    InitPluginsDir
    File /oname=$PLUGINSDIR\setup_actions.dll "${ACTIONS}"
!macroend

; Puts the value of a switch into $1, and whether it is given into $0.
!macro GivenOption SWITCH
    !insertmacro CallActions 'ReadOption(w "${SWITCH}", w .r1, i ${NSIS_MAX_STRLEN})'
!macroend

; Takes a switch, else what the last installation was given; "-" takes a text away.
!macro ReadOption VARIABLE SWITCH VALUE
    !insertmacro GivenOption ${SWITCH}
    ${If} $0 = 0
        ReadRegStr $1 HKLM "${KEY}" "${VALUE}"
    ${EndIf}
    StrCpy ${VARIABLE} $1
    ${If} ${VARIABLE} == "-"
        StrCpy ${VARIABLE} ""
    ${EndIf}
!macroend

!macro RequireRights
    SetRegView 64
    SetShellVarContext all
    UserInfo::GetAccountType
    Pop $R0
    ${If} $R0 != "Admin"
        !insertmacro Refuse ${NO_RIGHTS} "$(NOT_ADMINISTRATOR)"
    ${EndIf}
!macroend

; Ends with 1618 while another setup.exe is at work.
!macro RequireAlone
    System::Call 'kernel32::CreateMutexW(p 0, i 0, w "Global\scanstation-setup") p .r1 ?e'
    Pop $0
    ${If} $0 = ${ERROR_ALREADY_EXISTS}
        !insertmacro Refuse ${BUSY} "$(RUNNING)"
    ${EndIf}
!macroend

; Ends with 1618 while a program of the folder runs; asks again unless silent.
!macro RequireNotRunning FOLDER
    ${Do}
        !insertmacro CallOnPath IsRunning "${FOLDER}" ''
        ${If} $0 = 0
            ${Break}
        ${EndIf}
        MessageBox MB_RETRYCANCEL|MB_ICONEXCLAMATION "$(RUNNING)" /SD IDCANCEL IDRETRY +3
        SetErrorLevel ${BUSY}
        Quit
    ${Loop}
!macroend

; A word in the menu of packages.
!macro WriteVerb KEY APPLIES
    WriteRegStr HKLM "${KEY}" "" "$(VERIFY)"
    WriteRegStr HKLM "${KEY}" "AppliesTo" '${APPLIES}'
    WriteRegStr HKLM "${KEY}" "Icon" "$INSTDIR\scanstationw.exe"
    WriteRegStr HKLM "${KEY}" "MultiSelectModel" "Single"
    WriteRegStr HKLM "${KEY}\command" "" '${VERIFY_COMMAND}'
!macroend

; The keys around it are Windows' own.
!macro RemoveVerb KEY
    DeleteRegKey HKLM "${KEY}"
!macroend

; A shortcut to the window, under the id that the window gives the taskbar.
!macro CreateMenuEntry PATH
    CreateShortcut "${PATH}" "$INSTDIR\scanstationw.exe" "" "" "" "" "" "$(DESCRIPTION)"
    !insertmacro CallOnPath SetApplicationId "${PATH}" ', w "${APPLICATION_ID}"'
!macroend

; Everything that an installation writes outside of its folder.
!macro RemoveChoices
    Delete "$SMPROGRAMS\scanstation.lnk"
    Delete "$DESKTOP\scanstation.lnk"
    DeleteRegValue HKLM "${RUN}" "scanstation"
    !insertmacro RemoveVerb "${VerifyFolderKey}"
    !insertmacro RemoveVerb "${VerifyManifestKey}"
    DeleteRegKey HKLM "${EVENTS}"
    DeleteRegKey HKLM "${ENTRY}"
    DeleteRegKey HKLM "${KEY}"
!macroend

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
    !insertmacro CallOnPath ExchangeFolders "$INSTDIR" ''
    ${If} $0 <> 0
        ${IfNot} ${FileExists} "$INSTDIR.exchange-old\*.*" ; else the next run brings a version back
            Call Discard
        ${EndIf}
        !insertmacro Refuse ${BUSY} "$(FOLDER_IN_USE)"
    ${EndIf}
    SetOutPath "$INSTDIR" ; where the shortcuts start
    !insertmacro RemoveChoices
    Call WriteRegistry
    !insertmacro CreateMenuEntry "$SMPROGRAMS\scanstation.lnk"
    !insertmacro CallActions 'ProtectSharedFolder()'
    ${If} $0 <> 0
        DetailPrint "$(NOT_PROTECTED) ($0)"
    ${EndIf}
    Call RemoveOld
SectionEnd

Function PrepareFolder
    ${If} $Old != ""
    ${AndIf} $Old != $INSTDIR
    ${AndIf} ${FileExists} "$Old\*.*"
        !insertmacro CallOnPath IsTrusted "$Old" ''
        ${If} $0 = 0
            !insertmacro Refuse ${REFUSED} "$(UNSAFE_FOLDER)"
        ${EndIf}
    ${EndIf}
    !insertmacro CallOnPath PrepareFolder "$INSTDIR" ''
    ${If} $0 = ${ERROR_ACCESS_DENIED}
        !insertmacro Refuse ${REFUSED} "$(UNSAFE_FOLDER)"
    ${ElseIf} $0 <> 0
        !insertmacro Refuse ${REFUSED} "$(NOT_WRITTEN)"
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

; Runs nothing out of the old folder: what lies there may be older than its rights.
Function RemoveOld
    !insertmacro CallOnPath SettleFolder "$INSTDIR" ''
    ${If} $Old != ""
    ${AndIf} $Old != $INSTDIR
        !insertmacro CallOnPath RemoveProgram "$Old" ''
    ${EndIf}
FunctionEnd

Section /o "$(DESKTOP_SHORTCUT)" DesktopSection
    WriteRegStr HKLM "${KEY}" "DesktopShortcut" "1"
    !insertmacro CreateMenuEntry "$DESKTOP\scanstation.lnk"
SectionEnd

Section /o "$(AUTOSTART)" AutostartSection
    WriteRegStr HKLM "${KEY}" "Autostart" "1"
    WriteRegStr HKLM "${RUN}" "scanstation" '"$INSTDIR\scanstationw.exe"'
SectionEnd

Function SelectOptions
    ${If} $DesktopShortcut == "1"
        !insertmacro SelectSection ${DesktopSection}
    ${EndIf}
    ${If} $Autostart == "1"
        !insertmacro SelectSection ${AutostartSection}
    ${EndIf}
FunctionEnd

Function WriteRegistry
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

Function un.onInit
    !insertmacro RequireRights
    !insertmacro UnpackActions
    !insertmacro GivenOption AFTER
    ${If} $0 <> 0
        Call un.FinishRemoval
        Quit
    ${EndIf}
    !insertmacro RequireAlone
    !insertmacro RequireNotRunning "$INSTDIR"
FunctionEnd

Section "Uninstall"
    Call un.SayOpenBatches
    SetOutPath "$PLUGINSDIR" ; a folder that a program stands in cannot be removed
    !include "${REMOVALS}"
    !insertmacro RemoveChoices
    Call un.RemoveSelf
SectionEnd

; Windows lets no program delete its own file, and whoever waits for this one must not be told too early:
; a copy waits for its end and deletes it. The copy goes at Windows' next start, under a name that no later
; installation has.
Function un.RemoveSelf
    Delete "$INSTDIR\uninstall.exe"
    RMDir "$INSTDIR"
    ${If} ${FileExists} "$INSTDIR\uninstall.exe"
        GetTempFileName $2 "$WINDIR\Temp"
        System::Call 'kernel32::CopyFileW(w "$EXEPATH", w r2, i 0)'
        System::Call 'kernel32::GetCurrentProcessId() i .r1'
        SetOutPath "$WINDIR\Temp"
        Exec '"$2" /S /AFTER=$1 _?=$INSTDIR'
    ${EndIf}
FunctionEnd

; The copy of un.RemoveSelf; $1 is the process that it was started by.
Function un.FinishRemoval
    System::Call 'kernel32::OpenProcess(i ${SYNCHRONIZE}, i 0, i r1) p .r2'
    System::Call 'kernel32::WaitForSingleObject(p r2, i 60000)'
    Delete "$INSTDIR\uninstall.exe"
    RMDir "$INSTDIR"
    Delete /REBOOTOK "$EXEPATH"
FunctionEnd

; Batches that were not sent stay; a box unless silent, and always an event.
Function un.SayOpenBatches
    !insertmacro CallActions 'OpenBatches(w .r1, i ${NSIS_MAX_STRLEN})'
    ${If} $0 > 0
        DetailPrint "$1"
        MessageBox MB_OK|MB_ICONINFORMATION "$1" /SD IDOK
    ${EndIf}
FunctionEnd
