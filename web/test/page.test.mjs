// The page says what the program says, takes what people have, and asks nobody.

import assert from "node:assert/strict";
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, describe, test } from "node:test";
import { answered, axe, download, fixtures, launch, open, program, report } from "./browser.mjs";
import { writeLarge } from "./large.mjs";

let browser;
before(async () => {
  browser = await launch();
});
after(() => browser.close());

/** A test of the page; at its end nothing was asked of anybody and nothing was complained of. */
function trial(name, run, options) {
  test(name, { timeout: 120_000 }, async () => {
    const { context, tab, seen } = await open(browser, options);
    try {
      await run(tab, context);
      assert.deepEqual(seen, { requests: [], complaints: [] });
    } finally {
      await context.close();
    }
  });
}

const newFolder = () => mkdtempSync(path.join(tmpdir(), "saml-doctor-"));

/** Copies in one folder, so that program and page call them the same. */
function beside(names) {
  const folder = newFolder();
  for (const name of names) copyFileSync(path.join(fixtures, name), path.join(folder, path.basename(name)));
  return folder;
}

const choose = async (tab, ...files) => {
  await tab.setInputFiles("#files", files);
  await answered(tab);
};
const unfold = (tab) => tab.locator("#report details").evaluateAll((all) => all.forEach((one) => (one.open = true)));
const more = (tab) => tab.evaluate(() => (document.getElementById("more").open = true));

/** What stands on the page of a message that is told alone. */
const shown = (tab) =>
  tab.evaluate(() => {
    const text = (selector) => document.querySelector(`#report ${selector}`)?.textContent ?? null;
    const rules = [...document.querySelectorAll("#report .finding > .rule > code")].map((one) => one.textContent);
    return { verdict: text(".verdict"), headline: text("h1"), sentence: text("blockquote .sentence"), rules };
  });

