from __future__ import annotations

import pytest
from audit.chains import Chain
from make import Connection, Office

from topsmile.kernel.worker import Worker


@pytest.fixture
def chain(worker: Worker, owner: Connection, office: Office) -> Chain:
    return Chain(worker, owner, office)
