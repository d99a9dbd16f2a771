"""Capabilities and states in the words of real devices, shortened; serial numbers are made up.

Shapes: HP (namespaces declared and unused, two profiles), Brother (AdfOption only, ranges),
Epson (named profile referred to), Canon (other prefixes).
"""

from __future__ import annotations

import io

from PIL import Image

HP = b"""<?xml version="1.0" encoding="UTF-8"?>
<scan:ScannerCapabilities xmlns:scan="http://schemas.hp.com/imaging/escl/2011/05/03"
 xmlns:pwg="http://www.pwg.org/schemas/2010/12/sm" xmlns:dd="http://www.hp.com/schemas/x">
 <pwg:Version>2.63</pwg:Version><pwg:MakeAndModel>HP LaserJet MFP M630</pwg:MakeAndModel>
 <scan:UUID>1C852A4D-B800-1F08-ABCD-F430B9000000</scan:UUID>
 <scan:Platen><scan:PlatenInputCaps>
  <scan:MinWidth>8</scan:MinWidth><scan:MaxWidth>2550</scan:MaxWidth>
  <scan:MinHeight>8</scan:MinHeight><scan:MaxHeight>3508</scan:MaxHeight>
  <scan:SettingProfiles>
   <scan:SettingProfile>
    <scan:ColorModes><scan:ColorMode>RGB24</scan:ColorMode></scan:ColorModes>
    <scan:DocumentFormats><pwg:DocumentFormat>application/octet-stream</pwg:DocumentFormat>
     <pwg:DocumentFormat>image/jpeg</pwg:DocumentFormat>
     <scan:DocumentFormatExt>image/jpeg</scan:DocumentFormatExt></scan:DocumentFormats>
    <scan:SupportedResolutions><scan:DiscreteResolutions>
     <scan:DiscreteResolution><scan:XResolution>300</scan:XResolution>
      <scan:YResolution>300</scan:YResolution></scan:DiscreteResolution>
     <scan:DiscreteResolution><scan:XResolution>600</scan:XResolution>
      <scan:YResolution>300</scan:YResolution></scan:DiscreteResolution>
    </scan:DiscreteResolutions></scan:SupportedResolutions>
   </scan:SettingProfile>
   <scan:SettingProfile>
    <scan:ColorModes><scan:ColorMode>BlackAndWhite1</scan:ColorMode></scan:ColorModes>
    <scan:DocumentFormats><pwg:DocumentFormat>application/pdf</pwg:DocumentFormat>
    </scan:DocumentFormats>
    <scan:SupportedResolutions><scan:DiscreteResolutions>
     <scan:DiscreteResolution><scan:XResolution>400</scan:XResolution>
      <scan:YResolution>400</scan:YResolution></scan:DiscreteResolution>
    </scan:DiscreteResolutions></scan:SupportedResolutions>
   </scan:SettingProfile>
  </scan:SettingProfiles>
  <scan:SupportedIntents><scan:Intent>Document</scan:Intent><scan:Intent>Photo</scan:Intent>
  </scan:SupportedIntents>
 </scan:PlatenInputCaps></scan:Platen>
 <scan:BrightnessSupport><scan:Min>0</scan:Min><scan:Max>2000</scan:Max>
  <scan:Normal>1000</scan:Normal><scan:Step>10</scan:Step></scan:BrightnessSupport>
</scan:ScannerCapabilities>"""

