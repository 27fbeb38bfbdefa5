// What the scripts of @kapso/whatsapp-cloud-api share: the client, a customer,
// and a receiver of webhooks.
import assert from "node:assert/strict";
import { body, customer, Inbox, listen, load, setting, simulators } from "./harness.mjs";

export const { WhatsAppClient, buildTemplateSendPayload } = await load("@kapso/whatsapp-cloud-api");
export const { normalizeWebhook, verifySignature } = await load("@kapso/whatsapp-cloud-api/server");

export const number = setting("NUMBER_ID");
export const connect = (accessToken) => new WhatsAppClient({ accessToken, baseUrl: `${simulators}/graph`, graphVersion: "v26.0" });
export const client = connect(setting("ACCESS_TOKEN"));

export const ana = customer("+34600000001");
export const to = { phoneNumberId: number, to: ana.who };
export const sentID = (answer) => answer.messages[0].id;

// upload gives the id of a file.
export async function upload({ mime, name, bytes }) {
  const answer = await client.media.upload({ phoneNumberId: number, type: mime, file: new Blob([bytes], { type: mime }), fileName: name });
  return answer.id;
}

const arrived = new Inbox();

// subscribe has all webhooks posted to this script.
export async function subscribe() {
  const receiver = await listen(async (request, response) => {
    if (request.method === "GET") {
      response.end(new URL(request.url, "http://receiver").searchParams.get("hub.challenge"));
      return;
    }
    arrived.put({ raw: await body(request), signature: request.headers["x-hub-signature-256"] });
    response.end();
  });
  return client.request("POST", `${setting("ACCOUNT_ID")}/subscribed_apps`, {
    body: { overrideCallbackUri: receiver, verifyToken: setting("VERIFY_TOKEN") },
    responseType: "json",
  });
}

// delivered waits for a delivery, has the client check its signature, and gives
// it as the client reads it.
export async function delivered(what, wanted) {
  const read = ({ raw }) => normalizeWebhook(JSON.parse(raw));
  const { raw, signature } = await arrived.take(what, (one) => wanted(read(one)));
  assert.ok(verifySignature({ appSecret: setting("APP_SECRET"), rawBody: raw, signatureHeader: signature }), "the client refuses the signature");
  return { ...read({ raw }), rawBody: raw, signature };
}

export const messageOf = (id) => delivered("a message", (read) => read.messages.some((one) => one.id === id));

export async function statusOf(id, wanted) {
  const read = await delivered(`status ${wanted} of a message`, (one) => one.statuses.some(({ id: of, status }) => of === id && status === wanted));
  return read.statuses[0];
}
