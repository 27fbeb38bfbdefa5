// whatsapp-api-js against the simulator of the Graph API, with the client's own
// receiver of webhooks.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { advance, check, control, customer, finish, Inbox, limits, listen, load, setting, simulators, until } from "./harness.mjs";
import { customerMessages, files } from "./messages.mjs";

const { WhatsAppAPI } = await load("whatsapp-api-js/middleware/node-http");
const wa = await load("whatsapp-api-js/messages");

const number = setting("NUMBER_ID");
const ana = customer("+34600000001");

// The client knows Meta's address and no other, so its requests are led to the
// simulator on their way.
const led = (url, options) => fetch(String(url).replace("https://graph.facebook.com", `${simulators}/graph`), options);
const bot = new WhatsAppAPI({
  token: setting("ACCESS_TOKEN"), appSecret: setting("APP_SECRET"), webhookVerifyToken: setting("VERIFY_TOKEN"), v: "v26.0", ponyfill: { fetch: led },
});

// send gives the id of a message that has to be taken.
async function send(message, context, recipient = ana.who) {
  const answer = await bot.sendMessage(number, recipient, message, context);
  assert.equal(answer.error, undefined, JSON.stringify(answer));
  return answer.messages[0].id;
}

// The client verifies, checks and reads what is posted; its answer goes back.
// What comes to /stranger is read with another app's secret.
const messages = new Inbox();
const statuses = new Inbox();
bot.on.message = (read) => messages.put(read);
bot.on.status = (read) => statuses.put(read);
const stranger = new WhatsAppAPI({ token: "another", appSecret: "another", webhookVerifyToken: setting("VERIFY_TOKEN"), v: "v26.0" });
const receiver = await listen(async (request, response) => {
  const reader = request.url.startsWith("/stranger") ? stranger : bot;
  if (request.method === "GET") {
    response.end(reader.handle_get(request));
    return;
  }
  response.statusCode = await reader.handle_post(request);
  response.end();
});

// subscribe has webhooks posted to a path of this receiver.
async function subscribe(path) {
  const response = await bot.$$apiFetch$$(`https://graph.facebook.com/v26.0/${setting("ACCOUNT_ID")}/subscribed_apps`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ override_callback_uri: receiver + path, verify_token: setting("VERIFY_TOKEN") }),
  });
  assert.deepEqual(await response.json(), { success: true });
}

const statusOf = (id, status) => statuses.take(`status ${status} of a message`, (read) => read.id === id && read.status === status);
const messageOf = (id) => messages.take("a message", (read) => read.message.id === id);

await check("answers the challenge of its callback and takes a message", async () => {
  await subscribe("/");
  const read = await messageOf(await ana.write({ type: "text", text: { body: "hola" } }));
  assert.deepEqual([read.phoneID, read.message.text.body], [number, "hola"]);
  assert.equal(read.recipient.phone, "34600000001");
  assert.match(read.recipient.bsuid, /^ES\./);
  assert.ok(read.contact.profile.name);
});

await check("replies from within a message, and shows it as read and itself typing", async () => {
  const id = await ana.write({ type: "text", text: { body: "which one?" } });
  const read = await messageOf(id);
  assert.deepEqual(await read.received("text"), { success: true });
  const shown = await ana.message(id);
  assert.deepEqual([shown.read_by_business, shown.typing], [true, true]);
  const answer = await read.reply(new wa.Text("this one"), true, "comment=7");
  assert.equal((await ana.message(answer.messages[0].id)).quotes, id);
  for (const status of ["sent", "delivered", "read"]) {
    const told = await statusOf(answer.messages[0].id, status);
    assert.equal(told.biz_opaque_callback_data, "comment=7");
    assert.equal(told.recipient.phone, "34600000001");
    if (status !== "read") assert.deepEqual([told.pricing.pricing_model, told.pricing.category], ["PMP", "service"]);
  }
});

await check("sends a text with a preview", async () => {
  assert.equal((await ana.message(await send(new wa.Text("see https://example.com", true)))).text, "see https://example.com");
});

await check("reacts to a message and takes the reaction back", async () => {
  const target = await ana.write({ type: "text", text: { body: "thanks" } });
  assert.equal((await ana.message(await send(new wa.Reaction(target, "👍")))).text, "👍");
  assert.equal((await ana.message(await send(new wa.Reaction(target)))).text, "");
});

