// Checks pages with html-validate.
// in: {"html": "...", "off": ["rule", ...]}   out: [{"line", "rule", "message", "severity"}]
import { readFileSync } from "node:fs";
import { HtmlValidate, StaticConfigLoader } from "html-validate";

const { html, off } = JSON.parse(readFileSync(0, "utf8"));
const rules = Object.fromEntries(off.map((rule) => [rule, "off"]));
const loader = new StaticConfigLoader({ root: true, extends: ["html-validate:recommended", "html-validate:a11y"], rules });
const report = await new HtmlValidate(loader).validateString(html, "page.html");
const found = report.results.flatMap((result) => result.messages).map(({ line, ruleId, message, severity }) => ({
  line, rule: ruleId, message, severity: severity === 2 ? "error" : "warning",
}));
process.stdout.write(JSON.stringify(found));
