// Type-checks Block Kit values against @slack/types.
// in: [{"type": "message" | "home" | "modal", "value": ...}]   out: for each, [{"path", "message"}]
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";

const here = dirname(fileURLToPath(import.meta.url));
const types = { message: "Message", home: "Home", modal: "Modal" };
const head = `import type { HomeView, KnownBlock, MessageMetadata, ModalView } from "@slack/types";
interface Home extends Omit<HomeView, "blocks"> { blocks: KnownBlock[]; }
interface Modal extends Omit<ModalView, "blocks"> { blocks: KnownBlock[]; }
interface Message { text: string; blocks?: KnownBlock[]; metadata?: MessageMetadata; channel?: string;
  ts?: string; unfurl_links?: boolean; unfurl_media?: boolean; }
`;

const values = JSON.parse(readFileSync(0, "utf8"));
const files = new Map();
values.forEach(({ type, value }, index) => {
  if (!types[type]) throw new Error(`unknown type ${type}: one of ${Object.keys(types).join(", ")}`);
  const source = `${head}export const value: ${types[type]} = ${JSON.stringify(value)};\n`;
  files.set(join(here, `value-${index}.ts`), source);
});
const options = {
  noEmit: true, strict: true, skipLibCheck: true, types: [], target: ts.ScriptTarget.ES2022,
  module: ts.ModuleKind.NodeNext, moduleResolution: ts.ModuleResolutionKind.NodeNext,
  noErrorTruncation: false,
};
const host = ts.createCompilerHost(options);
const { getSourceFile, fileExists, readFile } = host;
host.fileExists = (name) => files.has(name) || fileExists(name);
host.readFile = (name) => files.get(name) ?? readFile(name);
host.getSourceFile = (name, ...rest) =>
  files.has(name) ? ts.createSourceFile(name, files.get(name), rest[0], true) : getSourceFile(name, ...rest);
const program = ts.createProgram([...files.keys()], options, host);

// The place of a diagnostic as a JSON path, such as blocks[2].elements[0].text
function path(source, start) {
  const steps = [];
  const visit = (node) => {
    if (start < node.getStart(source) || start >= node.getEnd()) return;
    if (ts.isPropertyAssignment(node)) steps.push(node.name.text);
    if (node.parent && ts.isArrayLiteralExpression(node.parent)) steps.push(node.parent.elements.indexOf(node));
    ts.forEachChild(node, visit);
  };
  visit(source);
  return steps.map((step) => (typeof step === "number" ? `[${step}]` : `.${step}`)).join("").replace(/^\./, "");
}

const found = [...files.keys()].map((name) => {
  const source = program.getSourceFile(name);
  return ts.getPreEmitDiagnostics(program, source).map((diagnostic) => ({
    path: diagnostic.start === undefined ? "" : path(source, diagnostic.start),
    message: ts.flattenDiagnosticMessageText(diagnostic.messageText, " ").replace(/\s+/g, " ").slice(0, 600),
  }));
});
const global = program.getGlobalDiagnostics();
if (global.length > 0) throw new Error(ts.flattenDiagnosticMessageText(global[0].messageText, " "));
process.stdout.write(JSON.stringify(found));
