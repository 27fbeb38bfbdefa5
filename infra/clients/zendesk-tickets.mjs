// Tickets, comments and files with node-zendesk.
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { Readable } from "node:stream";
import { advance, check, finish } from "./harness.mjs";
import { accessToken, connect, desk, opening, refusal, result, user } from "./zendesk.mjs";

const ana = await result(desk.users.createOrUpdate({ user }));
const seconds = () => Math.floor(Date.now() / 1000);
let ticket;

await check("opens a ticket", async () => {
  const made = await desk.tickets.create({ ticket: opening(ana.id) });
  ticket = made.result;
  assert.deepEqual([made.response.status, ticket.status, ticket.requester_id, ticket.tags], [201, "new", ana.id, ["whatsapp"]]);
  assert.match(made.response.headers.get("location"), new RegExp(`/api/v2/tickets/${ticket.id}\\.json$`));
  assert.equal((await result(desk.tickets.show(ticket.id))).description, opening(ana.id).comment.body);
});

await check("opens a ticket once under one key", async () => {
  const keyed = connect({ oauth: true, token: await accessToken("read write"), customHeaders: { "Idempotency-Key": randomUUID() } });
  const body = { ticket: { subject: "once", requester_id: ana.id, comment: { body: "once" } } };
  const first = await keyed.tickets.create(body);
  const second = await keyed.tickets.create(body);
  assert.equal(first.result.id, second.result.id);
  assert.deepEqual([first, second].map((one) => one.response.headers.get("x-idempotency-lookup")), ["miss", "hit"]);
  const { statusCode, body: said } = await refusal(keyed.tickets.create({ ticket: { ...body.ticket, subject: "twice" } }));
  assert.deepEqual([statusCode, said.error], [400, "IdempotentRequestError"]);
});

await check("updates a ticket, and is told when it was changed meanwhile", async () => {
  const change = { status: "open", priority: "high", comment: { body: "for us", public: false } };
  const changed = await result(desk.tickets.update(ticket.id, { ticket: change }));
  assert.deepEqual([changed.status, changed.priority], ["open", "high"]);
  const stale = { safe_update: true, updated_stamp: "2020-01-01T00:00:00Z", status: "pending" };
  const { statusCode, body } = await refusal(desk.tickets.update(ticket.id, { ticket: stale }));
  assert.deepEqual([statusCode, body.error], [409, "UpdateConflict"]);
});

await check("reads comments page by page, by offset and by cursor", async () => {
  for (const number of [1, 2, 3, 4, 5]) {
    await desk.tickets.update(ticket.id, { ticket: { comment: { body: `line ${number}`, author_id: ana.id } } });
  }
  const want = [ticket.description, "for us", "line 1", "line 2", "line 3", "line 4", "line 5"];
  const token = await accessToken("read");
  for (const query of [{}, { per_page: 3 }, { page: { size: 3 } }]) {
    const comments = await connect({ oauth: true, token, query }).tickets.getComments(ticket.id);
    assert.deepEqual(comments.map((one) => one.body), want, JSON.stringify(query));
    assert.deepEqual(comments.map((one) => one.public), [true, false, true, true, true, true, true]);
  }
  const [first] = await desk.tickets.getComments(ticket.id);
  assert.equal(first.author_id, ana.id);
  assert.equal(first.plain_body, ticket.description);
  assert.match(first.html_body, /&lt;b&gt;&amp;<br ?\/?>\s*second line/);
  assert.equal(first.metadata.custom.marker, "m1");
});

