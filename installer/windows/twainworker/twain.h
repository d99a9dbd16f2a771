/* TWAIN 2.4 as far as the worker uses it: types, triplets, codes.
 *
 * Values and layouts: TWAIN Specification 2.4, chapters 7 (operations), 8 (data types and
 * structures), 10 (capabilities), 11 (return and condition codes). Structures are packed to two
 * bytes on Windows in both bitnesses (chapter 8, "Platform dependent definitions").
 */
#ifndef TWAIN_H
#define TWAIN_H

#include <stdint.h>
#include <windows.h>

#define TWAIN_CALL WINAPI

typedef char TW_STR32[34];
typedef char TW_STR255[256];
typedef uint16_t TW_BOOL;
typedef HANDLE TW_HANDLE;
typedef void *TW_MEMREF;
typedef uintptr_t TW_UINTPTR;

#pragma pack(push, 2)

typedef struct { int16_t Whole; uint16_t Frac; } TW_FIX32;
typedef struct { TW_FIX32 Left, Top, Right, Bottom; } TW_FRAME;

typedef struct {
    uint16_t MajorNum, MinorNum, Language, Country;
    TW_STR32 Info;
} TW_VERSION;

typedef struct {
    uint32_t Id;
    TW_VERSION Version;
    uint16_t ProtocolMajor, ProtocolMinor;
    uint32_t SupportedGroups;
    TW_STR32 Manufacturer, ProductFamily, ProductName;
} TW_IDENTITY;

typedef struct { uint16_t ItemType; uint32_t Item; } TW_ONEVALUE;
typedef struct { uint16_t ItemType; uint32_t NumItems; uint8_t ItemList[1]; } TW_ARRAY;
typedef struct {
    uint16_t ItemType;
    uint32_t NumItems, CurrentIndex, DefaultIndex;
    uint8_t ItemList[1];
} TW_ENUMERATION;
typedef struct {
    uint16_t ItemType;
    uint32_t MinValue, MaxValue, StepSize, DefaultValue, CurrentValue;
} TW_RANGE;
typedef struct { uint16_t Cap, ConType; TW_HANDLE hContainer; } TW_CAPABILITY;

typedef struct { uint32_t InfoLength; TW_HANDLE hData; } TW_CUSTOMDSDATA;
typedef struct { TW_MEMREF CallBackProc; uint32_t RefCon; int16_t Message; } TW_CALLBACK;
typedef struct { TW_MEMREF pEvent; uint16_t TWMessage; } TW_EVENT;
typedef struct { uint16_t ConditionCode, Data; } TW_STATUS;
typedef struct { TW_BOOL ShowUI, ModalUI; TW_HANDLE hParent; } TW_USERINTERFACE;
typedef struct { uint16_t Count; uint32_t EOJ; } TW_PENDINGXFERS;
typedef struct { uint32_t MinBufSize, MaxBufSize, Preferred; } TW_SETUPMEMXFER;
typedef struct { uint32_t Flags, Length; TW_MEMREF TheMem; } TW_MEMORY;

typedef struct {
    TW_FIX32 XResolution, YResolution;
    int32_t ImageWidth, ImageLength;
    int16_t SamplesPerPixel, BitsPerSample[8], BitsPerPixel;
    TW_BOOL Planar;
    int16_t PixelType;
    uint16_t Compression;
} TW_IMAGEINFO;

typedef struct {
    TW_FRAME Frame;
    uint32_t DocumentNumber, PageNumber, FrameNumber;
} TW_IMAGELAYOUT;

typedef struct {
    uint16_t Compression;
    uint32_t BytesPerRow, Columns, Rows, XOffset, YOffset, BytesWritten;
    TW_MEMORY Memory;
} TW_IMAGEMEMXFER;

typedef struct { uint8_t Index, Channel1, Channel2, Channel3; } TW_ELEMENT8;
typedef struct { uint16_t NumColors, PaletteType; TW_ELEMENT8 Colors[256]; } TW_PALETTE8;

typedef struct {
    uint16_t InfoID, ItemType, NumItems, ReturnCode;
    TW_UINTPTR Item;
} TW_INFO;

typedef struct {
    uint32_t Event;
    TW_STR255 DeviceName;
    uint32_t BatteryMinutes;
    int16_t BatteryPercentage;
    int32_t PowerSupply;
    TW_FIX32 XResolution, YResolution;
    uint32_t FlashUsed2, AutomaticCapture, TimeBeforeFirstCapture, TimeBetweenCaptures;
} TW_DEVICEEVENT;