const unescaped = (markup) =>
  markup?.replace(/&(quot|#39|lt|gt|amp);/g, (_, name) => ({ quot: '"', "#39": "'", lt: "<", gt: ">", amp: "&" })[name]) ??
  null;

describe("the page says what the program says", () => {
  const cases = [
    { files: ["captures/login.har"] },
    { files: ["captures/logins/picker-then-not-authorized.har"] },
    { files: ["captures/logins/not-authorized.har"] },
    { files: ["captures/har/chromium-devtools_with-sensitive-data.har"] },
    { files: ["captures/har/handmade_several-logins.har"] },
    { files: ["responses/simplesamlphp.xml", "evidence/provider.json"], at: "issued+5s" },
    { files: ["responses/simplesamlphp.xml", "evidence/metadata-pysaml2.xml"], at: "issued+5s" },
    { files: ["responses/simplesamlphp.xml", "evidence/provider.json", "evidence/metadata/older.xml"], at: "issued+5s" },
    { files: ["account/scenarios/regional.b64", "account/scenarios/role.json"], at: "issued+5s" },
    { files: ["account/scenarios/tagged.b64", "account/scenarios/role.json"], at: "issued+5s" },
    { files: ["account/scenarios/good.b64", "account/scenarios/role.json", "account/scenarios/rcp.json"], at: "issued+5s" },
    { files: ["account/scenarios/two.b64", "account/scenarios/roles.json"], at: "2026-05-26 11:58:06" },
    { files: ["responses/samlp.xml"], at: "issued+5s", error: "Response signature invalid" },
    { files: ["signature/encrypted/samlp.xml"], at: "issued+5s" },
    { files: ["signature/encrypted/samlp.xml"], at: "issued+5s", key: "signature/keys/throw-away-sp-encryption.key.pem" },
    { files: ["captures/people/archive.zip"], at: "2026-05-26T11:58:06Z" },
    { files: ["captures/people/items.xml.gz"], at: "2026-05-26T11:58:06Z" },
    { files: ["evidence/metadata-saml-idp.xml"] },
    { files: ["captures/people/no-body-null.har"] },
  ];
  for (const { files, at, error, key } of cases) {
    const name = [files.map((file) => path.basename(file)).join(", "), at, error, key && "with its key"];
    trial(name.filter(Boolean).join(", "), async (tab) => {
      const folder = beside([...files, ...(key ? [key] : [])]);
      await more(tab);
      if (at) await tab.fill("#at", at);
      if (error) await tab.fill("#sentence", error);
      if (key) await tab.setInputFiles("#key", path.join(folder, path.basename(key)));
      const named = files.map((file) => path.basename(file));
      await choose(tab, ...named.map((file) => path.join(folder, file)));

      const words = [...named];
      if (at) words.push("--at", at);
      if (error) words.push("--error", error);
      if (key) words.push("--key", path.basename(key));
      const expected = JSON.parse(program(folder, ...words, "--format", "json"));
      assert.deepEqual(await report(tab), expected);
      const [message] = expected.messages;
      if (expected.messages.length !== 1 || !message.verdict) return;
      const seen = await shown(tab);
      const rules = message.findings.map((finding) => finding.rule);
      assert.deepEqual(seen.rules.slice(0, rules.length), rules);
      const page = program(folder, ...words, "--format", "html");
      for (const [part, pattern] of [
        ["verdict", /<p class="verdict [a-z]+">([^<]*)/],
        ["headline", /<h1>([^<]*)/],
        ["sentence", /<p class="sentence">([^<]*)/],
      ]) {
        assert.equal(seen[part], unescaped(pattern.exec(page)?.[1]), part);
      }
    });
  }

  trial("in every file that can be saved", async (tab) => {
    const names = ["account/scenarios/regional.b64", "account/scenarios/role.json"];
    const folder = beside(names);
    await more(tab);
    await tab.fill("#at", "issued+5s");
    await choose(tab, path.join(folder, "regional.b64"), path.join(folder, "role.json"));
    const words = ["regional.b64", "role.json", "--at", "issued+5s"];
    for (const format of ["html", "markdown", "json"]) {
      const saved = await download(tab, () => tab.click(`[data-format=${format}]`));
      assert.equal(saved, program(folder, ...words, "--format", format), format);
    }
    assert.equal(await download(tab, () => tab.click("#patch")), program(folder, ...words, "--patch"));
  });

  trial("when it redacts", async (tab) => {
    const folder = beside(["captures/login.har", "account/scenarios/role.json"]);
    await more(tab);
    await tab.fill("#seed", "ticket 4711");
    await choose(tab, path.join(folder, "login.har"), path.join(folder, "role.json"));
    await tab.click("#redact");
    await tab.waitForSelector("#redacted a");
    program(folder, "redact", "login.har", "role.json", "--seed", "ticket 4711", "--out", "out");
    const names = await tab.$$eval("#redacted a", (links) => links.map((link) => link.textContent));
    assert.equal(names.length, 3);
    for (const name of names) {
      const saved = await download(tab, () => tab.click(`#redacted a:text-is("${name}")`));
      assert.equal(saved, readFileSync(path.join(folder, "out", name), "utf8"), name);
      assert.ok(!saved.includes("Jane"), name);
    }
    await tab.fill("#seed", "");
    await tab.click("#redact");
    const again = await download(tab, () => tab.click("#redacted a >> nth=0"));
    assert.notEqual(again, readFileSync(path.join(folder, "out", names[0]), "utf8"));
    assert.ok(!again.includes("Jane"));
  });
});

describe("the page takes", () => {
  const response = () => readFileSync(path.join(fixtures, "account/scenarios/regional.b64"), "utf8");
  const paste = (tab, text, selector = "body") =>
    tab.evaluate(
      ([text, selector]) => {
        const clipboardData = new DataTransfer();
        clipboardData.setData("text/plain", text);
        const event = new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true });
        document.querySelector(selector).dispatchEvent(event);
      },
      [text, selector],
    );

  trial("what is pasted anywhere, and evidence that comes later", async (tab) => {
    await more(tab);
    await tab.fill("#at", "issued+5s");
    await paste(tab, response());
    await answered(tab);
    assert.equal((await shown(tab)).verdict, "no fault found");
    await choose(tab, path.join(fixtures, "account/scenarios/role.json"));
    await tab.waitForFunction(() => document.querySelector("#report .verdict").textContent.startsWith("refused"));
    const said = await report(tab);
    assert.deepEqual(said.inputs.map((input) => input.name), ["pasted.txt", "role.json"]);
    await tab.click("[aria-label='Remove role.json']");
    await tab.waitForFunction(() => document.querySelector("#report .verdict").textContent === "no fault found");
  });

  trial("text that is typed, and none in a field of its own", async (tab) => {
    await tab.fill("#text", response());
    await tab.click("#read");
    await answered(tab);
    assert.equal((await report(tab)).messages.length, 1);
    await more(tab);
    await paste(tab, response(), "#sentence");
    assert.equal(await tab.locator("#given li").count(), 1);
  });

  trial("a folder that is chosen", async (tab) => {
    await more(tab);
    await tab.fill("#at", "2026-05-26T11:58:06Z");
    await tab.setInputFiles("#folder", path.join(fixtures, "captures/folder"));
    await answered(tab);
    const words = ["folder", "--at", "2026-05-26T11:58:06Z", "--format", "json"];
    assert.deepEqual(await report(tab), JSON.parse(program(path.join(fixtures, "captures"), ...words)));
  });

  for (const [what, dropped] of [
    ["a file", ["captures/login.har"]],
    ["several files", ["account/scenarios/regional.b64", "account/scenarios/role.json"]],
    ["a folder", ["captures/folder"]],
    ["a zip", ["captures/people/archive.zip"]],
  ]) {
    trial(`${what} that is dropped`, async (tab, context) => {
      await more(tab);
      await tab.fill("#at", "2026-05-26T11:58:06Z");
      const session = await context.newCDPSession(tab);
      const files = dropped.map((name) => path.join(fixtures, name));
      const data = { items: [], files, dragOperationsMask: 1 };
      for (const type of ["dragEnter", "dragOver", "drop"]) {
        await session.send("Input.dispatchDragEvent", { type, x: 300, y: 300, data });
      }
      await answered(tab);
      assert.equal(await tab.locator("#fault").textContent(), "");
      const folder = path.dirname(files[0]);
      const words = [...files.map((name) => path.basename(name)), "--at", "2026-05-26T11:58:06Z", "--format", "json"];
      assert.deepEqual(await report(tab), JSON.parse(program(folder, ...words)));
    });
  }

  trial("words that are wrong for what they are: a time, a key, a sentence", async (tab) => {
    await choose(tab, path.join(fixtures, "captures/login.har"));
    await more(tab);
    for (const [field, text, expected] of [
      ["#at", "yesterday", /neither a time such as/],
      ["#sentence", "the moon is in the wrong house", /not a known sentence/],
    ]) {
      await tab.fill(field, text);
      await tab.waitForFunction(() => !document.getElementById("fault").hidden);
      assert.match(await tab.textContent("#fault"), expected);
      await tab.fill(field, "");
      await tab.waitForFunction(() => document.getElementById("fault").hidden);
    }
    await tab.setInputFiles("#key", path.join(fixtures, "signature/keys/throw-away-rsa-2048.crt.pem"));
    await tab.waitForFunction(() => !document.getElementById("fault").hidden);
    assert.match(await tab.textContent("#fault"), /certificate/);
  });

  trial("a large file, which can be cancelled, and the page answers meanwhile", async (tab) => {
    await choose(tab, path.join(fixtures, "captures/login.har"));
    const large = path.join(newFolder(), "large.har");
    writeLarge(large, 1000);
    // Pressed by the page itself the moment it can be: a quick machine would be done before anybody saw it.
    await tab.evaluate(() => {
      const [wait, progress] = ["wait", "progress"].map((id) => document.getElementById(id));
      const press = () => {
        if (wait.hidden || !(progress.value > 0.05) || window.shownThen) return;
        window.shownThen = document.getElementById("doing").textContent;
        document.getElementById("cancel").click();
      };
      const watch = new MutationObserver(press);
      for (const one of [wait, progress]) watch.observe(one, { attributes: true });
    });
    await tab.setInputFiles("#files", large);
    await tab.waitForFunction(() => window.shownThen);
    assert.equal(await tab.evaluate(() => window.shownThen), "Reading large.har");
    const told = "Cancelled; large.har was not read";
    await tab.waitForFunction((told) => document.getElementById("status").textContent === told, told);
    const { inputs } = await report(tab);
    assert.deepEqual(inputs.map((input) => input.name), ["login.har"]);
  });
});

