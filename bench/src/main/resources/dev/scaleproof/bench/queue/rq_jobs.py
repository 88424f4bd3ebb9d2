"""Empty RQ jobs on request: GET /run/N hands N in and answers when all are done.

As many workers as there are cores, of the kind that forks no process for each job, which is RQ's
fastest.
"""

import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, HTTPServer

from redis import Redis
from rq import Queue
from rq.registry import StartedJobRegistry

AT_ONCE = int(os.environ["BENCH_AT_ONCE"])
CONNECTION = Redis.from_url(os.environ["BENCH_REDIS"])
QUEUE = Queue("bench", connection=CONNECTION)


def empty(question):
    return {"answer": question}


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        count = int(self.path.rsplit("/", 1)[1])
        begun = time.monotonic()
        # From as many threads as the others hand in at once: one alone would wait for the disk each time.
        with ThreadPoolExecutor(AT_ONCE) as pool:
            list(pool.map(lambda _: QUEUE.enqueue("rq_jobs.empty", "a", result_ttl=86400), range(count)))
        started = StartedJobRegistry(queue=QUEUE).key
        while CONNECTION.llen(QUEUE.key) + CONNECTION.zcard(started) > 0:
            time.sleep(0.01)
        body = f"{time.monotonic() - begun} {count}".encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *ignored):
        pass


def main():
    for _ in range(int(os.environ["BENCH_CORES"])):
        subprocess.Popen(
            [
                sys.executable, "-m", "rq.cli", "worker", "bench", "--quiet",
                "--worker-class", "rq.worker.SimpleWorker", "--url", os.environ["BENCH_REDIS"],
            ]
        )
    server = HTTPServer(("127.0.0.1", int(os.environ["BENCH_PORT"])), Handler)
    first = QUEUE.enqueue("rq_jobs.empty", "a")
    while first.get_status(refresh=True) != "finished":
        time.sleep(0.05)
    print(f"ready http://127.0.0.1:{server.server_port}", flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main()
