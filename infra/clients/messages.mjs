// What customers send and businesses send back: one of every type, for both
// clients of the Graph API.
import assert from "node:assert/strict";

const digest = /^[A-Za-z0-9+/]{43}=$/; // base64 of 32 bytes
const quoted = "wamid.HBgLMzQ2MDAwMDAwMDE=";

// fileMessage is a customer's file, whose id and digest the simulator fills in.
function fileMessage(name, type, object) {
  return {
    name,
    message: { type, [type]: object },
    shows: (file) => {
      assert.match(file.id, /^\d+$/);
      assert.match(file.sha256, digest);
      assert.match(file.mime_type, /^[a-z]+\/[a-z0-9.+-]+/);
      for (const member of Object.keys(object)) assert.deepEqual(file[member], object[member]);
    },
  };
}

// plain is a message whose object has to arrive as it was sent.
function plain(name, type, object, around = {}) {
  return {
    name,
    message: { type, [type]: object, ...around },
    shows: (got, whole) => {
      assert.deepEqual(got, object);
      for (const member of Object.keys(around)) assert.deepEqual(whole[member], around[member]);
    },
  };
}

// customerMessages are the types that a customer's message can have, with what
// has to be in the delivery that tells of it.
export function customerMessages() {
  const card = {
    name: { formatted_name: "Luis P", first_name: "Luis" },
    phones: [{ phone: "+34 600 000 002", wa_id: "34600000002", type: "CELL" }],
    emails: [{ email: "luis@example.com", type: "WORK" }],
  };
  const reply = (type, answer) => ({ type, [type]: answer });
  const form = { name: "flow", body: "Sent", response_json: JSON.stringify({ flow_token: "t1", score: "5" }) };
  const advertisement = {
    source_url: "https://fb.me/x", source_id: "1200001", source_type: "ad", headline: "Hi", body: "Ask us",
    media_type: "image", image_url: "https://example.com/a.jpg",
  };
  const permission = { response: "accept", is_permanent: false, expiration_timestamp: 1795900000, response_source: "user_action" };
  const item = { product_retailer_id: "sku-1", quantity: 2, item_price: 7.5, currency: "EUR" };
  return [
    plain("a text in other alphabets", "text", { body: "Ελένη, שלום, مرحبا, 你好 👩‍👩‍👧 \u2028 \\u0041 \"<&>\"" }),
    plain("a text of several lines", "text", { body: "one\ntwo\ttabbed\r\nthree" }),
    plain("a forwarded text", "text", { body: "look" }, { context: { forwarded: true } }),
    plain("a question about a product", "text", { body: "in red?" }, {
      context: { from: "15550100001", id: quoted, referred_product: { catalog_id: "9001", product_retailer_id: "sku-1" } },
    }),
    plain("a text that an advertisement led to", "text", { body: "hi" }, { referral: advertisement }),
    fileMessage("an image", "image", { caption: "broken", mime_type: "image/jpeg" }),
    fileMessage("a voice note", "audio", { voice: true, mime_type: "audio/ogg; codecs=opus" }),
    fileMessage("a sound file", "audio", { voice: false, mime_type: "audio/mpeg" }),
    fileMessage("a video", "video", { caption: "see", mime_type: "video/mp4" }),
    fileMessage("a document", "document", { filename: "factura nº 7.pdf", caption: "here", mime_type: "application/pdf" }),
    fileMessage("a sticker", "sticker", { animated: false, mime_type: "image/webp" }),
    plain("a place", "location", { latitude: 40.4168, longitude: -3.7038, name: "Sol", address: "Puerta del Sol", url: "https://example.com/sol" }),
    plain("contact cards", "contacts", [card, { name: { formatted_name: "Ana" } }]),
    plain("a pressed button", "interactive", reply("button_reply", { id: "yes", title: "Yes" })),
    plain("a chosen row", "interactive", reply("list_reply", { id: "row-3", title: "Billing", description: "Invoices" })),
    plain("a filled form", "interactive", reply("nfm_reply", form)),
    plain("a permission to call", "interactive", reply("call_permission_reply", permission)),
    plain("a template's pressed button", "button", { payload: "CANCEL_77", text: "Cancel" }),
    plain("a reaction", "reaction", { message_id: quoted, emoji: "❤️" }),
    plain("a reaction taken back", "reaction", { message_id: quoted }),
    plain("an order", "order", { catalog_id: "9001", text: "please", product_items: [item] }),
    plain("an edit", "edit", { original_message_id: quoted, message: { context: { id: "M0" }, type: "text", text: { body: "corrected" } } }),
    plain("a message taken back", "revoke", { original_message_id: quoted }),
    {
      name: "a message that WhatsApp does not pass on",
      message: { type: "unsupported", unsupported: { type: "poll" } },
      shows: (object, whole) => {
        assert.deepEqual(object, { type: "poll" });
        assert.equal(whole.errors[0].code, 131051);
      },
    },
    { name: "a chat that was opened", message: { type: "request_welcome" }, shows: (object) => assert.equal(object, undefined) },
    plain("a type of tomorrow", "hologram", { depth: 3 }),
  ];
}

// files are what a business sends: each kind, with what may stand beside it.
export function files() {
  const bytes = (head, size) => Buffer.concat([Buffer.from(head, "latin1"), Buffer.alloc(size, 7)]);
  const pdf = { filename: "factura nº 7.pdf", caption: "your invoice" };
  const file = (kind, mime, name, head, size, extra = {}) => ({ kind, mime, name, bytes: bytes(head, size), extra });
  return [
    file("image", "image/jpeg", "box.jpg", "\xff\xd8\xff\xe0", 5000, { caption: "the box" }),
    file("audio", "audio/mpeg", "song.mp3", "ID3\x04", 700),
    file("audio", "audio/ogg", "voice.ogg", "OggS\x00\x02", 700, { voice: true }),
    file("video", "video/mp4", "clip.mp4", "\x00\x00\x00\x18ftypisom", 9000, { caption: "the clip" }),
    file("document", "application/pdf", "factura.pdf", "%PDF-1.7\n", 3000, pdf),
    file("sticker", "image/webp", "wave.webp", "RIFF\x00\x00\x00\x00WEBP", 400),
  ];
}
