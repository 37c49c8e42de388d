"""How long the demo province takes to load into a new file, and what it then holds.

    .venv/bin/python benchmarks/demo.py

The same work as `khuyenhoc demo --fresh --no-serve`, in a temporary file.
"""

import tempfile
import time
from pathlib import Path

from ledger.database import Database, migrate
from ledger.demo import province


def main() -> None:
    """Load the demo once; print its counts, seconds and size."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "demo.db")
        began, used = time.monotonic(), time.process_time()
        migrate(f"sqlite:///{file}")
        database = Database(f"sqlite:///{file}")
        facts = province.load(database, progress=lambda _line: None)
        database.close()
        wall, cpu, size = time.monotonic() - began, time.process_time() - used, file.stat().st_size
    print(f"{facts.entries:,} entries, {facts.postings:,} postings, {facts.receipts:,} receipts")
    print(f"{facts.associations:,} associations, {facts.parties:,} parties, {facts.areas:,} areas")
    print(f"loaded in {wall:.1f} s, {cpu:.1f} s of it CPU; {size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
