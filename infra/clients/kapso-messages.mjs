// What a business sends with @kapso/whatsapp-cloud-api, and what it is refused.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { advance, check, fault, finish, limits, refused, setting } from "./harness.mjs";
import { ana, buildTemplateSendPayload, client, connect, number, sentID, statusOf, subscribe, to, upload } from "./kapso.mjs";
import { files } from "./messages.mjs";

await subscribe();
await ana.write({ type: "text", text: { body: "hola" } }); // opens the window

await check("sends a text and reads its statuses", async () => {
  const answer = await client.messages.sendText({ ...to, body: "buenas", previewUrl: true, bizOpaqueCallbackData: "comment=7" });
  const id = sentID(answer);
  assert.match(id, /^wamid\./);
  assert.deepEqual(answer.contacts, [{ input: ana.who, waId: "34600000001" }]);
  assert.equal((await ana.message(id)).text, "buenas");
  for (const status of ["sent", "delivered", "read"]) {
    const told = await statusOf(id, status);
    assert.deepEqual([told.bizOpaqueCallbackData, told.recipientId], ["comment=7", "34600000001"]);
    assert.match(told.recipientUserId, /^ES\./);
    if (status !== "read") assert.equal(told.pricing.category, "service");
  }
});

await check("answers a message in context", async () => {
  const question = await ana.write({ type: "text", text: { body: "which one?" } });
  const id = sentID(await client.messages.sendText({ ...to, body: "this one", contextMessageId: question }));
  assert.equal((await ana.message(id)).quotes, question);
});

await check("reacts to a message and takes the reaction back", async () => {
  const target = await ana.write({ type: "text", text: { body: "thanks" } });
  const id = sentID(await client.messages.sendReaction({ ...to, reaction: { messageId: target, emoji: "👍" } }));
  const shown = await ana.message(id);
  assert.deepEqual([shown.type, shown.text, shown.quotes], ["reaction", "👍", target]);
  const removal = sentID(await client.messages.sendReaction({ ...to, reaction: { messageId: target, emoji: "" } }));
  assert.equal((await ana.message(removal)).text, "");
});

await check("refuses a reaction to a message that nobody knows", async () => {
  const error = await refused(client.messages.sendReaction({ ...to, reaction: { messageId: "wamid.unknown", emoji: "👍" } }));
  assert.deepEqual([error.code, error.httpStatus, error.category], [131009, 400, "parameter"]);
});

const senders = {
  image: (input) => client.messages.sendImage(input),
  audio: (input) => client.messages.sendAudio(input),
  video: (input) => client.messages.sendVideo(input),
  document: (input) => client.messages.sendDocument(input),
  sticker: (input) => client.messages.sendSticker(input),
};

for (const file of files()) {
  const { kind, mime, name, bytes, extra } = file;
  await check(`uploads ${name} and sends it as ${kind}, by id and by link`, async () => {
    const byID = sentID(await senders[kind]({ ...to, [kind]: { id: await upload(file), ...extra } }));
    const shown = await ana.message(byID);
    assert.deepEqual([shown.type, shown.text, shown.file.mime, shown.file.size], [kind, extra.caption ?? "", mime, bytes.length]);
    assert.equal(shown.file.sha256, createHash("sha256").update(bytes).digest("hex"));
    await statusOf(byID, extra.voice ? "played" : "delivered");
    const link = `https://files.example.com/${name}`;
    const byLink = await ana.message(sentID(await senders[kind]({ ...to, [kind]: { link, ...extra } })));
    assert.deepEqual([byLink.type, byLink.file.link], [kind, link]);
  });
}

await check("uploads, resolves, downloads and deletes a file", async () => {
  const bytes = Buffer.from("%PDF-1.7\ninvoice\n");
  const id = await upload({ mime: "application/pdf", name: "factura.pdf", bytes });
  const known = await client.media.get({ mediaId: id, phoneNumberId: number });
  assert.deepEqual([known.id, known.mimeType, Number(known.fileSize), known.sha256],
    [id, "application/pdf", bytes.length, createHash("sha256").update(bytes).digest("hex")]);
  // Meta's host of files wants the token, which the client sends only when told to.
  const got = Buffer.from(await client.media.download({ mediaId: id, auth: "always" }));
  assert.deepEqual(got, bytes);
  const bare = await client.media.download({ mediaId: id, auth: "never", as: "response" });
  assert.equal(bare.ok, false, "a file was given out without the token");
  assert.deepEqual(await client.media.delete({ mediaId: id }), { success: true });
  const error = await refused(client.media.get({ mediaId: id }));
  assert.deepEqual([error.code, error.errorSubcode, error.httpStatus], [100, 33, 400]);
  const unsent = await refused(client.messages.sendDocument({ ...to, document: { id } }));
  assert.equal(unsent.code, 100);
});

