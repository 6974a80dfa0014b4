"""One sending process per database, on the embedded runner."""

import fcntl
from pathlib import Path
from typing import IO

from sqlalchemy import Connection, text

from digests.db import Database

NUMBER = 0x6275_6472  # of PostgreSQL's advisory lock


class SendingLock:
    """Held by the process that sends; ends with the process, however that ends."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._file: IO[str] | None = None
        self._connection: Connection | None = None

    def take(self) -> bool:
        """Whether it is ours now."""
        return self._take_file() if self._database.sqlite else self._take_advisory()

    def release(self) -> None:
        """Lets the next process have it."""
        if self._file is not None:
            self._file.close()
            self._file = None
        if self._connection is not None:
            self._connection.close()
            self._connection.engine.dispose()
            self._connection = None

    def _take_file(self) -> bool:
        path = Path(f"{self._database.url.database}.sending")
        path.parent.mkdir(parents=True, exist_ok=True)
        file = path.open("w")
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.close()
            return False
        self._file = file
        return True

    def _take_advisory(self) -> bool:
        connection = Database(self._database.url.render_as_string(hide_password=False)).engine.connect()
        ours = bool(connection.execute(text("SELECT pg_try_advisory_lock(:number)"), {"number": NUMBER}).scalar())
        connection.commit()
        if not ours:
            connection.close()
            connection.engine.dispose()
            return False
        self._connection = connection
        return True
