// What the scripts of node-zendesk share: clients, a user and a ticket.
import { load, refused, setting, simulators } from "./harness.mjs";

export const { createClient } = await load("node-zendesk");
export const endpointUri = `${simulators}/zendesk/api/v2`;

// connect makes a client; throwOriginalException keeps status and body of a
// refusal, which the client turns into a sentence otherwise.
export const connect = (options) => createClient({ endpointUri, throwOriginalException: true, ...options });

export const staff = { username: setting("AGENT_EMAIL"), token: setting("AGENT_TOKEN") };

export async function accessToken(scope) {
  const response = await fetch(`${simulators}/zendesk/oauth/tokens`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ grant_type: "client_credentials", client_id: setting("CLIENT_ID"), client_secret: setting("CLIENT_SECRET"), scope }),
  });
  return (await response.json()).access_token;
}

export const desk = connect({ oauth: true, token: await accessToken("read write") });

export const result = async (call) => (await call).result;

// refusal is the status and the body with which a call is refused.
export async function refusal(call) {
  const { statusCode, result: body } = await refused(call);
  return { statusCode, body };
}

export const user = { name: "Ana Souza", external_id: "contact-1", phone: "+5511999990000", role: "end-user", skip_verify_email: true };

// opening is the ticket that a customer's first message opens.
export const opening = (requester) => ({
  subject: "WhatsApp: Ana Souza", requester_id: requester, submitter_id: requester, external_id: "conv-1", tags: ["whatsapp"],
  comment: { body: "Hi, *my* order is late <b>&\nsecond line 😀", author_id: requester }, metadata: { marker: "m1" },
});
