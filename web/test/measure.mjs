// Prints what the page weighs, how soon it is ready, and what a HAR of a gigabyte costs it and the program.
//
// node web/test/measure.mjs [MEGABYTES]

import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { answered, launch, open, page, programAt, ready, released, report } from "./browser.mjs";
import { writeLarge } from "./large.mjs";

const megabytes = Number(process.argv[2] ?? 1024);
const say = (...words) => console.log(...words);
const seconds = (milliseconds) => `${(milliseconds / 1000).toFixed(1)} s`;

const file = readFileSync(page);
say(`size: ${file.length} bytes, ${gzipSync(file).length} with gzip`);

const browser = await launch();
const times = [];
for (let run = 0; run < 5; run += 1) {
  const { context, tab } = await open(browser);
  times.push(await ready(tab));
  await context.close();
}
times.sort((one, other) => one - other);
say(`from open to ready: ${times[2]} ms (median of ${times.length})`);

if (megabytes > 0) {
  const folder = mkdtempSync(path.join(tmpdir(), "saml-doctor-"));
  const large = path.join(folder, "large.har");
  writeLarge(large, megabytes);
  const { tab } = await open(browser);
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send("SystemInfo.getProcessInfo");
  const tabs = processInfo.filter((one) => one.type === "renderer").map((one) => one.id);
  // What the processes of the tabs hold for themselves, without what they share with the browser.
  const memory = () => {
    const own = (id) => Number(/^RssAnon:\s+(\d+)/m.exec(readFileSync(`/proc/${id}/status`, "utf8"))?.[1] ?? 0);
    return Math.max(...tabs.map(own)) / 1024;
  };
  let most = memory();
  const watch = setInterval(() => (most = Math.max(most, memory())), 50);
  await tab.evaluate(() => {
    // The longest that the page did not answer.
    window.longest = 0;
    let last = performance.now();
    setInterval(() => {
      const now = performance.now();
      window.longest = Math.max(window.longest, now - last);
      last = now;
    }, 10);
  });
  // Each the best of three, in turn: what else runs on the machine is no part of either.
  const times = { page: [], program: [] };
  let messages;
  for (let run = 0; run < 3; run += 1) {
    const began = performance.now();
    await tab.setInputFiles("#files", large);
    await answered(tab);
    times.page.push(performance.now() - began);
    ({ messages } = await report(tab));
    await tab.click("#forget");
    await tab.waitForFunction(() => document.getElementById("answer").hidden);
    const started = performance.now();
    programAt(released, folder, "large.har", "--format", "json");
    times.program.push(performance.now() - started);
  }
  const [took, other] = [Math.min(...times.page), Math.min(...times.program)];
  clearInterval(watch);
  const longest = await tab.evaluate(() => window.longest);
  say(`HAR of ${statSync(large).size} bytes: ${messages.map((message) => message.verdict)} after ${seconds(took)}`);
  say(`memory of the tab: at most ${most.toFixed(0)} MB; the page was silent for ${longest.toFixed(0)} ms at the longest`);
  say(`the program (${path.basename(path.dirname(released))}): ${seconds(other)}; the page takes ${(took / other).toFixed(1)} times as long`);
  rmSync(folder, { recursive: true });
}
await browser.close();
