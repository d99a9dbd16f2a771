; The uninstaller, and the copy of it that removes its file.
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
    !insertmacro RequireUnsettledNotRunning
FunctionEnd

Section "Uninstall"
    Call un.SayOpenBatches
    SetOutPath "$PLUGINSDIR" ; a folder that a program stands in cannot be removed
    !insertmacro CallOnPath DiscardFolder "$INSTDIR" ''
    !insertmacro CallOnPath SettleFolder "$INSTDIR" ''
    !insertmacro RemoveUnsettled
    !include "${REMOVALS}"
    !insertmacro RemoveChoices
    Call un.RemoveSelf
SectionEnd

; Windows lets no program delete its own file, and whoever waits for this one must not be told too early:
; a copy waits for its end and deletes it, in a folder that nobody else writes into. The copy goes at
; Windows' next start, under a name that no later installation has.
Function un.RemoveSelf
    Delete "$INSTDIR\uninstall.exe"
    RMDir "$INSTDIR"
    ${If} ${FileExists} "$INSTDIR\uninstall.exe"
        !insertmacro CallActions 'MakePrivateFolder(w .r2, i ${NSIS_MAX_STRLEN})'
        ${If} $0 <> 0
            Delete /REBOOTOK "$INSTDIR\uninstall.exe"
            Return
        ${EndIf}
        System::Call 'kernel32::CopyFileW(w "$EXEPATH", w "$2\uninstall.exe", i 1) i .r0'
        ${If} $0 = 0
            RMDir "$2"
            Delete /REBOOTOK "$INSTDIR\uninstall.exe"
            Return
        ${EndIf}
        System::Call 'kernel32::GetCurrentProcessId() i .r1'
        SetOutPath "$2"
        Exec '"$2\uninstall.exe" /S /AFTER=$1 _?=$INSTDIR'
    ${EndIf}
FunctionEnd

; The copy of un.RemoveSelf; $1 is the process that it was started by. Who installs again at once gets a file
; of the same name, which stays.
Function un.FinishRemoval
    System::Call 'kernel32::OpenProcess(i ${SYNCHRONIZE}, i 0, i r1) p .r2'
    System::Call 'kernel32::WaitForSingleObject(p r2, i 60000)'
    ReadRegStr $2 HKLM "${ENTRY}" "InstallLocation"
    ReadRegStr $3 HKLM "${UNSETTLED}" "$INSTDIR"
    ${If} $2 != $INSTDIR
    ${AndIf} $3 == ""
        Delete "$INSTDIR\uninstall.exe"
        RMDir "$INSTDIR"
    ${EndIf}
    SetOutPath "$PLUGINSDIR"
    Delete /REBOOTOK "$EXEPATH"
    RMDir /REBOOTOK "$EXEDIR"
FunctionEnd

; Batches that were not sent stay; a box unless silent, and always an event.
Function un.SayOpenBatches
    !insertmacro CallActions 'OpenBatches(w .r1, i ${NSIS_MAX_STRLEN})'
    ${If} $0 > 0
        DetailPrint "$1"
        MessageBox MB_OK|MB_ICONINFORMATION "$1" /SD IDOK
    ${EndIf}
FunctionEnd