BROTHER = b"""<?xml version="1.0"?>
<s:ScannerCapabilities xmlns:s="http://schemas.hp.com/imaging/escl/2011/05/03"
 xmlns:p="http://www.pwg.org/schemas/2010/12/sm"><p:Version>2.0</p:Version>
 <p:MakeAndModel>Brother DCP-L2530DW</p:MakeAndModel>
 <s:Adf><s:AdfSimplexInputCaps>
  <s:MinWidth>16</s:MinWidth><s:MaxWidth>2550</s:MaxWidth>
  <s:MinHeight>16</s:MinHeight><s:MaxHeight>4200</s:MaxHeight>
  <s:SettingProfiles><s:SettingProfile>
   <s:ColorModes><s:ColorMode>Grayscale8</s:ColorMode><s:ColorMode>RGB24</s:ColorMode>
   </s:ColorModes>
   <s:DocumentFormats><p:DocumentFormat>IMAGE/JPEG</p:DocumentFormat></s:DocumentFormats>
   <s:SupportedResolutions><s:ResolutionRange>
    <s:XResolutionRange><s:Min>100</s:Min><s:Max>600</s:Max><s:Normal>200</s:Normal>
     <s:Step>50</s:Step></s:XResolutionRange>
    <s:YResolutionRange><s:Min>100</s:Min><s:Max>600</s:Max><s:Normal>200</s:Normal>
     <s:Step>50</s:Step></s:YResolutionRange>
   </s:ResolutionRange></s:SupportedResolutions>
  </s:SettingProfile></s:SettingProfiles></s:AdfSimplexInputCaps>
  <s:FeederCapacity>35</s:FeederCapacity>
  <s:AdfOptions><s:AdfOption>DetectPaperLoaded</s:AdfOption><s:AdfOption>Duplex</s:AdfOption>
  </s:AdfOptions>
  <s:Justification><p:XImagePosition>Center</p:XImagePosition>
   <p:YImagePosition>Top</p:YImagePosition></s:Justification>
 </s:Adf></s:ScannerCapabilities>"""

EPSON = b"""<scan:ScannerCapabilities xmlns:scan="http://schemas.hp.com/imaging/escl/2011/05/03"
 xmlns:pwg="http://www.pwg.org/schemas/2010/12/sm"><pwg:Version>2.5</pwg:Version>
 <pwg:MakeAndModel>EPSON WF-3520 Series</pwg:MakeAndModel>
 <scan:SettingProfiles><scan:SettingProfile name="p1">
  <scan:ColorModes><scan:ColorMode>RGB24</scan:ColorMode></scan:ColorModes>
  <scan:SupportedResolutions><scan:DiscreteResolutions><scan:DiscreteResolution>
   <scan:XResolution>200</scan:XResolution><scan:YResolution>200</scan:YResolution>
  </scan:DiscreteResolution></scan:DiscreteResolutions></scan:SupportedResolutions>
 </scan:SettingProfile></scan:SettingProfiles>
 <scan:Adf><scan:AdfSimplexInputCaps><scan:SettingProfiles><scan:SettingProfile ref="p1"/>
  </scan:SettingProfiles></scan:AdfSimplexInputCaps></scan:Adf></scan:ScannerCapabilities>"""

STATUS = b"""<scan:ScannerStatus xmlns:scan="http://schemas.hp.com/imaging/escl/2011/05/03"
 xmlns:pwg="http://www.pwg.org/schemas/2010/12/sm"><pwg:Version>2.5</pwg:Version>
 <pwg:State>Processing</pwg:State><scan:AdfState>ScannerAdfEmpty</scan:AdfState><scan:Jobs>
 <scan:JobInfo><pwg:JobUri>/eSCL/ScanJobs/1</pwg:JobUri><pwg:JobUuid>040E-1</pwg:JobUuid>
  <scan:Age>900</scan:Age><pwg:ImagesCompleted>2</pwg:ImagesCompleted>
  <pwg:ImagesToTransfer>0</pwg:ImagesToTransfer><pwg:JobState>Completed</pwg:JobState></scan:JobInfo>
 <scan:JobInfo><pwg:JobUri>/eSCL/ScanJobs/12</pwg:JobUri><pwg:JobUuid>040E-12</pwg:JobUuid>
  <scan:Age>3</scan:Age><pwg:ImagesCompleted>1</pwg:ImagesCompleted>
  <pwg:ImagesToTransfer>1</pwg:ImagesToTransfer><pwg:JobState>Processing</pwg:JobState>
  <pwg:JobStateReasons><pwg:JobStateReason>JobScanning</pwg:JobStateReason></pwg:JobStateReasons>
 </scan:JobInfo></scan:Jobs></scan:ScannerStatus>"""


def jpeg(width: int = 41, height: int = 30, mode: str = "L") -> bytes:
    """Return a JPEG with some content."""
    image = Image.new(mode, (width, height), 250 if mode == "L" else (250, 240, 10))
    image.paste(0 if mode == "L" else (9, 80, 9), (3, 4, width // 2, height // 2))
    stream = io.BytesIO()
    image.save(stream, "JPEG", quality=90)
    return stream.getvalue()
