"""What all tests share: no test reads or fills the cache of the person who runs it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from keraslint.cache import FOLDER


@pytest.fixture(scope="session", autouse=True)
def _own_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(FOLDER, str(tmp_path_factory.mktemp("cache")))
        yield