describe("values are text", () => {
  const alarm = "\"'><script>document.title='run'</script><img src=x onerror=\"document.title='run'\">\u202Egnp";
  const hostile = (value) =>
    readFileSync(path.join(fixtures, "responses/samlp.xml"), "utf8")
      .replace(/<!--[\s\S]*?-->\s*$/, "")
      .replace(/(<saml:NameID[^>]*>)[^<]*/, (_, tag) => tag + escape(value))
      .replace(/(RoleSessionName"[\s\S]*?AttributeValue[^>]*>)[^<]*/, (_, tag) => tag + escape(value));
  const escape = (value) => value.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");

  trial("markup, quotes and characters that turn the direction", async (tab) => {
    const file = path.join(newFolder(), `a<img src=x onerror=alert(1)>'".xml`);
    writeFileSync(file, hostile(alarm));
    await more(tab);
    await tab.fill("#at", "issued+5s");
    await choose(tab, file);
    const seen = await tab.evaluate(() => ({
      title: document.title,
      markup: document.querySelectorAll("#report script, #report img, #given img").length,
      text: document.getElementById("report").textContent,
    }));
    assert.notEqual(seen.title, "run");
    assert.equal(seen.markup, 0);
    assert.ok(seen.text.includes("<script>document.title"));
    assert.ok(!seen.text.includes("\u202E"));
    await tab.fill("#query", alarm);
    await tab.waitForFunction(() => document.getElementById("found").textContent.includes("<script>"));
    assert.equal(await tab.locator("#look script, #look img").count(), 0);
  });

  trial("twenty megabytes of them", async (tab) => {
    const file = path.join(newFolder(), "long.xml");
    writeFileSync(file, hostile("<script>".repeat(1 << 20)));
    await more(tab);
    await tab.fill("#at", "issued+5s");
    await choose(tab, file);
    const seen = await shown(tab);
    assert.match(seen.headline, /characters of base64/);
    assert.ok(seen.rules.includes("response-too-large"), seen.rules);
    assert.ok((await tab.textContent("#report .tree")).includes("<script><script>"));
    const length = await tab.evaluate(() => document.getElementById("report").innerHTML.length);
    assert.ok(length < 2 << 20, `${length} characters are on the page`);
  });
});

describe("what is shown explains itself", () => {
  const tipped = (tab) => tab.waitForSelector("#tip:not([hidden])").then((tip) => tip.textContent());

  trial("by hover, focus and tap", async (tab) => {
    await choose(tab, path.join(fixtures, "captures/login.har"));
    await unfold(tab);
    const named = (name) => tab.locator(`#report .tree .field[data-field=${name}]:visible`).first();
    await named("Issuer").hover();
    assert.match(await tipped(tab), /Issuer: .*At AWS: .*entityID.*IAM User Guide/);
    await tab.keyboard.press("Escape");
    assert.ok(await tab.isHidden("#tip"));
    await named("Recipient").focus();
    assert.match(await tipped(tab), /SAML:aud/);
    assert.equal(await named("Recipient").getAttribute("aria-describedby"), "tip");
    await tab.focus("#query");
    assert.ok(await tab.isHidden("#tip"));
    const open = await tab.locator("#report .tree details[open]").count();
    await named("Conditions").click();
    assert.match(await tipped(tab), /Conditions: /);
    assert.equal(await tab.locator("#report .tree details[open]").count(), open);
    for (const name of ["NameID", "Audience", "NotOnOrAfter", "RoleSessionName", "SessionDuration", "IssueInstant"]) {
      assert.ok((await tab.locator(`#report .field[data-field=${name}]`).count()) > 0, name);
    }
  });

  trial("and is looked up", async (tab) => {
    await tab.fill("#query", "Response signature invalid");
    await tab.waitForSelector("#explained h3:text-is('Response signature invalid')");
    await tab.click("#explained code.id:text-is('signature-digest-mismatch')");
    await tab.waitForSelector("#explained h3:has-text('signature-digest-mismatch')");
    assert.equal(await tab.inputValue("#query"), "signature-digest-mismatch");
    await tab.fill("#query", "RelayState");
    await tab.waitForSelector("#explained h3:text-is('RelayState')");
    await tab.fill("#query", "xyzzy nothing");
    await tab.waitForFunction(() => document.getElementById("found").textContent.includes("neither a rule"));
    const links = await tab.$$eval("a[href^='http']", (all) => all.map((one) => new URL(one.href).protocol));
    assert.ok(links.every((protocol) => protocol === "https:"));
  });

  trial("and commands can be copied", async (tab) => {
    await choose(tab, path.join(fixtures, "captures/logins/not-authorized.har"));
    const command = await tab.locator("#report pre.command").first().textContent();
    await tab.locator("#report .copied button").first().click();
    await tab.waitForFunction(() => document.getElementById("status").textContent === "Copied");
    assert.match(command, /^aws |^saml-doctor /);
  });
});

describe("everybody can use it", () => {
  const scheme = [
    ["light", { colorScheme: "light" }],
    ["dark", { colorScheme: "dark" }],
    ["phone", { viewport: { width: 360, height: 740 }, hasTouch: true }],
  ];
  for (const [name, options] of scheme) {
    trial(
      `axe finds nothing: ${name}`,
      async (tab, context) => {
        const check = async (state) => {
          const session = await context.newCDPSession(tab);
          // The policy lets no script in; the debugger is no part of the page.
          const source = readFileSync(axe, "utf8");
          await session.send("Runtime.evaluate", { expression: source });
          const run = { expression: "axe.run().then(r => JSON.stringify(r.violations))", awaitPromise: true };
          const { result } = await session.send("Runtime.evaluate", run);
          const faults = JSON.parse(result.value).map((one) => `${one.id}: ${one.nodes.map((node) => node.html)}`);
          assert.deepEqual(faults, [], state);
        };
        await check("empty");
        await more(tab);
        await choose(tab, path.join(fixtures, "captures/login.har"));
        await unfold(tab);
        await check("answered");
        await tab.locator("#report .tree .field").first().focus();
        await check("with a text on a field");
        await tab.fill("#query", "audience");
        await tab.waitForSelector("#explained h3");
        await check("looked up");
        const sideways = () => document.documentElement.scrollWidth - document.documentElement.clientWidth;
        assert.equal(await tab.evaluate(sideways), 0);
      },
      options,
    );
  }

  trial("who has a keyboard only", async (tab) => {
    const focused = () => tab.evaluate(() => document.activeElement.id);
    const reached = [];
    for (let step = 0; step < 14; step += 1) {
      await tab.keyboard.press("Tab");
      reached.push(await focused());
    }
    for (const id of ["files", "folder", "text", "read", "query"]) assert.ok(reached.includes(id), `${id} in ${reached}`);
  });

  const pictures = process.env.PICTURES;
  trial("pictures to look at", async (tab) => {
    if (!pictures) return;
    mkdirSync(pictures, { recursive: true });
    const shot = (name, options) => tab.screenshot({ path: path.join(pictures, `${name}.png`), ...options });
    await shot("empty");
    await choose(tab, path.join(fixtures, "captures/login.har"));
    await shot("desktop");
    await shot("desktop-whole", { fullPage: true });
    await tab.locator("#report .tree .field[data-field=NotOnOrAfter]:visible").first().focus();
    await shot("field");
    await tab.emulateMedia({ colorScheme: "dark" });
    await shot("dark-whole", { fullPage: true });
    await tab.emulateMedia({ colorScheme: "light", media: "print" });
    await shot("print-whole", { fullPage: true });
    await tab.emulateMedia({ media: "screen" });
    await tab.setViewportSize({ width: 360, height: 740 });
    await shot("phone-whole", { fullPage: true });
    await tab.fill("#query", "Response signature invalid");
    await tab.waitForSelector("#explained h3");
    await shot("explained-whole", { fullPage: true });
  });
});
