// What is posted to a business, as @kapso/whatsapp-cloud-api verifies and reads it.
import assert from "node:assert/strict";
import { advance, check, customer, finish, setting } from "./harness.mjs";
import { ana, client, delivered, messageOf, number, sentID, statusOf, subscribe, to, verifySignature } from "./kapso.mjs";
import { customerMessages } from "./messages.mjs";

await check("subscribes its own receiver to the account", async () => {
  const answer = await client.request("POST", `${setting("ACCOUNT_ID")}/subscribed_apps`, {
    body: { overrideCallbackUri: `http://127.0.0.1:${server.address().port}/`, verifyToken: setting("VERIFY_TOKEN") },
    responseType: "json",
  });
  assert.deepEqual(answer, { success: true });
});

await check("reads the customer's first message", async () => {
  const text = { body: "¿hola? 😀 </b> \u007f" };
  const id = await ana.write({ type: "text", text });
  const read = await delivered("a message", (one) => one.messages.length > 0);
  assert.equal(read.phoneNumberId, number);
  assert.equal(read.messages[0].id, id);
  assert.deepEqual(read.messages[0].text, text);
  assert.equal(read.messages[0].kapso.direction, "inbound");
  assert.equal(read.contacts[0].waId, "34600000001");
  assert.match(read.contacts[0].userId, /^ES\./);
  assert.equal(read.contacts[0].userId, read.messages[0].fromUserId);
});

await check("refuses a delivery that was changed or signed by another", async () => {
  await ana.write({ type: "text", text: { body: "ten euros" } });
  const { rawBody, signature } = await delivered("a message", (one) => one.messages.length > 0);
  const changed = Buffer.from(rawBody.toString().replace("ten", "six"));
  assert.equal(verifySignature({ appSecret: setting("APP_SECRET"), rawBody: changed, signatureHeader: signature }), false);
  assert.equal(verifySignature({ appSecret: "another", rawBody, signatureHeader: signature }), false);
});

await check("downloads a file that a customer sent, whose address lasts five minutes", async () => {
  await ana.write({ type: "document", document: { filename: "factura.pdf", content_base64: Buffer.from("mine").toString("base64") } });
  const { messages } = await delivered("a document", (one) => one.messages[0]?.type === "document");
  const { url } = await client.media.get({ mediaId: messages[0].document.id });
  assert.equal(await (await client.fetch(url)).text(), "mine");
  await advance("6m");
  assert.equal((await client.fetch(url)).status, 404);
  assert.equal(Buffer.from(await client.media.download({ mediaId: messages[0].document.id, auth: "always" })).toString(), "mine");
});

await check("reads and answers a customer without a phone number", async () => {
  const eva = customer("ES.AbCd1234EfGh");
  await eva.write({ type: "text", text: { body: "hola" } });
  const read = await delivered("a message of a BSUID", (one) => one.messages[0]?.fromUserId === eva.who);
  assert.equal(read.messages[0].from, undefined);
  assert.equal(read.contacts[0].waId, undefined);
  assert.equal(read.messages[0].kapso.direction, "inbound");
  const answer = await client.messages.sendText({ phoneNumberId: number, recipient: eva.who, body: "buenas" });
  assert.deepEqual(answer.contacts, [{ input: eva.who, userId: eva.who }]);
  const { statuses } = await statusOf(sentID(answer), "delivered");
  assert.deepEqual([statuses[0].recipientUserId, statuses[0].recipientId], [eva.who, undefined]);
});

for (const { name, message, shows } of customerMessages()) {
  await check(`reads ${name}`, async () => {
    const id = await ana.write(message);
    const read = await delivered(name, (one) => one.messages[0]?.id === id);
    assert.equal(read.messages[0].type, message.type);
    assert.equal(read.messages[0].kapso.direction, "inbound");
    const raw = JSON.parse(read.rawBody).entry[0].changes[0].value.messages[0];
    shows(raw[message.type], raw);
  });
}

await check("unpacks the answers of a form", async () => {
  const { message } = customerMessages().find((one) => one.name === "a filled form");
  const id = await ana.write(message);
  const read = await delivered("a filled form", (one) => one.messages[0]?.id === id);
  assert.deepEqual(read.messages[0].kapso.flowResponse, { flowToken: "t1", score: "5" });
});

await check("reads that a customer has another number", async () => {
  const rui = customer("+351910000001");
  await rui.write({ type: "text", text: { body: "olá" } });
  await rui.moveTo("+351910000002");
  const read = await delivered("the remark", (one) => one.messages[0]?.type === "system");
  assert.equal(read.messages[0].system.waId, "351910000002");
});

await check("reads what the business wrote in its phone app", async () => {
  const id = await ana.echo({ type: "text", text: { body: "from the shop" } });
  const read = await delivered("the echo", (one) => one.messages[0]?.id === id);
  assert.equal(read.messages[0].text.body, "from the shop");
  assert.deepEqual([read.messages[0].kapso.direction, read.messages[0].kapso.source], ["outbound", "smb_message_echo"]);
  assert.equal(read.raw.smbMessageEchoes.length, 1);
});

await check("learns from a status that the window was closed", async () => {
  await advance("25h");
  const id = sentID(await client.messages.sendText({ ...to, body: "still there?" }));
  const { statuses } = await statusOf(id, "failed");
  assert.equal(statuses[0].errors[0].code, 131047);
  assert.ok(statuses[0].errors[0].title && statuses[0].errors[0].errorData.details);
  assert.ok(!(await ana.messages()).some((one) => one.id === id), "the phone shows a message that failed");
});

await check("learns from a status that nobody has the number", async () => {
  const id = sentID(await client.messages.sendText({ phoneNumberId: number, to: "+34699999999", body: "hola" }));
  const { statuses } = await statusOf(id, "failed");
  assert.equal(statuses[0].errors[0].code, 131026);
});

finish();
