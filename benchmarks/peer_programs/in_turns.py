"""How a peer's program is measured: asked for a number of postings, it answers with how long they took."""

import json
import sys
import time
from collections.abc import Callable


def answer(post: Callable[[], None]) -> None:
    """Read numbers from standard input; for each, post as often and write seconds and CPU seconds."""
    print("ready", flush=True)
    for line in sys.stdin:
        began, used = time.perf_counter(), time.process_time()
        for _ in range(int(line)):
            post()
        print(json.dumps([time.perf_counter() - began, time.process_time() - used]), flush=True)
