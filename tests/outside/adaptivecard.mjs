// Reads Adaptive Cards with Microsoft's own library and has it validate their properties.
// in: [card, ...]   out: for each, [{"path", "message"}]
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const cards = createRequire(import.meta.url)("adaptivecards/dist/adaptivecards.js");
const NEWEST = new cards.Version(1, 5);

function problems(json) {
  const context = new cards.SerializationContext(NEWEST);
  const card = new cards.AdaptiveCard();
  card.version = NEWEST;
  card.parse(json, context);
  const found = [];
  for (let index = 0; index < context.eventCount; index++) {
    const event = context.getEventAt(index);
    found.push({ path: event.source?.getJsonTypeName?.() ?? "", message: event.message });
  }
  for (const event of card.validateProperties().validationEvents) {
    found.push({ path: event.source?.getJsonTypeName?.() ?? "", message: event.message });
  }
  const [major, minor] = String(json.version ?? "").split(".").map(Number);
  if (!(major < 1 || (major === 1 && minor <= 5))) found.push({ path: "version", message: `Teams shows up to 1.5, not ${json.version}` });
  return found;
}

process.stdout.write(JSON.stringify(JSON.parse(readFileSync(0, "utf8")).map(problems)));
