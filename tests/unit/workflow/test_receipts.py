"""What the journal says of a verified document."""

from __future__ import annotations

import pytest

from scanstation import events
from scanstation.errors import Text
from scanstation.model import Target, UploadState
from scanstation.upload.outbox import UploadRecord
from scanstation.upload.uploader import Stored
from scanstation.workflow.upload import _event


@pytest.mark.parametrize(
    ("declared", "says", "training"),
    [(False, False, False), (True, False, True), (False, True, True), (True, True, True)],
)
def test_a_receipt_is_training_if_declaration_or_server_say_so(
    declared: bool, says: bool, training: bool
) -> None:
    target = Target("ziel", Text("Ziel", "Target"), "cmis", "https://x", training=declared)
    stored = Stored("0" * 64, 5, "download", training=says)
    record = UploadRecord("p", "d", UploadState.VERIFIED, 5, "id", stored)
    receipt = _event(record, target)
    assert isinstance(receipt, events.ReceiptReceived)
    assert receipt.training is training
