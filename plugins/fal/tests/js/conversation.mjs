// Every call of the official client but realtime, against the simulated service.
// Argument: JSON with the key, the base URLs and the way to go, and what a proxy takes
// instead of the key. It prints what it saw.

import { ApiError, ValidationError, createFalClient } from "@fal-ai/client";

const { key, urls, way, token } = JSON.parse(process.argv[2]);
const hosts = { "fal.run": urls.run, "queue.fal.run": urls.queue, "rest.fal.ai": urls.rest };

function direct(text) {
  const url = new URL(text);
  return hosts[url.host] ? `${hosts[url.host]}${url.pathname}${url.search}` : text;
}

const fal = createFalClient({
  credentials: token ?? key,
  suppressLocalCredentialsWarning: true,
  ...(way === "proxy"
    ? { proxyUrl: { url: urls.proxy, when: "always" } }
    : { requestMiddleware: async (request) => ({ ...request, url: direct(request.url) }) }),
  // Streams of browsers pass neither the proxy nor the middleware.
  fetch: (url, init) => fetch(direct(url), init),
});

async function failure(promise) {
  try {
    await promise;
    return "no failure";
  } catch (error) {
    return {
      kind: error instanceof ValidationError ? "validation" : error instanceof ApiError ? "api" : `${error}`,
      status: error.status,
      fields: error.fieldErrors?.map((one) => one.type),
      hasId: Boolean(error.requestId),
      body: error.body,
    };
  }
}

async function eventsOf(stream) {
  const events = [];
  for await (const event of stream) events.push(event);
  return events;
}

const seen = {};

// run
const run = await fal.run("fal-ai/any/llm", { input: { q: "grüß dich 🌊" } });
seen.run = run.data;
seen.runHasId = run.requestId.length > 0;
seen.runWithGet = (await fal.run("fal-ai/echo", { method: "get", input: { a: "1 2" } })).data;

// subscribe, in both modes
for (const mode of ["polling", "streaming"]) {
  const states = [];
  let enqueued = "";
  const answer = await fal.subscribe("fal-ai/flux/dev", {
    input: { prompt: mode },
    mode,
    pollInterval: 5,
    logs: true,
    hint: "lora-7",
    startTimeout: 30,
    storageSettings: { expiresIn: "1h" },
    onEnqueue: (id) => (enqueued = id),
    onQueueUpdate: (update) => states.push(update),
  });
  seen[mode] = {
    data: answer.data,
    sameId: answer.requestId === enqueued,
    states: [...new Set(states.map((one) => one.status))],
    lines: [...new Set(states.flatMap((one) => one.logs ?? []).map((line) => line.message))],
  };
}

// the queue by hand
const { request_id: requestId, status } = await fal.queue.submit("fal-ai/flux/dev", {
  input: { prompt: "by hand" },
  priority: "low",
  webhookUrl: urls.webhook,
});
seen.submitted = status;
const stream = await fal.queue.streamStatus("fal-ai/flux/dev", { requestId, logs: true });
seen.streamed = [...new Set((await eventsOf(stream)).map((one) => one.status))];
seen.status = (await fal.queue.status("fal-ai/flux/dev", { requestId, logs: true })).status;
seen.result = (await fal.queue.result("fal-ai/flux/dev", { requestId })).data;

// cancel
const slow = await fal.queue.submit("fal-ai/slow", { input: {} });
await fal.queue.cancel("fal-ai/slow", { requestId: slow.request_id });
seen.cancelled = await failure(fal.queue.result("fal-ai/slow", { requestId: slow.request_id }));
seen.cancelledTwice = await failure(fal.queue.cancel("fal-ai/slow", { requestId: slow.request_id }));
seen.unknown = await failure(fal.queue.status("fal-ai/slow", { requestId: "nobody" }));
seen.early = await (async () => {
  const other = await fal.queue.submit("fal-ai/slow", { input: {} });
  return failure(fal.queue.result("fal-ai/slow", { requestId: other.request_id }));
})();

// streams of models
const partial = await fal.stream("fal-ai/any/llm", { input: { q: 1 } });
seen.stream = await eventsOf(partial);
seen.streamDone = await partial.done();
const browser = await fal.stream("fal-ai/any/llm/stream", {
  input: { q: 1 },
  connectionMode: "client",
  tokenProvider: async () => {
    const reply = await fetch(`${urls.rest}/tokens/`, {
      method: "POST",
      headers: { Authorization: `Key ${key}` },
      body: JSON.stringify({ allowed_apps: ["any"], token_expiration: 120 }),
    });
    return reply.json();
  },
});
seen.streamOfBrowsers = await eventsOf(browser);

// errors
seen.refused = await failure(fal.run("fal-ai/refused", { input: {} }));
seen.broken = await failure(fal.subscribe("fal-ai/broken", { input: {}, pollInterval: 5 }));

// files
const blob = new Blob(["hello"], { type: "text/plain" });
seen.uploaded = await fal.storage.upload(blob, { lifecycle: { expiresIn: "1h" } });
seen.named = await fal.storage.upload(new File(["named"], "a b.txt", { type: "text/plain" }));
const large = new Blob([new Uint8Array(90 * 1024 * 1024 + 5).fill(7)], { type: "video/mp4" });
seen.large = await fal.storage.upload(large);
seen.largeSize = large.size;
const automatic = await fal.run("fal-ai/echo", { input: { nested: [{ clip: blob }], text: "x" } });
seen.automatic = automatic.data.echo.nested[0].clip;

console.log(JSON.stringify(seen));