// upload gives the id of a file. The client puts messaging_product into the URL;
// "type", which Meta's page asks for, it leaves to its user.
async function upload({ mime, name, bytes }) {
  const form = new FormData();
  form.set("file", new Blob([bytes], { type: mime }), name);
  form.set("type", mime);
  const answer = await bot.uploadMedia(number, form);
  assert.match(String(answer.id), /^\d+$/, JSON.stringify(answer));
  return answer.id;
}

const makers = {
  image: (file, isID, { caption }) => new wa.Image(file, isID, caption),
  audio: (file, isID, { voice }) => new wa.Audio(file, isID, voice),
  video: (file, isID, { caption }) => new wa.Video(file, isID, caption),
  document: (file, isID, { caption, filename }) => new wa.Document(file, isID, caption, filename),
  sticker: (file, isID) => new wa.Sticker(file, isID),
};

for (const file of files()) {
  await check(`uploads ${file.name} and sends it as ${file.kind}, by id and by link`, async () => {
    const byID = await ana.message(await send(makers[file.kind](await upload(file), true, file.extra)));
    assert.deepEqual([byID.type, byID.file.size, byID.text], [file.kind, file.bytes.length, file.extra.caption ?? ""]);
    const link = `https://files.example.com/${file.name}`;
    const byLink = await ana.message(await send(makers[file.kind](link, false, file.extra)));
    assert.deepEqual([byLink.type, byLink.file.link], [file.kind, link]);
  });
}

await check("uploads, resolves, downloads and deletes a file", async () => {
  const bytes = Buffer.from("%PDF-1.7\ninvoice\n");
  const id = await upload({ mime: "application/pdf", name: "factura.pdf", bytes });
  const known = await bot.retrieveMedia(id, number);
  assert.deepEqual([known.id, known.mime_type, known.sha256], [id, "application/pdf", createHash("sha256").update(bytes).digest("hex")]);
  assert.deepEqual(Buffer.from(await (await bot.fetchMedia(known.url)).arrayBuffer()), bytes);
  assert.deepEqual(await bot.deleteMedia(id, number), { success: true });
  const gone = await bot.retrieveMedia(id);
  assert.deepEqual([gone.error.code, gone.error.error_subcode, gone.error.type], [100, 33, "GraphMethodException"]);
});

await check("downloads a file that a customer sent", async () => {
  const content = Buffer.alloc(100_000, "ventana");
  const read = await messageOf(await ana.write({ type: "image", image: { content_base64: content.toString("base64") } }));
  const known = await bot.retrieveMedia(read.message.image.id, read.phoneID);
  assert.deepEqual(Buffer.from(await (await bot.fetchMedia(known.url)).arrayBuffer()), content);
  assert.equal(read.message.image.sha256, createHash("sha256").update(content).digest("base64"));
});

await check("sends a place", async () => {
  const shown = await ana.message(await send(new wa.Location(-3.7038, 40.4168, "Sol", "Puerta del Sol")));
  assert.deepEqual(shown.object, { longitude: -3.7038, latitude: 40.4168, name: "Sol", address: "Puerta del Sol" });
});

await check("sends contacts", async () => {
  const card = [new wa.Name("Luis P", "Luis"), new wa.Phone("+34600000002", "CELL", "34600000002"), new wa.Email("luis@example.com", "WORK")];
  const shown = await ana.message(await send(new wa.Contacts(card, [new wa.Name("Ana", "Ana")])));
  assert.deepEqual(shown.object.map((one) => one.name.formatted_name), ["Luis P", "Ana"]);
});

await check("sends buttons, a list, a page, a form and requests", async () => {
  const body = new wa.Body("Shall we?");
  const actions = {
    button: new wa.ActionButtons(new wa.Button("yes", "Yes"), new wa.Button("no", "No")),
    list: new wa.ActionList("Choose",
      new wa.ListSection("Topics", new wa.Row("billing", "Billing", "Invoices")),
      new wa.ListSection("More", new wa.Row("other", "Other"))),
    cta_url: new wa.ActionCTA("Track", "https://example.com/t/7"),
    flow: new wa.ActionNavigateFlow("t1", "900000000000001", "Open", "WELCOME", { order: "7" }),
    location_request_message: new wa.ActionLocation(),
    request_contact_info: new wa.ActionContactRequest(),
  };
  for (const [type, action] of Object.entries(actions)) {
    const shown = await ana.message(await send(new wa.Interactive(action, body)));
    assert.deepEqual([shown.type, shown.text, shown.object.type], ["interactive", "Shall we?", type]);
  }
  const picture = new wa.Header(new wa.Image("https://files.example.com/a.jpg"));
  const shown = await ana.message(await send(new wa.Interactive(actions.button, body, picture, new wa.Footer("Acme"))));
  assert.equal(shown.object.header.image.link, "https://files.example.com/a.jpg");
});

