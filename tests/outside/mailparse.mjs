// Reads a mail as a mail program does.
// in: the message, as base64   out: {"subject", "from", "to", "messageId", "text", "html", "headers", "attachments"}
import { readFileSync } from "node:fs";
import { simpleParser } from "mailparser";

const mail = await simpleParser(Buffer.from(readFileSync(0, "ascii"), "base64"), { skipTextToHtml: true, skipImageLinks: true });
process.stdout.write(JSON.stringify({
  subject: mail.subject ?? "",
  from: mail.from?.value.map(({ name, address }) => ({ name, address })) ?? [],
  to: [mail.to ?? []].flat().flatMap((list) => list.value ?? []).map(({ name, address }) => ({ name, address })),
  messageId: mail.messageId ?? "",
  text: mail.text ?? "",
  html: mail.html || "",
  headers: Object.fromEntries(mail.headerLines.map(({ key, line }) => [key, line.slice(line.indexOf(":") + 1).trim()])),
  attachments: mail.attachments.map(({ filename, contentType, size }) => ({ filename: filename ?? "", contentType, size })),
}));