typedef uint16_t(TWAIN_CALL *DSM_ENTRY)(
    TW_IDENTITY *, TW_IDENTITY *, uint32_t, uint16_t, uint16_t, TW_MEMREF);

typedef struct {
    uint32_t Size;
    DSM_ENTRY DSM_Entry;
    TW_HANDLE(TWAIN_CALL *DSM_MemAllocate)(uint32_t);
    void(TWAIN_CALL *DSM_MemFree)(TW_HANDLE);
    TW_MEMREF(TWAIN_CALL *DSM_MemLock)(TW_HANDLE);
    void(TWAIN_CALL *DSM_MemUnlock)(TW_HANDLE);
} TW_ENTRYPOINT;

#pragma pack(pop)

_Static_assert(sizeof(TW_IDENTITY) == 156, "packed to two bytes");
_Static_assert(sizeof(TW_IMAGEINFO) == 42, "packed to two bytes");
_Static_assert(sizeof(TW_IMAGEMEMXFER) == 34 + sizeof(void *), "packed to two bytes");
_Static_assert(sizeof(TW_INFO) == 8 + sizeof(void *), "packed to two bytes");
_Static_assert(sizeof(TW_DEVICEEVENT) == 294, "packed to two bytes");

enum { TWON_ARRAY = 3, TWON_ENUMERATION = 4, TWON_ONEVALUE = 5, TWON_RANGE = 6 };
enum { TWMF_APPOWNS = 1, TWMF_POINTER = 8 };

enum {
    TWTY_INT8, TWTY_INT16, TWTY_INT32, TWTY_UINT8, TWTY_UINT16, TWTY_UINT32, TWTY_BOOL,
    TWTY_FIX32, TWTY_FRAME, TWTY_STR32, TWTY_STR64, TWTY_STR128, TWTY_STR255, TWTY_STR1024,
    TWTY_UNI512, TWTY_HANDLE
};

enum { DG_CONTROL = 1, DG_IMAGE = 2 };
enum { DF_DSM2 = 0x10000000, DF_APP2 = 0x20000000, DF_DS2 = 0x40000000 };

enum {
    DAT_NULL = 0, DAT_CAPABILITY = 1, DAT_EVENT = 2, DAT_IDENTITY = 3, DAT_PARENT = 4,
    DAT_PENDINGXFERS = 5, DAT_SETUPMEMXFER = 6, DAT_STATUS = 8, DAT_USERINTERFACE = 9,
    DAT_CUSTOMDSDATA = 0x0c, DAT_DEVICEEVENT = 0x0d, DAT_CALLBACK = 0x10,
    DAT_IMAGEINFO = 0x101, DAT_IMAGELAYOUT = 0x102, DAT_IMAGEMEMXFER = 0x103,
    DAT_IMAGENATIVEXFER = 0x104, DAT_PALETTE8 = 0x10a, DAT_EXTIMAGEINFO = 0x10b,
    DAT_ENTRYPOINT = 0x403
};

enum {
    MSG_NULL = 0, MSG_GET = 1, MSG_GETCURRENT = 2, MSG_GETDEFAULT = 3, MSG_GETFIRST = 4,
    MSG_GETNEXT = 5, MSG_SET = 6, MSG_RESET = 7,
    MSG_XFERREADY = 0x101, MSG_CLOSEDSREQ = 0x102, MSG_CLOSEDSOK = 0x103,
    MSG_DEVICEEVENT = 0x104, MSG_OPENDSM = 0x301, MSG_CLOSEDSM = 0x302, MSG_OPENDS = 0x401,
    MSG_CLOSEDS = 0x402, MSG_DISABLEDS = 0x501, MSG_ENABLEDS = 0x502,
    MSG_ENABLEDSUIONLY = 0x503, MSG_PROCESSEVENT = 0x601, MSG_ENDXFER = 0x701,
    MSG_STOPFEEDER = 0x702, MSG_REGISTER_CALLBACK = 0x902
};

enum {
    TWRC_SUCCESS, TWRC_FAILURE, TWRC_CHECKSTATUS, TWRC_CANCEL, TWRC_DSEVENT, TWRC_NOTDSEVENT,
    TWRC_XFERDONE, TWRC_ENDOFLIST, TWRC_INFONOTSUPPORTED, TWRC_DATANOTAVAILABLE, TWRC_BUSY,
    TWRC_SCANNERLOCKED
};

