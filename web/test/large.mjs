// A HAR as large as it has to be.

import { closeSync, openSync, readFileSync, writeSync } from "node:fs";
import path from "node:path";
import { fixtures } from "./browser.mjs";

/** A HAR of so many megabytes whose last entry is a login. */
export function writeLarge(file, megabytes) {
  const login = JSON.parse(readFileSync(path.join(fixtures, "captures/login.har"), "utf8"));
  const [last, ...before] = [...login.log.entries].reverse();
  const noise = structuredClone(before.at(-1) ?? last);
  noise.request.postData = undefined;
  noise.response.content = { size: 1 << 19, mimeType: "text/javascript", text: "var a = \"x\"; ".repeat(40_000) };
  const text = JSON.stringify(noise);
  const out = openSync(file, "w");
  const { entries, ...head } = login.log;
  writeSync(out, `{"log":${JSON.stringify(head).slice(0, -1)},"entries":[`);
  for (let bytes = 0; bytes < megabytes << 20; bytes += text.length) writeSync(out, `${text},`);
  writeSync(out, `${JSON.stringify(entries).slice(1, -1)}]}}`);
  closeSync(out);
}
