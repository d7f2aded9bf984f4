// The page in a headless Chromium that can reach nothing, watched.

import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { chromium } from "playwright-core";

export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../..");
export const fixtures = path.join(root, "fixtures");
export const page = path.join(root, "web/dist/saml-doctor.html");
export const axe = path.join(root, "web/test/node_modules/axe-core/axe.min.js");

const target = process.env.CARGO_TARGET_DIR ?? path.join(root, "target");
const built = (profile) => path.resolve(root, target, profile, "saml-doctor");
const binary = process.env.SAML_DOCTOR ?? built("debug");
/** The program as people have it, where it is built. */
export const released = existsSync(built("release")) ? built("release") : binary;

/** What the program prints, run in a folder; however it ends. */
export const program = (folder, ...words) => programAt(binary, folder, ...words);

export function programAt(binary, folder, ...words) {
  if (!existsSync(binary)) throw new Error(`${binary} is not built`);
  const run = spawnSync(binary, words, { cwd: folder, encoding: "utf8", maxBuffer: 1 << 30 });
  if (run.error) throw run.error;
  return run.stdout;
}

export async function launch() {
  const executablePath = process.env.CHROMIUM ?? "/usr/bin/chromium";
  const nowhere = ["--host-resolver-rules=MAP * ~NOTFOUND", "--disable-background-networking", "--disable-component-update"];
  const quiet = ["--disable-sync", "--no-first-run", "--disable-quic", "--disable-gpu"];
  return chromium.launch({ executablePath, args: ["--no-sandbox", ...nowhere, ...quiet] });
}

/** Opens the page, and says at the end what it asked for and complained of. */
export async function open(browser, options = {}) {
  const context = await browser.newContext({ acceptDownloads: true, ...options });
  const tab = await context.newPage();
  const seen = { requests: [], complaints: [] };
  const own = pathToFileURL(page).href;
  context.on("request", (request) => {
    const url = request.url();
    // The file itself, and what the page makes of its own parts.
    if (url !== own && !url.startsWith("blob:")) seen.requests.push(url.slice(0, 200));
  });
  tab.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) seen.complaints.push(message.text());
  });
  tab.on("pageerror", (error) => seen.complaints.push(String(error)));
  await tab.goto(own);
  await ready(tab);
  return { context, tab, seen };
}

/** Milliseconds from the opening until the page took files. */
export async function ready(tab) {
  await tab.waitForFunction(() => document.documentElement.dataset.ready !== undefined);
  return Number(await tab.evaluate(() => document.documentElement.dataset.ready));
}

/** The report as JSON. */
export async function report(tab) {
  return JSON.parse(await download(tab, () => tab.click("[data-format=json]")));
}

/** Waits until what was given is answered. */
export async function answered(tab) {
  await tab.waitForFunction(() => {
    const hidden = (id) => document.getElementById(id).hidden;
    return (!hidden("answer") || !hidden("fault")) && hidden("wait");
  });
}

/** The text of the file that a click saves. */
export async function download(tab, click) {
  const saved = tab.waitForEvent("download");
  await click();
  const file = path.join(tmpdir(), `saml-doctor-${process.pid}-${Math.random()}`);
  await (await saved).saveAs(file);
  return readFileSync(file, "utf8");
}