await check("uploads a file, adds it with a comment, and downloads it again", async () => {
  const content = Buffer.alloc(70_000, "factura");
  const { upload } = await desk.attachments.upload(Readable.from([content]), { filename: "factura nº 7.pdf", binary: true });
  assert.equal(upload.attachment.content_type, "application/pdf");
  await desk.tickets.update(ticket.id, { ticket: { comment: { body: "here it is", author_id: ana.id, uploads: [upload.token] } } });
  const comment = (await desk.tickets.getComments(ticket.id)).at(-1);
  const [file] = comment.attachments;
  assert.deepEqual([comment.body, comment.attachments.length, file.file_name, file.size], ["here it is", 1, "factura nº 7.pdf", content.length]);
  assert.equal(file.malware_scan_result, "malware_not_found");
  const shown = await result(desk.attachments.show(file.id));
  assert.equal((shown.attachment ?? shown).content_url, file.content_url);
  const download = await fetch(file.content_url);
  assert.deepEqual([download.status, download.headers.get("content-type")], [200, "application/pdf"]);
  assert.deepEqual(Buffer.from(await download.arrayBuffer()), content);
  const used = await refusal(desk.tickets.update(ticket.id, { ticket: { comment: { body: "again", uploads: [upload.token] } } }));
  assert.deepEqual([used.statusCode, used.body.error], [422, "RecordInvalid"]);
});

await check("puts several files under one token", async () => {
  const first = await desk.attachments.upload(Readable.from(["one"]), { filename: "one.txt", binary: true });
  const { token } = first.upload;
  const second = await desk.attachments.upload(Readable.from(["two"]), { filename: "two.txt", binary: true, token });
  assert.equal(second.upload.token, token);
  await desk.tickets.update(ticket.id, { ticket: { comment: { body: "both", uploads: [token] } } });
  const comment = (await desk.tickets.getComments(ticket.id)).at(-1);
  assert.deepEqual(comment.attachments.map((one) => one.file_name), ["one.txt", "two.txt"]);
});

await check("takes an upload back, and loses one that waits an hour", async () => {
  const upload = async () => (await desk.attachments.upload(Readable.from(["x"]), { filename: "x.txt", binary: true })).upload.token;
  const withdrawn = await upload();
  await desk.attachments.deleteUpload(withdrawn);
  const late = await upload();
  await advance("61m");
  for (const token of [withdrawn, late]) {
    const { statusCode } = await refusal(desk.tickets.update(ticket.id, { ticket: { comment: { body: "late", uploads: [token] } } }));
    assert.equal(statusCode, 422);
  }
});

await check("redacts a file of a comment", async () => {
  const comment = (await desk.tickets.getComments(ticket.id)).at(-1);
  const [file] = comment.attachments;
  // redactAttachmentComment sends DELETE; Zendesk's page has PUT.
  await desk.attachments.put(["tickets", ticket.id, "comments", comment.id, "attachments", file.id, "redact"], {});
  const after = (await desk.tickets.getComments(ticket.id)).find((one) => one.id === comment.id);
  assert.equal(after.attachments[0].file_name, "redacted.txt");
});

await check("lists tickets page by page, and by external id", async () => {
  const paged = connect({ oauth: true, token: await accessToken("read"), query: { page: { size: 1 } } });
  const ids = (await paged.tickets.list()).map((one) => one.id);
  assert.equal(ids.length, 2);
  assert.ok(ids.includes(ticket.id));
  assert.deepEqual((await desk.tickets.listWithFilter("external_id", "conv-1")).map((one) => one.id), [ticket.id]);
  assert.deepEqual((await desk.tickets.listByUserRequested(ana.id)).map((one) => one.id), ids);
  assert.deepEqual((await result(desk.tickets.showMany([ticket.id]))).map((one) => one.id), [ticket.id]);
});

await check("searches tickets, which the index shows late", async () => {
  await advance("1m");
  assert.deepEqual((await result(desk.search.query("type:ticket external_id:conv-1"))).map((one) => one.id), [ticket.id]);
  assert.deepEqual(await desk.search.queryAll("type:ticket external_id:nothing"), []);
});

await check("reads a ticket's audits with the marker of each change", async () => {
  const audits = await desk.ticketaudits.list(ticket.id);
  assert.equal(audits[0].metadata.custom.marker, "m1");
  assert.equal(audits[0].events.find((one) => one.type === "Comment").body, ticket.description);
  assert.ok(audits.some((one) => one.events.some((event) => event.type === "Change" && event.field_name === "status")));
});