enum {
    TWCC_SUCCESS = 0, TWCC_BUMMER = 1, TWCC_LOWMEMORY = 2, TWCC_NODS = 3,
    TWCC_MAXCONNECTIONS = 4, TWCC_OPERATIONERROR = 5, TWCC_BADCAP = 6, TWCC_BADPROTOCOL = 9,
    TWCC_BADVALUE = 10, TWCC_SEQERROR = 11, TWCC_CAPUNSUPPORTED = 13,
    TWCC_CAPBADOPERATION = 14, TWCC_CAPSEQERROR = 15, TWCC_DENIED = 16, TWCC_PAPERJAM = 20,
    TWCC_PAPERDOUBLEFEED = 21, TWCC_CHECKDEVICEONLINE = 23, TWCC_INTERLOCK = 24,
    TWCC_DAMAGEDCORNER = 25, TWCC_FOCUSERROR = 26, TWCC_DOCTOOLIGHT = 27,
    TWCC_DOCTOODARK = 28, TWCC_NOMEDIA = 29
};

/* Capabilities that the worker itself knows; the table in names.c has the others. */
enum {
    CAP_XFERCOUNT = 0x0001, ICAP_COMPRESSION = 0x0100, ICAP_PIXELTYPE = 0x0101,
    ICAP_UNITS = 0x0102, ICAP_XFERMECH = 0x0103, CAP_FEEDERENABLED = 0x1002,
    CAP_FEEDERLOADED = 0x1003, CAP_AUTOFEED = 0x1007, CAP_INDICATORS = 0x100b,
    CAP_PAPERDETECTABLE = 0x100d, CAP_DEVICEONLINE = 0x100f, CAP_AUTOSCAN = 0x1010,
    CAP_DUPLEX = 0x1012, CAP_DUPLEXENABLED = 0x1013, CAP_ENABLEDSUIONLY = 0x1014,
    CAP_CUSTOMDSDATA = 0x1015, CAP_DEVICEEVENT = 0x1022, CAP_FEEDERALIGNMENT = 0x102d,
    ICAP_PHYSICALWIDTH = 0x1111, ICAP_PHYSICALHEIGHT = 0x1112, ICAP_XRESOLUTION = 0x1118,
    ICAP_YRESOLUTION = 0x1119, ICAP_TILES = 0x111b, ICAP_BITORDER = 0x111c, ICAP_PIXELFLAVOR = 0x111f,
    ICAP_PLANARCHUNKY = 0x1120, ICAP_SUPPORTEDSIZES = 0x1122, ICAP_BITORDERCODES = 0x1126,
    ICAP_PIXELFLAVORCODES = 0x1127, ICAP_BITDEPTH = 0x112b,
    ICAP_UNDEFINEDIMAGESIZE = 0x112d, ICAP_EXTIMAGEINFO = 0x112f,
    ICAP_AUTODISCARDBLANKPAGES = 0x1134, ICAP_AUTOMATICBORDERDETECTION = 0x1150,
    ICAP_AUTOSIZE = 0x1156, ICAP_AUTOMATICLENGTHDETECTION = 0x1158
};

enum { TWPT_BW = 0, TWPT_GRAY = 1, TWPT_RGB = 2, TWPT_PALETTE = 3 };
enum { TWSX_NATIVE = 0, TWSX_MEMORY = 2 };
enum { TWCP_NONE = 0, TWCP_GROUP4 = 5, TWCP_JPEG = 6 };
enum { TWUN_INCHES = 0 };
enum { TWPF_CHOCOLATE = 0, TWPF_VANILLA = 1 };
enum { TWBO_LSBFIRST = 0, TWBO_MSBFIRST = 1 };
enum { TWFA_CENTER = 2 };
enum { TWCS_TOP = 1, TWCS_BOTTOM = 2 };
enum { TWDE_PAPERDOUBLEFEED = 12 };
enum { TWLG_GER = 6, TWCY_GERMANY = 49 };

enum {
    TWEI_BARCODETEXT = 0x1202, TWEI_BARCODETYPE = 0x1203, TWEI_PATCHCODE = 0x1212,
    TWEI_ENDORSEDTEXT = 0x1213, TWEI_BARCODECOUNT = 0x1219, TWEI_BARCODETEXTLENGTH = 0x121c,
    TWEI_PAGESIDE = 0x1245, TWEI_PAPERCOUNT = 0x1249, TWEI_PRINTERTEXT = 0x124a
};

/* Pending transfers: "more, but how many is unknown" (TW_PENDINGXFERS.Count). */
enum { PENDING_UNKNOWN = 0xffff };

#endif
