// A HAR as large as it has to be, of what a browser loads around a login.

import { closeSync, openSync, readFileSync, writeSync } from "node:fs";
import path from "node:path";
import { fixtures } from "./browser.mjs";

const bodies = [
  ["application/json", '{"name": "a", "values": [1, 2, 3]}, '.repeat(60)],
  ["text/html", '<a href="https://app.example/page">a page</a>\n'.repeat(600)],
  ["text/javascript", 'var a = "x"; // a script\n'.repeat(5_000)],
  ["image/png", "iVBORw0KGgoAAAANSUhEUgAA".repeat(12_000), "base64"],
];
const headers = Array.from({ length: 20 }, (_, number) => ({ name: `x-header-${number}`, value: "v".repeat(60) }));

/** A HAR of so many megabytes whose last entries are a login. */
export function writeLarge(file, megabytes) {
  const { log } = JSON.parse(readFileSync(path.join(fixtures, "captures/login.har"), "utf8"));
  const { entries, ...head } = log;
  const noise = bodies.map(([mimeType, text, encoding]) => {
    const { request, response, ...rest } = structuredClone(entries[0]);
    const content = { size: text.length, mimeType, text, encoding };
    const one = { method: "GET", url: "https://app.example/", httpVersion: "HTTP/1.1", headers, queryString: [], cookies: [] };
    return JSON.stringify({ ...rest, request: { ...one, headersSize: -1, bodySize: 0 }, response: { ...response, headers, content } });
  });
  const out = openSync(file, "w");
  writeSync(out, `{"log":${JSON.stringify(head).slice(0, -1)},"entries":[`);
  for (let bytes = 0, number = 0; bytes < megabytes << 20; number += 1) {
    bytes += writeSync(out, `${noise[number % noise.length]},`);
  }
  writeSync(out, `${JSON.stringify(entries).slice(1, -1)}]}}`);
  closeSync(out);
}
