// One scenario with the official JavaScript client: node peer.mjs SCENARIO COUNT URL FOLDER
import { openAsBlob } from "node:fs";
import { open, unlink } from "node:fs/promises";
import { createFalClient } from "@fal-ai/client";

const [scenario, count, url, folder] = process.argv.slice(2);
const number = Number(count);
const hosts = new Set(["fal.run", "queue.fal.run", "rest.fal.ai", "rest.alpha.fal.ai"]);

function direct(text) {
  const asked = new URL(text);
  return hosts.has(asked.host) ? `${url}${asked.pathname}${asked.search}` : text;
}

const fal = createFalClient({
  credentials: "0f1e2d3c-1111-2222-3333-444455556666:verysecretverysecret",
  suppressLocalCredentialsWarning: true,
  requestMiddleware: async (request) => ({ ...request, url: direct(request.url) }),
  fetch: (asked, init) => fetch(direct(asked), init),
});

const now = () => Number(process.hrtime.bigint()) / 1e6;
const cpu = () => {
  const used = process.cpuUsage();
  return (used.user + used.system) / 1000;
};
const peak = () => process.resourceUsage().maxRSS / 1024;
const median = (values) => values.sort((a, b) => a - b)[Math.floor(values.length / 2)];

async function job(seconds, prompt = "the tide comes in") {
  const answer = await fal.subscribe("bench/job", { input: { prompt, seconds } });
  return answer.data.done_at * 1000;
}

async function oneAfterTheOther(seconds, first) {
  for (let each = 0; each < first; each++) await job(seconds);
  const times = [];
  const begun = cpu();
  for (let each = 0; each < number; each++) {
    const start = now();
    const done = await job(seconds);
    times.push(now() - (seconds ? done : start));
  }
  return { "p50 ms": median(times), "cpu ms/job": (cpu() - begun) / number, jobs: number + first };
}

async function allAtOnce() {
  await job(0);
  const [begun, start] = [cpu(), now()];
  await Promise.all(Array.from({ length: number }, () => job(2)));
  return { "wall s": (now() - start) / 1000, "cpu s": (cpu() - begun) / 1000, "rss MB": peak(), jobs: number + 1 };
}

async function overTls() {
  const start = now();
  await Promise.all(Array.from({ length: number }, (_, each) => job(0, `job ${each}`)));
  return { "wall s": (now() - start) / 1000, jobs: number };
}

async function amongFaults() {
  const ends = await Promise.allSettled(Array.from({ length: number }, (_, each) => job(0.2, `job ${each}`)));
  const done = ends.filter((end) => end.status === "fulfilled").length;
  return { done, unknown: 0, refused: 0, lost: number - done };
}

async function uploads(size) {
  const send = async (path) => fal.storage.upload(new File([await openAsBlob(path)], "a.bin"));
  const make = async (path, length) => {
    const file = await open(path, "w");
    await file.write(Buffer.alloc(1 << 16, `${Math.random()}`));
    await file.truncate(length);
    await file.close();
  };
  await make(`${folder}/js.bin`, 1000);
  await send(`${folder}/js.bin`);
  const before = peak();
  const times = [];
  let used = 0;
  for (let each = 0; each < number; each++) {
    const path = `${folder}/js-${each}.bin`;
    await make(path, size);
    const [start, begun] = [now(), cpu()];
    await send(path);
    times.push(now() - start);
    used += cpu() - begun;
    await unlink(path);
  }
  if (size < 100 << 20) return { "p50 ms": median(times), "cpu ms": used / number };
  const work = (used / number / size) * 1e6;
  return { "MB/s": size / 1000 / median(times), "cpu s/GB": work, "growth MB": peak() - before };
}

const scenarios = {
  S1: async () => ({ done: await job(0) }),
  S2: () => oneAfterTheOther(0, 20),
  S3: () => oneAfterTheOther(1, 1),
  S4: allAtOnce,
  "S4-TLS": overTls,
  S6: amongFaults,
  "S5-1MB": () => uploads(1 << 20),
  S5: () => uploads(100 << 20),
  "S5-1GB": () => uploads(1 << 30),
};
console.log(JSON.stringify(await scenarios[scenario]()));
