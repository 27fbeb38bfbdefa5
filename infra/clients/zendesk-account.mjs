// The account as node-zendesk sees it: credentials, users, webhooks, limits.
import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { advance, body, check, control, fault, finish, Inbox, limits, listen, refused } from "./harness.mjs";
import { accessToken, connect, createClient, desk, endpointUri, opening, refusal, result, staff, user } from "./zendesk.mjs";

await check("signs in with an access token and with an agent's API token", async () => {
  assert.equal((await result(desk.users.me())).role, "admin");
  assert.equal((await result(connect(staff).users.me())).email, staff.username);
});

await check("is refused without a credential that counts", async () => {
  const wrongToken = await refusal(connect({ oauth: true, token: "another" }).users.me());
  assert.deepEqual([wrongToken.statusCode, wrongToken.body.error], [401, "invalid_token"]);
  const wrongAgent = await refusal(connect({ username: "bea@example.com", token: "another" }).users.me());
  assert.deepEqual([wrongAgent.statusCode, wrongAgent.body], [401, { error: "Couldn't authenticate you" }]);
  const narrow = connect({ oauth: true, token: await accessToken("tickets:read") });
  const outside = await refusal(narrow.users.me());
  assert.deepEqual([outside.statusCode, outside.body.error], [403, "Forbidden"]);
});

let ana;

await check("makes a user known, and finds the same one again", async () => {
  const made = await desk.users.createOrUpdate({ user });
  assert.equal(made.response.status, 201);
  ana = made.result;
  const again = await desk.users.createOrUpdate({ user: { ...user, name: "Ana S." } });
  assert.deepEqual([again.response.status, again.result.id, again.result.name], [200, ana.id, "Ana S."]);
  assert.deepEqual([(await result(desk.users.show(ana.id))).phone, ana.external_id, ana.email], ["+5511999990000", "contact-1", null]);
});

await check("searches users", async () => {
  assert.deepEqual((await desk.users.search({ external_id: "contact-1" })).map((one) => one.id), [ana.id]);
  assert.deepEqual((await desk.users.search({ query: "phone:5511999990000 role:end-user" })).map((one) => one.id), [ana.id]);
  assert.deepEqual(await desk.users.search({ external_id: "nobody" }), []);
  assert.deepEqual((await result(desk.users.showMany([ana.id, 1]))).map((one) => one.id), [ana.id]);
});

await check("adds an identity, and is told that it is another's", async () => {
  const made = await desk.useridentities.create(ana.id, { type: "email", value: "ana@example.com", verified: true });
  assert.deepEqual([made.response.status, made.result.user_id, made.result.verified], [201, ana.id, true]);
  const kinds = (await desk.useridentities.list(ana.id)).map((one) => one.type);
  assert.deepEqual(kinds.sort(), ["email", "phone_number"]);
  const rui = await result(desk.users.create({ user: { name: "Rui", external_id: "contact-2" } }));
  const { statusCode, body } = await refusal(desk.useridentities.create(rui.id, { type: "email", value: "ana@example.com" }));
  assert.deepEqual([statusCode, body.error, body.details.value[0].error], [422, "RecordInvalid", "DuplicateValue"]);
});

await check("is told what is wrong with a user", async () => {
  const { statusCode, body } = await refusal(desk.users.create({ user: { external_id: "contact-3" } }));
  assert.deepEqual([statusCode, body.error, body.description], [422, "RecordInvalid", "Record validation errors"]);
  assert.ok(body.details.name);
});

const ticket = await result(desk.tickets.create({ ticket: opening(ana.id) }));

// The receiver of webhooks.
const arrived = new Inbox();
const receiver = await listen(async (request, response) => {
  arrived.put({ path: request.url, headers: request.headers, raw: await body(request) });
  response.end();
});

// verified checks a webhook's signature as Zendesk documents it.
function verified({ headers, raw }, secret) {
  const stamp = headers["x-zendesk-webhook-signature-timestamp"];
  const want = createHmac("sha256", secret).update(stamp).update(raw).digest("base64");
  assert.equal(headers["x-zendesk-webhook-signature"], want);
  assert.ok(!Number.isNaN(Date.parse(stamp)));
  return JSON.parse(raw);
}

const hook = { name: "bridge", status: "active", http_method: "POST", request_format: "json" };

await check("makes a webhook for events, and is posted what an agent says", async () => {
  const subscriptions = ["zen:event-type:ticket.comment_added"];
  const made = await desk.webhooks.create({ webhook: { ...hook, endpoint: `${receiver}/events`, subscriptions } });
  assert.equal(made.response.status, 201);
  const { id } = made.result;
  assert.deepEqual((await desk.webhooks.list()).map((one) => one.id), [id]);
  assert.deepEqual((await result(desk.webhooks.show(id))).subscriptions, subscriptions);
  const { signing_secret: { secret, algorithm } } = await result(desk.webhooks.getSigningSecret(id));
  assert.equal(algorithm, "SHA256");
  await control("POST", `/sim/agents/tickets/${ticket.id}/comments`, { body: "we are on it", public: true });
  const post = await arrived.take("an event", (one) => one.path === "/events");
  const event = verified(post, secret);
  assert.equal(post.headers["x-zendesk-webhook-id"], id);
  assert.deepEqual([event.type, event.detail.id, event.event.comment.body], [subscriptions[0], String(ticket.id), "we are on it"]);
  assert.deepEqual([event.event.comment.is_public, event.event.comment.author.is_staff], [true, true]);
  await desk.webhooks.patch(id, { webhook: { status: "inactive" } });
  assert.equal((await result(desk.webhooks.show(id))).status, "inactive");
  await desk.webhooks.delete(id);
  assert.equal((await refusal(desk.webhooks.show(id))).statusCode, 404);
});

