// Empty BullMQ jobs on request: GET /run/N hands N in and answers when all are done.
// As many jobs at once, handed in and run, as ours; a job's return value is in Redis.
'use strict';

const http = require('node:http');
const { Queue, Worker } = require('bullmq');

const url = new URL(process.env.BENCH_REDIS);
const connection = {
  host: url.hostname,
  port: Number(url.port),
  db: Number(url.pathname.slice(1) || 0),
  maxRetriesPerRequest: null,
};
const atOnce = Number(process.env.BENCH_AT_ONCE);
const queue = new Queue('bench', { connection });
let left = 0;
let done = () => {};
const worker = new Worker('bench', async (job) => ({ answer: job.data.question }), {
  connection,
  concurrency: atOnce,
});
worker.on('error', (error) => {
  console.error(error.message);
  process.exit(1);
});
worker.on('completed', () => {
  left -= 1;
  if (left === 0) {
    done();
  }
});

async function run(count) {
  const begun = process.hrtime.bigint();
  left = count;
  const all = new Promise((resolve) => {
    done = resolve;
  });
  let next = 0;
  const submit = async () => {
    while (next < count) {
      next += 1;
      await queue.add('empty', { question: 'a' });
    }
  };
  await Promise.all(Array.from({ length: atOnce }, submit));
  await all;
  return Number(process.hrtime.bigint() - begun) / 1e9;
}

const server = http.createServer((request, response) => {
  const count = Number(request.url.split('/').pop());
  run(count).then(
    (seconds) => response.end(`${seconds} ${count}`),
    (error) => {
      response.statusCode = 500;
      response.end(String(error));
    },
  );
});

worker.waitUntilReady().then(() => {
  server.listen(Number(process.env.BENCH_PORT), '127.0.0.1', () => {
    console.log(`ready http://127.0.0.1:${server.address().port}`);
  });
});
