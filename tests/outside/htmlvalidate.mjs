// Checks pages with html-validate.
// in: {"pages": {"name": "html", ...}, "off": ["rule", ...]}   out: {"name": [{"line", "rule", "message", "severity"}]}
import { readFileSync } from "node:fs";
import { HtmlValidate, StaticConfigLoader } from "html-validate";

const { pages, off } = JSON.parse(readFileSync(0, "utf8"));
const rules = Object.fromEntries(off.map((rule) => [rule, "off"]));
const loader = new StaticConfigLoader({ root: true, extends: ["html-validate:recommended", "html-validate:a11y"], rules });
const checker = new HtmlValidate(loader);
const found = {};
for (const [name, html] of Object.entries(pages)) {
  const report = await checker.validateString(html, "page.html");
  found[name] = report.results.flatMap((result) => result.messages).map(({ line, ruleId, message, severity }) => ({
    line, rule: ruleId, message, severity: severity === 2 ? "error" : "warning",
  }));
}
process.stdout.write(JSON.stringify(found));
