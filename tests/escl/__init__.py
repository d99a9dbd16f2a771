"""An eSCL (Mopria, AirScan) scanner for tests: a real server on loopback, no mock.

    paper     what lies in the feeder and on the glass: real scans, each with a number of its own
    settings  ``ScanSettings`` as a client posts them, read strictly by the specification
    model     what the scanner is: sources, modes, resolutions, formats, speed, oddities
    documents a side of paper as image/jpeg, image/png, application/pdf or raw bytes
    faults    what real devices do wrong, switched on for a place (capabilities, status, job,
              page N, cancel)
    jobs      the states of a scan job
    scanner   the machine: feeder, states, jobs; knows nothing of HTTP
    replies   capabilities, status and image information as XML
    handler   HTTP: which request is which call of the machine
    server    listeners (http, https), certificates, log of what was served
    announce  mDNS: ``_uscan._tcp`` and ``_uscans._tcp``

``tests/system/test_airscan.py`` proves it with two clients of others.

In a test::

    with EsclServer(Scanner(Model())) as server:
        server.scanner.load(numbered_sheets(5))
        server.scanner.faults.add(Fault(Kind.JAM, page=3))
        ... scan from server.url or server.secure_url ...
        assert hashes == [page.sha256 for page in server.log.pages]

By hand: ``python -m tests.escl --sheets 20 --announce`` (see ``__main__``).

Sources: Mopria eSCL Technical Specification 2.97 (resources, XML, states), the behaviour of
devices as sane-airscan's ``airscan-escl.c`` and AirSane's ``scannerserver`` describe it.
"""