await check("adds and removes tags", async () => {
  await desk.tickets.addTags(ticket.id, { tags: ["vip"] });
  assert.deepEqual((await result(desk.tickets.show(ticket.id))).tags.sort(), ["vip", "whatsapp"]);
  await desk.tickets.updateTags(ticket.id, { tags: ["whatsapp"] });
  assert.deepEqual((await result(desk.tickets.show(ticket.id))).tags, ["whatsapp"]);
});

await check("reads incremental exports, but not of the last minute", async () => {
  const start = seconds() - 3600;
  await advance("2m");
  const newest = await result(desk.tickets.create({ ticket: { subject: "new", requester_id: ana.id, comment: { body: "just now" } } }));
  await advance("45s");
  const seen = (await desk.tickets.incremental(start)).map((one) => one.id);
  assert.ok(seen.includes(ticket.id) && !seen.includes(newest.id));
  const events = await desk.ticketevents.incrementalInclude(start, "comment_events");
  const comments = events.flatMap((one) => one.child_events).filter((one) => one.event_type === "Comment").map((one) => one.body);
  assert.ok(comments.includes("line 5") && !comments.includes("just now"));
  // Left out, the client would write the cursor as "undefined".
  const page = await result(desk.ticketexport.exportCursor(start, ""));
  assert.ok(page.end_of_stream && page.after_cursor);
  assert.ok(page.tickets.some((one) => one.id === ticket.id && one.generated_timestamp > start));
  await advance("2m");
  const next = await result(desk.ticketexport.exportCursor(start, page.after_cursor));
  assert.deepEqual(next.tickets.map((one) => one.id), [newest.id]);
});

await check("is told that an export begins too late", async () => {
  const { statusCode, body } = await refusal(desk.ticketexport.exportCursor(seconds() + 86_400, ""));
  assert.deepEqual([statusCode, body.error], [400, "StartTimeTooRecent"]);
});

await check("merges tickets and looks after the job", async () => {
  const [source] = (await desk.tickets.list()).filter((one) => one.subject === "once");
  const { job_status: job } = await result(desk.tickets.merge(ticket.id, { ids: [source.id] }));
  assert.equal(job.status, "queued");
  const shown = await result(desk.jobstatuses.show(job.id));
  assert.equal((shown.job_status ?? shown).status, "completed");
  assert.equal((await result(desk.tickets.show(source.id))).status, "closed");
  const { statusCode, body } = await refusal(desk.tickets.update(source.id, { ticket: { comment: { body: "too late" } } }));
  assert.deepEqual([statusCode, body.error, body.details.status[0].description], [422, "RecordInvalid", "Status: closed prevents ticket update"]);
  const again = { via_followup_source_id: source.id, requester_id: ana.id, comment: { body: "again", author_id: ana.id } };
  const follow = await result(desk.tickets.create({ ticket: again }));
  assert.deepEqual((await result(desk.tickets.show(source.id))).followup_ids, [follow.id]);
});

await check("deletes a ticket", async () => {
  const gone = await result(desk.tickets.create({ ticket: { subject: "gone", requester_id: ana.id, comment: { body: "gone" } } }));
  await desk.tickets.delete(gone.id);
  assert.equal((await refusal(desk.tickets.show(gone.id))).statusCode, 404);
});

await check("is told what is wrong with a ticket", async () => {
  const empty = await refusal(desk.tickets.create({ ticket: { subject: "no words" } }));
  assert.equal(empty.statusCode, 422);
  const state = await refusal(desk.tickets.update(ticket.id, { ticket: { status: "asleep" } }));
  assert.deepEqual([state.statusCode, state.body.error], [422, "RecordInvalid"]);
  const nobody = await refusal(desk.tickets.create({ ticket: { requester_id: 999_999_999, comment: { body: "x" } } }));
  assert.equal(nobody.statusCode, 422);
});

finish();
