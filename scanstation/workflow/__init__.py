"""The flow, one module a stage: it hands plain values on and appends the outcome.

capture | import_files -> analyse -> separate -> recognise -> index -> edit -> check
    -> release -> export -> upload -> verify | purge; recover when a batch is opened
"""