await check("refuses an upload of a type that WhatsApp does not take", async () => {
  const error = await refused(upload({ mime: "application/x-msdownload", name: "setup.exe", bytes: "MZ" }));
  assert.deepEqual([error.code, error.httpStatus], [100, 400]);
});

await check("sends a place", async () => {
  const location = { latitude: 40.4168, longitude: -3.7038, name: "Sol", address: "Puerta del Sol" };
  const shown = await ana.message(sentID(await client.messages.sendLocation({ ...to, location })));
  assert.deepEqual(shown.object, location);
});

await check("sends contacts", async () => {
  const luis = { name: { formattedName: "Luis P", firstName: "Luis" }, phones: [{ phone: "+34600000002", waId: "34600000002", type: "CELL" }] };
  const shown = await ana.message(sentID(await client.messages.sendContacts({ ...to, contacts: [luis] })));
  assert.equal(shown.object[0].name.formatted_name, "Luis P");
  assert.equal(shown.object[0].phones[0].wa_id, "34600000002");
});

await check("sends buttons, with text and with a picture above them", async () => {
  const buttons = [{ id: "yes", title: "Yes" }, { id: "no", title: "No" }];
  const input = { ...to, bodyText: "Shall we?", footerText: "Acme", buttons };
  const plain = sentID(await client.messages.sendInteractiveButtons({ ...input, header: { type: "text", text: "Order 7" } }));
  const shown = await ana.message(plain);
  assert.equal(shown.text, "Shall we?");
  assert.deepEqual(shown.object.action.buttons.map((one) => one.reply), buttons);
  const header = { type: "image", image: { link: "https://files.example.com/a.jpg" } };
  const pictured = await ana.message(sentID(await client.messages.sendInteractiveButtons({ ...input, header })));
  assert.deepEqual(pictured.object.header, header);
});

await check("sends a list", async () => {
  const sections = [{ title: "Topics", rows: [{ id: "billing", title: "Billing", description: "Invoices" }, { id: "other", title: "Other" }] }];
  const id = sentID(await client.messages.sendInteractiveList({ ...to, bodyText: "What about?", buttonText: "Choose", sections }));
  assert.deepEqual((await ana.message(id)).object.action.sections, sections);
});

await check("sends a button that opens a page", async () => {
  const parameters = { displayText: "Track", url: "https://example.com/t/7" };
  const id = sentID(await client.messages.sendInteractiveCtaUrl({ ...to, bodyText: "Your order", parameters }));
  assert.deepEqual((await ana.message(id)).object.action.parameters, { display_text: "Track", url: "https://example.com/t/7" });
});

await check("asks for a place", async () => {
  // sendInteractiveLocationRequest adds "parameters", which Meta's page on these
  // messages does not have, so the message is given as that page has it.
  const interactive = { type: "location_request_message", body: { text: "Where are you?" }, action: { name: "send_location" } };
  const id = sentID(await client.messages.sendInteractiveRaw({ ...to, interactive }));
  assert.equal((await ana.message(id)).object.type, "location_request_message");
});

await check("sends a form", async () => {
  const parameters = { flowId: "900000000000001", flowCta: "Open", flowToken: "t1", flowAction: "navigate", flowActionPayload: { screen: "WELCOME" } };
  const id = sentID(await client.messages.sendInteractiveFlow({ ...to, bodyText: "Rate us", parameters }));
  assert.equal((await ana.message(id)).object.action.parameters.flow_cta, "Open");
});

await check("sends an approved template", async () => {
  const template = buildTemplateSendPayload({
    name: "ticket_update", language: "es_ES",
    body: [{ type: "text", text: "Ana", parameterName: "first_name" }, { type: "text", text: "991", parameterName: "ticket" }],
  });
  const answer = await client.messages.sendTemplate({ ...to, template });
  assert.equal(answer.messages[0].messageStatus, "accepted");
  const shown = await ana.message(sentID(answer));
  assert.equal(shown.text, "Hola Ana, hay novedades en su caso 991. Responda aquí para continuar.");
  assert.equal((await statusOf(sentID(answer), "delivered")).pricing.category, "utility");
});

