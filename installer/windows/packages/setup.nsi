; setup.exe for single PCs; nsis.py gives VERSION, OUTPUT, ACTIONS, SIZE and so on, and the two lists
; of files. Exit codes are Windows Installer's, as software distributions know them.
Unicode true
Target amd64-unicode
SetCompressor /SOLID lzma
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

!macro UnpackActions
    InitPluginsDir
    File /oname=$PLUGINSDIR\setup_actions.dll "${ACTIONS}"
!macroend

; Puts the value of a switch into $1, and whether it is given into $0.
!macro GivenOption SWITCH
    System::Call '$PLUGINSDIR\setup_actions::ReadOption(w "${SWITCH}", w .r1, i ${NSIS_MAX_STRLEN}) i .r0'
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
        System::Call '$PLUGINSDIR\setup_actions::IsRunning(w "${FOLDER}") i .r0'
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
    WriteRegExpandStr HKLM "${KEY}\command" "" '${VERIFY_COMMAND}'
!macroend

; The keys around it are Windows' own.
!macro RemoveVerb KEY
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
    !insertmacro RequireNotRunning "$Old"
    Call RequireSpace
FunctionEnd

Function ReadOptions
    !insertmacro ReadOption $PolicyFile POLICYFILE PolicyFile
    !insertmacro ReadOption $Target TARGET Target
    !insertmacro ReadOption $DesktopShortcut DESKTOPSHORTCUT DesktopShortcut
    !insertmacro ReadOption $Autostart AUTOSTART Autostart
    ReadRegStr $Old HKLM "${ENTRY}" "InstallLocation"
    !insertmacro GivenOption INSTALLDIR
    ${If} $0 <> 0
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
    ${GetRoot} "$INSTDIR" $R0
    ClearErrors
    ${DriveSpace} "$R0\" "/D=F /S=M" $R1
    ${IfNot} ${Errors}
    ${AndIf} $R1 < ${SIZE_MB}
        !insertmacro Refuse ${DISK_FULL} "$(DISK_IS_FULL)"
    ${EndIf}
FunctionEnd

; The files of the older version go first, so that none of them stays beside the new ones.
Function RemoveOld
    ${If} ${FileExists} "$Old\uninstall.exe"
        ExecWait '"$Old\uninstall.exe" /S /UPGRADE _?=$Old' $R0
        Delete "$Old\uninstall.exe"
        RMDir "$Old"
        ${If} $R0 <> 0
            SetErrorLevel $R0
            Abort
        ${EndIf}
    ${EndIf}
FunctionEnd

Section "!scanstation" Program
    SectionIn RO
    Call RemoveOld
    ClearErrors
    !include "${FILES}"
    SetOutPath "$INSTDIR"
    WriteUninstaller "$INSTDIR\uninstall.exe"
    ${If} ${Errors}
        SetErrorLevel ${REFUSED}
        Abort "$(NOT_WRITTEN)"
    ${EndIf}
    Call WriteRegistry
    CreateShortcut "$SMPROGRAMS\scanstation.lnk" "$INSTDIR\scanstationw.exe" "" "" "" "" "" "$(DESCRIPTION)"
SectionEnd

Section /o "$(DESKTOP_SHORTCUT)" DesktopSection
    WriteRegStr HKLM "${KEY}" "DesktopShortcut" "1"
    CreateShortcut "$DESKTOP\scanstation.lnk" "$INSTDIR\scanstationw.exe" "" "" "" "" "" "$(DESCRIPTION)"
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
    WriteRegStr HKLM "${ENTRY}" "QuietUninstallString" '"$INSTDIR\uninstall.exe" /S'
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
    !insertmacro RequireNotRunning "$INSTDIR"
FunctionEnd

Section "Uninstall"
    ${GetParameters} $R0
    ClearErrors
    ${GetOptions} $R0 "/UPGRADE" $R1
    ${If} ${Errors}
        Call un.SayOpenBatches
    ${EndIf}
    !include "${REMOVALS}"
    Delete "$INSTDIR\uninstall.exe"
    RMDir "$INSTDIR"
    Delete "$SMPROGRAMS\scanstation.lnk"
    Delete "$DESKTOP\scanstation.lnk"
    DeleteRegValue HKLM "${RUN}" "scanstation"
    !insertmacro RemoveVerb "${VerifyFolderKey}"
    !insertmacro RemoveVerb "${VerifyManifestKey}"
    DeleteRegKey HKLM "${EVENTS}"
    DeleteRegKey HKLM "${ENTRY}"
    DeleteRegKey HKLM "${KEY}"
SectionEnd

; Batches that were not sent stay; a box unless silent, and always an event.
Function un.SayOpenBatches
    System::Call '$PLUGINSDIR\setup_actions::OpenBatches(w .r1, i ${NSIS_MAX_STRLEN}) i .r0'
    ${If} $0 > 0
        DetailPrint "$1"
        MessageBox MB_OK|MB_ICONINFORMATION "$1" /SD IDOK
    ${EndIf}
FunctionEnd
