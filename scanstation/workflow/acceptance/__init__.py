"""The acceptance run of a device: a printed test deck is scanned and measured.

TR-03138 asks for devices that were tested before paper is replaced; a driver's word is no test::

    layout   where everything stands on a test side, in millimetres
    deck     the deck as a PDF to print
    fiducials, measures   one scanned side against the layout
    sides    what was read on each scanned page
    judge    findings: what is as it should be, doubtful or wrong
    run      scan, read, judge
    report, report_pdf    the findings with pictures
"""
