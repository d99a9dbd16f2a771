"""Network scanners without drivers: eSCL over HTTP, found by mDNS."""
