// What is posted to a business, as @kapso/whatsapp-cloud-api verifies and reads it.
import assert from "node:assert/strict";
import { advance, check, control, customer, finish, setting } from "./harness.mjs";
import { ana, client, delivered, messageOf, number, sentID, statusOf, subscribe, to, verifySignature } from "./kapso.mjs";
import { customerMessages } from "./messages.mjs";

await check("subscribes its receiver to the account", async () => {
  assert.deepEqual(await subscribe(), { success: true });
});

await check("reads the customer's first message", async () => {
  // The last character is DEL, which JSON leaves as it is. whatsapp-api-js takes
  // it for one that Meta escapes, and would refuse the signature.
  const text = { body: "¿hola? 😀 </b> \u007f" };
  const id = await ana.write({ type: "text", text });
  const read = await messageOf(id);
  assert.equal(read.phoneNumberId, number);
  assert.deepEqual(read.messages[0].text, text);
  assert.equal(read.messages[0].kapso.direction, "inbound");
  assert.equal(read.contacts[0].waId, "34600000001");
  assert.match(read.contacts[0].userId, /^ES\./);
  assert.equal(read.contacts[0].userId, read.messages[0].fromUserId);
});

await check("refuses a delivery that was changed or signed by another", async () => {
  const { rawBody, signature } = await messageOf(await ana.write({ type: "text", text: { body: "ten euros" } }));
  const changed = Buffer.from(rawBody.toString().replace("ten", "six"));
  assert.equal(verifySignature({ appSecret: setting("APP_SECRET"), rawBody: changed, signatureHeader: signature }), false);
  assert.equal(verifySignature({ appSecret: "another", rawBody, signatureHeader: signature }), false);
});

await check("downloads a file that a customer sent, whose address lasts five minutes", async () => {
  const document = { filename: "factura.pdf", content_base64: Buffer.from("mine").toString("base64") };
  const { messages } = await messageOf(await ana.write({ type: "document", document }));
  const mediaId = messages[0].document.id;
  const { url } = await client.media.get({ mediaId });
  assert.equal(await (await client.fetch(url)).text(), "mine");
  await advance("6m");
  assert.equal((await client.fetch(url)).status, 404);
  assert.equal(Buffer.from(await client.media.download({ mediaId, auth: "always" })).toString(), "mine");
});

await check("reads and answers a customer without a phone number", async () => {
  const eva = customer("ES.AbCd1234EfGh");
  const read = await messageOf(await eva.write({ type: "text", text: { body: "hola" } }));
  assert.deepEqual([read.messages[0].fromUserId, read.messages[0].from], [eva.who, undefined]);
  assert.equal(read.contacts[0].waId, undefined);
  assert.equal(read.messages[0].kapso.direction, "inbound");
  const answer = await client.messages.sendText({ phoneNumberId: number, recipient: eva.who, body: "buenas" });
  assert.deepEqual(answer.contacts, [{ input: eva.who, userId: eva.who }]);
  const told = await statusOf(sentID(answer), "delivered");
  assert.deepEqual([told.recipientUserId, told.recipientId], [eva.who, undefined]);
});

for (const { name, message, shows } of customerMessages()) {
  await check(`reads ${name}`, async () => {
    const read = await messageOf(await ana.write(message));
    assert.equal(read.messages[0].type, message.type);
    assert.equal(read.messages[0].kapso.direction, "inbound");
    const raw = JSON.parse(read.rawBody).entry[0].changes[0].value.messages[0];
    shows(raw[message.type], raw);
  });
}

await check("reads many messages of one delivery", async () => {
  const writers = ["34600000001", "34600000001", "34600000002", "34600000003", "34600000001"];
  const said = writers.map((who, i) => ({ customer: who, message: { type: "text", text: { body: `line ${i}` } } }));
  const { ids } = await control("POST", "/sim/batch", { messages: said });
  const read = await messageOf(ids[0]);
  const got = read.messages.map((one) => [one.id, one.from, one.text.body]);
  assert.deepEqual(got, writers.map((who, i) => [ids[i], who, `line ${i}`]));
});

await check("unpacks the answers of a form", async () => {
  const { message } = customerMessages().find((one) => one.name === "a filled form");
  const read = await messageOf(await ana.write(message));
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
  const read = await messageOf(await ana.echo({ type: "text", text: { body: "from the shop" } }));
  assert.equal(read.messages[0].text.body, "from the shop");
  assert.deepEqual([read.messages[0].kapso.direction, read.messages[0].kapso.source], ["outbound", "smb_message_echo"]);
  assert.equal(read.raw.smbMessageEchoes.length, 1);
});

await check("learns from a status that the window was closed", async () => {
  await advance("25h");
  const id = sentID(await client.messages.sendText({ ...to, body: "still there?" }));
  const [error] = (await statusOf(id, "failed")).errors;
  assert.equal(error.code, 131047);
  assert.ok(error.title && error.errorData.details);
  assert.ok(!(await ana.messages()).some((one) => one.id === id), "the phone shows a message that failed");
});

await check("learns from a status that nobody has the number", async () => {
  const id = sentID(await client.messages.sendText({ phoneNumberId: number, to: "+34699999999", body: "hola" }));
  const [error] = (await statusOf(id, "failed")).errors;
  assert.equal(error.code, 131026);
});

finish();
