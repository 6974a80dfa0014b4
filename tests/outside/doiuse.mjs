// What mail clients do not support in an HTML mail, by the data of caniemail.
// in: {"html": "...", "clients": ["gmail.*", ...]}   out: {"errors", "warnings", "notes"}
import { readFileSync } from "node:fs";
import { doIUseEmail } from "@jsx-email/doiuse-email";

const { html, clients } = JSON.parse(readFileSync(0, "utf8"));
const { errors = [], warnings, notes } = doIUseEmail(html, { emailClients: clients });
process.stdout.write(JSON.stringify({ errors, warnings, notes }));