await check("makes a webhook for a trigger, and is posted its body", async () => {
  const webhook = { ...hook, endpoint: `${receiver}/trigger`, subscriptions: ["conditional_ticket_events"] };
  const { id } = await result(desk.webhooks.create({ webhook }));
  const { signing_secret: { secret } } = await result(desk.webhooks.getSigningSecret(id));
  const trigger = {
    title: "public comment",
    conditions: {
      all: [{ field: "update_type", operator: "is", value: "Change" }, { field: "comment_is_public", operator: "is", value: "true" }],
      any: [],
    },
    actions: [{ field: "notification_webhook", value: [id, '{"ticket":"{{ticket.id}}","external_id":"{{ticket.external_id}}"}'] }],
  };
  const made = await result(desk.triggers.create({ trigger }));
  assert.deepEqual((await desk.triggers.list()).map((one) => one.id), [made.id]);
  await control("POST", `/sim/agents/tickets/${ticket.id}/comments`, { body: "anything else?", public: true });
  const post = await arrived.take("a trigger's body", (one) => one.path === "/trigger");
  assert.deepEqual(verified(post, secret), { ticket: String(ticket.id), external_id: "conv-1" });
  await desk.triggers.delete(made.id);
  await desk.webhooks.delete(id);
});

const reply = (value) => ({ field: "comment_value", value });
const macro = { title: "Ventana::case_waiting::English", description: "ours", actions: [reply("Are you there?"), { field: "comment_mode_is_public", value: true }] };

await check("makes a macro, finds it among the active ones, changes it and switches it off", async () => {
  const { response, result: { macro: made } } = await desk.macros.create({ macro });
  assert.deepEqual([response.status, made.title, made.active], [200, macro.title, true]);
  assert.deepEqual(made.actions, [reply("Are you there?"), { field: "comment_mode_is_public", value: "true" }]);
  assert.deepEqual((await desk.macros.list()).map((one) => one.id), [made.id]);
  const { macro: changed } = await result(desk.macros.update(made.id, { macro: { actions: [reply("Hello?")] } }));
  assert.deepEqual([changed.title, changed.actions], [macro.title, [reply("Hello?")]]);
  await desk.macros.update(made.id, { macro: { active: false } });
  assert.deepEqual(await desk.macros.list(), []);
  assert.deepEqual((await desk.macros.listByParams("?active=false")).map((one) => one.id), [made.id]);
  await desk.macros.delete(made.id);
  assert.equal((await refusal(desk.macros.delete(made.id))).statusCode, 404);
});

await check("lists more macros than a page holds", async () => {
  const ids = [];
  for (let i = 0; i < 101; i++) ids.push((await result(desk.macros.create({ macro: { ...macro, title: `Macro ${i}` } }))).macro.id);
  assert.deepEqual((await desk.macros.list()).map((one) => one.id), ids);
  for (const id of ids) await desk.macros.delete(id);
});

await check("is told what is wrong with a macro", async () => {
  const { statusCode, body } = await refusal(desk.macros.create({ macro: { ...macro, title: "" } }));
  assert.deepEqual([statusCode, body.error, body.details.title[0].error], [422, "RecordInvalid", "BlankValue"]);
  const empty = await refusal(desk.macros.create({ macro: { ...macro, actions: [] } }));
  assert.deepEqual([empty.statusCode, empty.body.error], [422, "RecordInvalid"]);
  const agent = connect({ ...staff, username: "bea@example.com" });
  assert.equal((await refusal(agent.macros.create({ macro }))).statusCode, 403);
});

await check("is told that there is no such ticket, or no such page", async () => {
  const notFound = (error) => ({ statusCode: 404, body: { error, description: "Not found" } });
  assert.deepEqual(await refusal(desk.tickets.show(999_999_999)), notFound("RecordNotFound"));
  assert.deepEqual(await refusal(desk.automations.list()), notFound("InvalidEndpoint"));
  const plain = await refused(createClient({ endpointUri, ...staff }).tickets.show(999_999_999));
  assert.match(plain.message, /404.*not found/i);
});

await check("learns from Retry-After when to come back", async () => {
  await limits({ zendesk: { account: 1 } });
  await desk.tickets.show(ticket.id);
  // The client takes an answer with Retry-After for an error, which it returns.
  const { response, result: error } = await desk.tickets.show(ticket.id);
  assert.deepEqual([response.status, error.statusCode], [429, 429]);
  const wait = Number(response.headers.get("retry-after"));
  assert.ok(wait > 0 && wait <= 60, `Retry-After is ${wait}`);
  await advance("1m");
  assert.equal((await result(desk.tickets.show(ticket.id))).id, ticket.id);
  await limits({ zendesk: { reset: true } });
});

await check("is held to thirty updates of one ticket in ten minutes", async () => {
  const update = async () => (await desk.tickets.update(ticket.id, { ticket: { priority: "low" } })).response.status;
  const answers = [];
  while (answers.length < 31) answers.push(await update());
  assert.deepEqual(answers, [...Array(30).fill(200), 429]);
  await advance("10m");
  assert.equal(await update(), 200);
});

await check("sees an outage as one", async () => {
  await fault({ target: "zendesk", do: "status", status: 503 });
  assert.equal((await refusal(desk.tickets.show(ticket.id))).statusCode, 503);
  await fault({ target: "zendesk", do: "status", status: 503, retry_after: 7 });
  const { response } = await desk.tickets.show(ticket.id);
  assert.deepEqual([response.status, response.headers.get("retry-after")], [503, "7"]);
});

finish();