await check("sends approved templates, with names and with numbers", async () => {
  const words = new wa.BodyComponent(new wa.BodyParameter("Ana", "first_name"), new wa.BodyParameter("991", "ticket"));
  const named = new wa.Template("ticket_update", "en_US", words);
  assert.match((await ana.message(await send(named))).text, /^Hello Ana, there is news on your request 991\./);
  const numbered = new wa.Template("reply_waiting", "es", new wa.BodyComponent(new wa.BodyParameter("Ana")));
  assert.match((await ana.message(await send(numbered))).text, /^Hola Ana,/);
  assert.match((await ana.message(await send(new wa.Template("hello_world", "en_US")))).text, /^Hello!/);
});

await check("is told which template there is not", async () => {
  const { error } = await bot.sendMessage(number, ana.who, new wa.Template("hello_world", "fr"));
  assert.equal(error.code, 132001);
  assert.equal(error.error_data.messaging_product, "whatsapp");
  assert.ok(error.error_data.details && error.fbtrace_id);
});

await check("reads and answers a customer without a phone number", async () => {
  const eva = customer("ES.AbCd1234EfGh");
  const read = await messageOf(await eva.write({ type: "text", text: { body: "hola" } }));
  assert.deepEqual([read.recipient.phone, read.recipient.bsuid], [undefined, eva.who]);
  const answer = await read.reply(new wa.Text("buenas"));
  assert.deepEqual(answer.contacts, [{ input: eva.who, user_id: eva.who }]);
  const told = await statusOf(answer.messages[0].id, "delivered");
  assert.deepEqual([told.recipient.phone, told.recipient.bsuid], [undefined, eva.who]);
});

await check("reads and answers a message of a group", async () => {
  const id = await ana.write({ type: "text", text: { body: "hi all" }, group_id: "R3JvdXBGYWtl" });
  const read = await messageOf(id);
  assert.deepEqual(read.recipient, { group: "R3JvdXBGYWtl" });
  const answer = await read.reply(new wa.Text("hello"), true);
  assert.equal(answer.contacts[0].input, "R3JvdXBGYWtl", JSON.stringify(answer));
  const told = await statusOf(answer.messages[0].id, "delivered");
  assert.deepEqual([told.type, told.recipient], ["group", { group: "R3JvdXBGYWtl" }]);
});

for (const { name, message, shows } of customerMessages()) {
  await check(`reads ${name}`, async () => {
    const read = await messageOf(await ana.write(message));
    assert.equal(read.message.type, message.type);
    shows(read.message[message.type], read.message);
  });
}

await check("takes what it does not read without an error", async () => {
  await ana.echo({ type: "text", text: { body: "from the shop" } });
  const value = { messaging_product: "whatsapp", metadata: { display_phone_number: "34911000001", phone_number_id: number }, user_preferences: [] };
  await control("POST", "/sim/notices", { field: "user_preferences", value });
  const posted = () => control("GET", "/sim/deliveries?connection=whatsapp");
  await until("the end of all deliveries", async () => (await posted()).every((one) => !one.pending));
  for (const { attempts } of await posted()) assert.deepEqual(attempts.map((one) => one.status), [200]);
});

await check("refuses what was signed with another app's secret", async () => {
  const body = { object: "whatsapp_business_account", entry: [] };
  const post = () => control("POST", "/sim/deliveries?connection=whatsapp", body);
  await subscribe("/stranger");
  assert.equal((await post()).status, 401);
  await subscribe("/");
  assert.notEqual((await post()).status, 401);
});

await check("reads the errors of a closed window and of the pair limit", async () => {
  await limits({ graph: { pair_burst: 1, pair_every_ms: 600_000 } });
  await advance("10m");
  await send(new wa.Text("one"));
  assert.equal((await bot.sendMessage(number, ana.who, new wa.Text("two"))).error.code, 131056);
  await limits({ graph: { reset: true } });
  await advance("25h");
  const told = await statusOf(await send(new wa.Text("still there?")), "failed");
  assert.equal(told.error.code, 131047);
  assert.ok(told.error.title && told.error.error_data.details);
  await limits({ graph: { window_errors: "sync" } });
  assert.equal((await bot.sendMessage(number, ana.who, new wa.Text("still there?"))).error.code, 131047);
});

finish();
