// What every script here shares: loading a client, naming a check, and the
// controls of the simulators.
import assert from "node:assert/strict";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const installed = createRequire(new URL("../../.tools/clients/package.json", import.meta.url));

// load imports a client from where `make tools` puts it, which is not beside
// the scripts, so that the tree holds nothing that npm wrote. What a CommonJS
// module exports is its default.
export async function load(name) {
  const module = await import(pathToFileURL(installed.resolve(name)));
  return { ...module.default, ...module };
}

// setting is one of the values that the test gives in the environment.
export function setting(name) {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set; run this through \`go test ./infra/clients\``);
  return value;
}

export const simulators = setting("SIMULATORS_URL");

let passed = 0;

// check runs one named check and prints its line. The first that fails ends the
// script: what follows builds on what went before.
export async function check(name, body) {
  try {
    await body();
  } catch (error) {
    console.error(describe(error));
    console.log(`not ok - ${name}`);
    process.exit(1);
  }
  passed += 1;
  console.log(`ok - ${name}`);
}

// finish says how many checks there were, so that a script that stops half-way
// is not taken for one that passed.
export function finish() {
  console.log(`1..${passed}`);
  process.exit(0);
}

// describe shows an error with what clients hang on it.
function describe(error) {
  const more = Object.entries(error ?? {}).filter(([, value]) => value !== undefined);
  return more.length === 0 ? error?.stack ?? String(error) : `${error.stack}\n${JSON.stringify(Object.fromEntries(more), null, 1)}`;
}

// refused runs a call that has to fail and gives its error.
export async function refused(call) {
  let answer;
  try {
    answer = await call;
  } catch (error) {
    return error;
  }
  assert.fail(`the call was answered and not refused: ${JSON.stringify(answer)}`);
}

// control calls the simulators' own controls, which no vendor has.
export async function control(method, path, body) {
  const response = await fetch(simulators + path, {
    method,
    headers: { "Content-Type": "application/json" },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const text = await response.text();
  assert.ok(response.ok, `${method} ${path} answered ${response.status} ${text}`);
  return JSON.parse(text);
}

// customer is a person with a phone, named by phone number or BSUID.
export function customer(who) {
  const path = `/sim/customers/${encodeURIComponent(who)}`;
  return {
    who,
    write: async (message) => (await control("POST", `${path}/messages`, message)).id,
    echo: async (message) => (await control("POST", `${path}/echoes`, message)).id,
    moveTo: (phone) => control("POST", `${path}/number`, { to: phone }),
    messages: () => control("GET", `${path}/messages`),
    message: async (id) => {
      const shown = await control("GET", `${path}/messages`);
      const found = shown.find((one) => one.id === id);
      assert.ok(found, `the phone does not show ${id}`);
      return found;
    },
  };
}

export const limits = (change) => control("POST", "/sim/limits", change);
export const fault = (one) => control("POST", "/sim/faults", one);
export const advance = (by) => control("POST", "/sim/clock", { advance: by });

// patience is how long a script waits for what comes on its own, in
// milliseconds: far longer than it takes, so that only what never comes fails.
const patience = 15_000;

// listen serves a receiver of webhooks and gives its address.
export async function listen(handle) {
  const server = createServer(handle);
  await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
  return `http://127.0.0.1:${server.address().port}`;
}

// body is what a request brings, byte for byte.
export async function body(request) {
  const parts = [];
  for await (const part of request) parts.push(part);
  return Buffer.concat(parts);
}

// until asks again and again, until the answer is yes.
export async function until(what, asked) {
  const end = Date.now() + patience;
  while (!(await asked())) {
    assert.ok(Date.now() < end, `${what} did not come about`);
    await new Promise((again) => setTimeout(again, 10));
  }
}

// Inbox keeps what arrives until a check asks for it.
export class Inbox {
  #kept = [];
  #waiting = [];

  put(item) {
    const at = this.#waiting.findIndex((one) => one.wanted(item));
    if (at < 0) {
      this.#kept.push(item);
      return;
    }
    const [one] = this.#waiting.splice(at, 1);
    clearTimeout(one.timer);
    one.resolve(item);
  }

  // take gives the first item that is wanted, waiting for it if need be.
  take(what, wanted) {
    const at = this.#kept.findIndex(wanted);
    if (at >= 0) return Promise.resolve(this.#kept.splice(at, 1)[0]);
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`${what} did not arrive`)), patience);
      this.#waiting.push({ wanted, resolve, timer });
    });
  }
}