await check("reads why a template is refused", async () => {
  const send = (name, language) => refused(client.messages.sendTemplate({ ...to, template: buildTemplateSendPayload({ name, language }) }));
  const errors = [
    [await send("ticket_update", "fr_FR"), 132001, 404],
    [await send("nobody_wrote_this", "en_US"), 132001, 404],
    [await send("new_notice", "en_US"), 132001, 404],
    [await send("slow_notice", "en_US"), 132015, 400],
    [await send("late_notice", "en_US"), 132016, 400],
    [await send("reply_waiting", "en"), 132000, 400],
  ];
  for (const [error, code, status] of errors) {
    assert.deepEqual([error.code, error.httpStatus, error.isTemplateError()], [code, status, true]);
    assert.match(error.message, new RegExp(`^\\(#${code}\\)`));
    assert.ok(error.details && error.fbtraceId);
  }
});

await check("is told that a code can only be sent to a phone number", async () => {
  const template = buildTemplateSendPayload({ name: "access_code", language: "en_US", body: [{ type: "text", text: "123456" }] });
  const error = await refused(client.messages.sendTemplate({ phoneNumberId: number, recipient: "ES.AbCd1234EfGh", template }));
  assert.deepEqual([error.code, error.httpStatus], [131062, 400]);
});

await check("lists the templates, page after page", async () => {
  const businessAccountId = setting("ACCOUNT_ID");
  const names = [];
  let after;
  do {
    const page = await client.templates.list({ businessAccountId, status: "APPROVED", limit: 3, after });
    names.push(...page.data.map((one) => `${one.name} ${one.language}`));
    after = page.paging?.next ? page.paging.cursors.after : undefined;
  } while (after);
  assert.ok(names.includes("hello_world en_US") && names.includes("ticket_update pt_BR"));
  assert.equal(names.length, new Set(names).size);
  assert.ok(!names.includes("slow_notice en_US"));
});

await check("marks a message as read and shows itself typing", async () => {
  const question = await ana.write({ type: "text", text: { body: "are you there?" } });
  assert.deepEqual(await client.messages.markRead({ phoneNumberId: number, messageId: question }), { success: true });
  assert.equal((await ana.message(question)).read_by_business, true);
  await client.messages.markRead({ phoneNumberId: number, messageId: question, typingIndicator: { type: "text" } });
  assert.equal((await ana.message(question)).typing, true);
  const error = await refused(client.messages.markRead({ phoneNumberId: number, messageId: "wamid.unknown" }));
  assert.deepEqual([error.code, error.httpStatus], [131009, 400]);
});

await check("is told of the pair limit, and is let in later", async () => {
  await limits({ graph: { pair_burst: 1, pair_every_ms: 600_000 } });
  await advance("10m");
  await client.messages.sendText({ ...to, body: "one" });
  const error = await refused(client.messages.sendText({ ...to, body: "two" }));
  assert.deepEqual([error.code, error.httpStatus, error.isRateLimit()], [131056, 400, true]);
  await advance("10m");
  await client.messages.sendText({ ...to, body: "two" });
  await limits({ graph: { reset: true } });
});

await check("is told of the throughput limit", async () => {
  await advance("10m");
  await limits({ graph: { mps: 1 } });
  // One a second passes; thirty at once take less than thirty seconds.
  const sends = Array.from({ length: 30 }, () => client.messages.sendText({ ...to, body: "quick" }));
  const errors = (await Promise.allSettled(sends)).filter((one) => one.status === "rejected").map((one) => one.reason);
  assert.ok(errors.length > 0, "nothing was refused");
  for (const error of errors) assert.deepEqual([error.code, error.httpStatus, error.isRateLimit()], [130429, 400, true]);
  await limits({ graph: { reset: true } });
});

await check("is refused at once when the window is closed and Meta says so", async () => {
  await advance("25h");
  await limits({ graph: { window_errors: "sync" } });
  const error = await refused(client.messages.sendText({ ...to, body: "still there?" }));
  assert.deepEqual([error.code, error.httpStatus, error.category, error.retry.action], [131047, 400, "reengagementWindow", "do_not_retry"]);
  await limits({ graph: { reset: true } });
});

await check("is refused with another token", async () => {
  const error = await refused(connect("another").messages.sendText({ ...to, body: "hola" }));
  assert.deepEqual([error.code, error.httpStatus, error.type, error.requiresTokenRefresh()], [190, 401, "OAuthException", true]);
});

await check("understands an outage and when to come back", async () => {
  await fault({ target: "graph", do: "status", status: 503, retry_after: 7 });
  const error = await refused(client.messages.sendText({ ...to, body: "hola" }));
  assert.deepEqual([error.httpStatus, error.code, error.retry], [503, 2, { action: "retry_after", retryAfterMs: 7000 }]);
  await fault({ target: "graph", do: "status", status: 502 });
  const proxied = await refused(client.messages.sendText({ ...to, body: "hola" }));
  assert.deepEqual([proxied.httpStatus, proxied.category, proxied.retry.action], [502, "server", "retry"]);
});

finish();
