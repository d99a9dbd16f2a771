; What installer and uninstaller share.
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
        !insertmacro Refuse ${BUSY} "$(ANOTHER_SETUP)"
    ${EndIf}
!macroend

; Ends with 1618 while a program of the folder runs; asks again unless silent.
!macro RequireNotRunning FOLDER
    ${Do}
        !insertmacro CallOnPath IsRunning "${FOLDER}" ''
        ${If} $0 = 0
            ${Break}
        ${EndIf}
        StrCpy $1 "$(RUNNING)"
        ${If} $0 = ${NOBODY_SAYS}
            StrCpy $1 "$(MAY_BE_RUNNING)"
        ${EndIf}
        MessageBox MB_RETRYCANCEL|MB_ICONEXCLAMATION "$1" /SD IDCANCEL IDRETRY +3
        SetErrorLevel ${BUSY}
        Quit
    ${Loop}
!macroend

; The same for all folders in which an installation was at work that did not come to its end.
!macro RequireUnsettledNotRunning
    StrCpy $R4 0
    ${Do}
        EnumRegValue $R5 HKLM "${UNSETTLED}" $R4
        ${If} $R5 == ""
            ${Break}
        ${EndIf}
        !insertmacro RequireNotRunning "$R5"
        IntOp $R4 $R4 + 1
    ${Loop}
!macroend

; Removes what lies in those folders, the one of the program excepted; where others write, the program's
; own list says what that is.
!macro RemoveUnsettled
    StrCpy $R4 0
    StrCpy $2 "$INSTDIR"
    ${Do}
        EnumRegValue $R5 HKLM "${UNSETTLED}" $R4
        ${If} $R5 == ""
            ${Break}
        ${EndIf}
        ${If} $R5 != $INSTDIR
            !insertmacro CallOnPath DiscardFolder "$R5" ''
            !insertmacro CallOnPath RemoveProgram "$R5.exchange-old" ', w r2'
            !insertmacro CallOnPath RemoveProgram "$R5" ', w r2'
        ${EndIf}
        IntOp $R4 $R4 + 1
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

!macro RemoveIfEmpty TEXT VALUE
    ${If} "${TEXT}" == ""
        DeleteRegValue HKLM "${KEY}" "${VALUE}"
    ${EndIf}
!macroend

; Everything that an installation writes outside of its folder.
!macro RemoveChoices
    Delete "$SMPROGRAMS\scanstation.lnk"
    Delete "$DESKTOP\scanstation.lnk"
    DeleteRegValue HKLM "${RUN}" "scanstation"
    !insertmacro RemoveVerb "${VerifyFolderKey}"
    !insertmacro RemoveVerb "${VerifyManifestKey}"
    DeleteRegKey HKLM "${EVENTS}"
    DeleteRegKey HKLM "${KEY}"
    DeleteRegKey HKLM "${ENTRY}" ; last: as long as something is left, there is what leads to it
!macroend

