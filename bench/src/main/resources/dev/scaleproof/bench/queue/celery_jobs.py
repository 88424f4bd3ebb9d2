"""Empty Celery tasks on request: GET /run/N hands N in and answers when all are done.

The worker is Celery's own, with as many processes as there are cores. acks_late makes it at least
once: a task is acknowledged when it is done, and its result is in Redis, as a job's is of ours.
"""

import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, HTTPServer

from celery import Celery

REDIS = os.environ["BENCH_REDIS"]
AT_ONCE = int(os.environ["BENCH_AT_ONCE"])
app = Celery("celery_jobs", broker=REDIS, backend=REDIS)
app.conf.update(
    task_acks_late=True,
    task_reject_on_worker_lost=True,
    worker_prefetch_multiplier=32,
    broker_connection_retry_on_startup=True,
    broker_pool_limit=AT_ONCE,
)


@app.task
def empty(question):
    return {"answer": question}


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        count = int(self.path.rsplit("/", 1)[1])
        begun = time.monotonic()
        # From as many threads as the others hand in at once: one alone would wait for the disk each time.
        with ThreadPoolExecutor(AT_ONCE) as pool:
            list(pool.map(lambda _: empty.delay("a"), range(count)))
        redis = app.backend.client
        while redis.llen("celery") + redis.hlen("unacked") > 0:
            time.sleep(0.01)
        seconds = time.monotonic() - begun
        body = f"{seconds} {count}".encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *ignored):
        pass


def main():
    subprocess.Popen(
        [
            sys.executable, "-m", "celery", "-A", "celery_jobs", "worker",
            "--concurrency", os.environ["BENCH_CORES"], "--loglevel", "error",
            "--without-gossip", "--without-mingle", "--without-heartbeat",
        ]
    )
    # Nobody here asks for results, so it need not listen for each of them, which costs it more.
    app.backend.on_task_call = lambda *ignored: None
    server = HTTPServer(("127.0.0.1", int(os.environ["BENCH_PORT"])), Handler)
    first = empty.delay("a")
    while not app.backend.client.exists(app.backend.get_key_for_task(first.id)):
        time.sleep(0.05)
    print(f"ready http://127.0.0.1:{server.server_port}", flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main()
