"""`python -m ledger` is the program `khuyenhoc`."""

import sys

from ledger.cli import main

sys.exit(main())
