"use strict";
(() => {
  const element = (id) => document.getElementById(id);
  const make = (name, properties = {}, ...children) => {
    const made = Object.assign(document.createElement(name), properties);
    made.append(...children);
    return made;
  };

  // --- The worker: one task after the other, and a new worker where it was cancelled or failed.
  const source = new Blob([element("worker").textContent], { type: "text/javascript" });
  let worker;
  let waiting = new Map();
  let tasks = 0;
  const ask = (task, data = {}) =>
    new Promise((done, failed) => {
      const id = (tasks += 1);
      waiting.set(id, { done, failed });
      worker.postMessage({ ...data, id, task });
    });
  const start = () => {
    if (worker) worker.terminate();
    for (const { failed } of waiting.values()) failed({ cancelled: true });
    waiting = new Map();
    const address = URL.createObjectURL(source);
    worker = new Worker(address);
    worker.onmessage = ({ data }) => {
      if (data.reading !== undefined) return reading(data.reading);
      if (data.progress !== undefined) return progress(data.progress, data.size);
      const one = waiting.get(data.id);
      waiting.delete(data.id);
      return data.failed === undefined ? one?.done(data.done) : one?.failed(data);
    };
    worker.onerror = (event) => {
      event.preventDefault();
      for (const { failed } of waiting.values()) failed({ failed: "", fault: event.message });
    };
    return ask("start", { wasm: element("wasm").textContent });
  };

  // --- What was given.
  let given = [];
  let numbers = 0;
  let round = 0;
  const give = (items) => {
    const fresh = items.filter((item) => item.files.length > 0 || item.folder);
    if (fresh.length === 0) return;
    given.push(...fresh.map((item) => ({ ...item, id: (numbers += 1) })));
    diagnose();
  };
  const file = (blob) => ({ name: blob.name, files: [{ name: blob.name, blob }] });
  const folder = (name, files) => {
    // As the command line has it: sorted, not hidden ones, not those of folders in it.
    const shown = files.filter((one) => !one.name.startsWith("."));
    shown.sort((one, other) => (one.name < other.name ? -1 : 1));
    return { name, folder: true, files: shown };
  };
  const text = (pasted) => {
    const names = new Set(given.map((one) => one.name));
    let name = "pasted.txt";
    for (let number = 2; names.has(name); number += 1) name = `pasted-${number}.txt`;
    give([{ name, files: [{ name, blob: new Blob([pasted]) }] }]);
  };
  const list = () => {
    const rows = given.map((one) => {
      const leave = make("button", { type: "button", textContent: "Remove" });
      leave.setAttribute("aria-label", `Remove ${one.name}`);
      leave.onclick = () => {
        given = given.filter((other) => other !== one);
        diagnose();
        element("files").focus();
      };
      const count = one.folder ? ` (folder, ${one.files.length} files)` : "";
      return make("li", {}, make("span", { textContent: one.name + count }), leave);
    });
    element("given").replaceChildren(...rows);
  };

  // --- Diagnosing.
  const hide = (id, hidden) => {
    element(id).hidden = hidden;
  };
  const fault = (words) => {
    element("fault").textContent = words;
    hide("fault", !words);
  };
  // Read out always; shown where nothing else on the page says it.
  const say = (words, shown = "unseen") => {
    element("status").textContent = words;
    element("status").className = shown;
  };
  const reading = (name) => {
    element("doing").textContent = `Reading ${name}`;
  };
  let slow;
  const busy = () => {
    clearTimeout(slow);
    element("progress").removeAttribute("value");
    slow = setTimeout(() => hide("wait", false), 300);
  };
  const idle = () => {
    clearTimeout(slow);
    hide("wait", true);
  };
  const progress = (at, size) => {
    if (size > 0) element("progress").value = at / size;
  };
  // Words for a person as they are; where the page itself failed, a new worker goes on.
  const told = async (error) => {
    if (error.cancelled) return;
    if (error.fault === undefined) return fault(error.failed);
    fault(`This page failed on what was given (${error.fault}). Nothing left it; the saml-doctor program may do better.`);
    await start();
  };
  const clear = () => {
    hide("answer", true);
    element("report").replaceChildren();
    element("redacted").replaceChildren();
    hide("redacted", true);
  };
  const diagnose = async () => {
    const mine = (round += 1);
    list();
    fault("");
    if (given.length === 0) {
      clear();
      element("way").open = true;
      say("");
      return;
    }
    busy();
    const request = {
      given,
      at: element("at").value,
      sentence: element("sentence").value,
      key: element("key").files[0],
      passphrase: element("passphrase").value,
    };
    try {
      const answer = await ask("diagnose", request);
      if (mine === round) show(answer);
      given.forEach((one) => (one.read = true));
    } catch (error) {
      if (!error.cancelled) clear();
      await told(error);
    } finally {
      if (mine === round) idle();
    }
  };
  const show = ({ html, note, patch }) => {
    const report = new DOMParser().parseFromString(html, "text/html");
    clear();
    element("report").replaceChildren(...report.querySelector("main").childNodes);
    hide("patch", !patch);
    beside(element("report"));
    copyable(element("report"));
    explainable(element("report"));
    hide("answer", false);
    element("way").open = false;
    document.title = report.title;
    say(report.title);
    fault(note ?? "");
    const heading = element("report").querySelector("h1");
    heading?.setAttribute("tabindex", "-1");
    if (!document.activeElement?.matches("input, textarea")) heading?.focus();
  };

  // --- What can be done with what is shown.
  // What was given is gone where another page takes the place of this one.
  const beside = (within) => {
    for (const link of within.querySelectorAll("a[href^='https:']")) link.target = "_blank";
  };
  const copyable = (within) => {
    for (const command of within.querySelectorAll("pre.command")) {
      const copy = make("button", { type: "button", textContent: "Copy" });
      copy.setAttribute("aria-label", `Copy ${command.textContent}`);
      copy.onclick = async () => {
        try {
          await navigator.clipboard.writeText(command.textContent);
        } catch {
          getSelection().selectAllChildren(command);
          document.execCommand("copy");
        }
        copy.textContent = "Copied";
        say("Copied");
      };
      const around = make("div", { className: "copied" });
      command.replaceWith(around);
      around.append(command, copy);
    }
  };
  let fields = new Map();
  const named = (text) => {
    // Without the colon of a namespace, which a Name of AWS's has behind its last slash.
    const name = text.trim().replace(/=$/, "").replace(/^[\w.-]+:(?!\/)/, "");
    const ofAws = /^https:\/\/aws\.amazon\.com\/SAML\/Attributes\/([A-Za-z]+)/.exec(name);
    return fields.get((ofAws ? ofAws[1] : name).toLowerCase());
  };
  const explainable = (within) => {
    for (const shown of within.querySelectorAll(".tree .name, .tree .attribute, .tree .value")) {
      const field = named(shown.textContent);
      if (field && !(shown.matches(".value") && !shown.textContent.includes("/"))) mark(shown, field);
    }
    // Names in the sentences about what was read.
    const names = [...fields.values()].map((field) => field.name).join("|");
    const word = new RegExp(`\\b(${names})\\b`);
    for (const line of within.querySelectorAll(".facts li, .times li, .remedy p, .finding .place code, .finding h3, .finding h4")) {
      const texts = document.createTreeWalker(line, NodeFilter.SHOW_TEXT);
      for (let node = texts.nextNode(); node; node = texts.nextNode()) {
        const found = word.exec(node.data);
        if (!found || node.parentElement.closest(".field")) continue;
        const rest = node.splitText(found.index);
        const after = rest.splitText(found[0].length);
        const shown = make("span", { textContent: found[0] });
        rest.replaceWith(shown);
        mark(shown, fields.get(found[0].toLowerCase()));
        texts.currentNode = after.previousSibling.lastChild;
      }
    }
  };
  const mark = (shown, field) => {
    shown.classList.add("field");
    shown.tabIndex = 0;
    shown.dataset.field = field.name;
  };
  let marked;
  const tip = (shown) => {
    const field = fields.get(shown.dataset.field.toLowerCase());
    const line = (text, name = "p") => make(name, { textContent: text });
    const sources = make("p", { className: "hint", textContent: field.sources.join("; ") });
    const atAws = make("p", {}, line("At AWS: ", "b"), field.at_aws);
    element("tip").replaceChildren(make("p", {}, line(`${field.name}: `, "b"), field.what), atAws, sources);
    hide("tip", false);
    // Its width is taken where nothing narrows it.
    element("tip").style.left = "0px";
    const place = shown.getBoundingClientRect();
    const box = element("tip").getBoundingClientRect();
    const left = Math.max(8, Math.min(place.left, innerWidth - box.width - 8));
    const below = place.bottom + box.height + 8 < innerHeight || place.top < box.height + 8;
    const top = below ? place.bottom + 2 : place.top - box.height - 2;
    // The policy allows no style attribute in markup; a script may set a place.
    element("tip").style.left = `${left + scrollX}px`;
    element("tip").style.top = `${top + scrollY}px`;
    marked?.removeAttribute("aria-describedby");
    marked = shown;
    shown.setAttribute("aria-describedby", "tip");
  };
  const untip = () => {
    hide("tip", true);
    marked?.removeAttribute("aria-describedby");
    marked = undefined;
  };
  addEventListener("resize", untip);
  let leaving;
  const fieldOf = (event) => event.target.closest?.(".field");
  document.addEventListener("pointerover", (event) => {
    const shown = fieldOf(event);
    if (shown || event.target.closest?.("#tip")) clearTimeout(leaving);
    if (shown) tip(shown);
  });
  document.addEventListener("pointerout", (event) => {
    if (event.pointerType !== "touch" && (fieldOf(event) || event.target.closest?.("#tip"))) {
      leaving = setTimeout(untip, 200);
    }
  });
  document.addEventListener("focusin", (event) => (fieldOf(event) ? tip(fieldOf(event)) : untip()));
  document.addEventListener("click", (event) => {
    const shown = fieldOf(event);
    if (shown) {
      // In a heading that folds, a tap on the name tells of it and folds nothing.
      event.preventDefault();
      tip(shown);
    } else if (!event.target.closest("#tip")) untip();
    const id = event.target.closest("code.id");
    if (id) look(id.textContent, true);
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") untip();
    const id = event.key === "Enter" && event.target.closest("code.id");
    if (id) look(id.textContent, true);
  });

  // --- What can be taken away.
  const link = (name, blob) => make("a", { href: URL.createObjectURL(blob), download: name, textContent: name });
  const save = (name, content) => {
    const away = link(name, new Blob([content]));
    away.click();
    setTimeout(() => URL.revokeObjectURL(away.href), 60_000);
  };
  for (const button of document.querySelectorAll("[data-format]")) {
    button.onclick = async () => {
      try {
        save(button.dataset.name, await ask("render", { format: button.dataset.format }));
      } catch (error) {
        await told(error);
      }
    };
  }
  element("patch").onclick = async () => {
    try {
      save("trust.json", await ask("patch"));
    } catch (error) {
      await told(error);
    }
  };
  element("redact").onclick = async () => {
    busy();
    element("doing").textContent = "Redacting";
    fault("");
    try {
      const { names, blobs, receipt, sentence } = await ask("redact", {
        at: element("at").value,
        seed: element("seed").value,
      });
      const all = [...names.map((name, index) => link(name, blobs[index])), link("receipt.json", new Blob([receipt]))];
      const items = all.map((away) => make("li", {}, away));
      element("redacted").replaceChildren(make("p", { textContent: `Redacted: ${sentence}.` }), make("ul", {}, ...items));
      hide("redacted", false);
      say(`Redacted: ${sentence}`);
      all[0].focus();
    } catch (error) {
      await told(error.failed ? { failed: `${error.failed}; nothing was redacted` } : error);
    } finally {
      idle();
    }
  };
  element("forget").onclick = () => {
    given = [];
    for (const id of ["at", "sentence", "key", "passphrase", "seed", "text"]) element(id).value = "";
    diagnose();
    start().catch(told);
    element("files").focus();
  };
  element("cancel").onclick = async () => {
    const stays = given.filter((one) => one.read);
    const gone = given.filter((one) => !one.read).map((one) => one.name);
    round += 1;
    given = stays;
    idle();
    start().catch(told);
    await diagnose();
    say(gone.length > 0 ? `Cancelled; ${gone.join(", ")} was not read` : "Cancelled", "seen");
  };

  // --- How it comes in.
  const chosen = (input, take) => {
    element(input).onchange = () => {
      const files = [...element(input).files];
      element(input).value = "";
      if (files.length > 0) give(take(files));
    };
  };
  chosen("files", (files) => files.map(file));
  chosen("folder", (files) => {
    const direct = files.filter((one) => one.webkitRelativePath.split("/").length === 2);
    const [name] = files[0].webkitRelativePath.split("/");
    return [folder(name, direct.map((blob) => ({ name: blob.name, blob })))];
  });
  element("read").onclick = () => {
    const value = element("text").value;
    element("text").value = "";
    if (value.trim()) text(value);
  };
  document.addEventListener("paste", (event) => {
    if (event.target.closest?.("input")) return;
    const files = [...event.clipboardData.files];
    const pasted = event.clipboardData.getData("text/plain");
    if (files.length === 0 && !pasted.trim()) return;
    event.preventDefault();
    if (files.length > 0) give(files.map(file));
    else text(pasted);
  });
  const children = async (handle) => {
    const files = [];
    for await (const child of handle.values()) {
      if (child.kind === "file") files.push({ name: child.name, blob: await child.getFile() });
    }
    return files;
  };
  const entries = async (entry) => {
    const reader = entry.createReader();
    const files = [];
    for (;;) {
      const some = await new Promise((done, failed) => reader.readEntries(done, failed));
      if (some.length === 0) return files;
      for (const child of some.filter((one) => one.isFile)) {
        const blob = await new Promise((done, failed) => child.file(done, failed));
        files.push({ name: child.name, blob });
      }
    }
  };
  const dropped = async (item, blob, entry, handle) => {
    if (!entry?.isDirectory) return blob && file(blob);
    // Pages that are files themselves may follow a handle, where the browser has them, but no entry.
    const directory = await handle?.catch(() => undefined);
    return folder(entry.name, directory ? await children(directory) : await entries(entry));
  };
  document.addEventListener("dragover", (event) => {
    event.preventDefault();
    element("drop").classList.add("over");
  });
  document.addEventListener("dragleave", () => element("drop").classList.remove("over"));
  document.addEventListener("drop", async (event) => {
    event.preventDefault();
    element("drop").classList.remove("over");
    // All of it is gone once this function waits.
    const items = [...event.dataTransfer.items].filter((item) => item.kind === "file").map((item) => {
      const entry = item.webkitGetAsEntry?.();
      const handle = entry?.isDirectory ? item.getAsFileSystemHandle?.() : undefined;
      return dropped(item, item.getAsFile(), entry, handle);
    });
    const words = event.dataTransfer.getData("text/plain");
    if (items.length === 0) return words.trim() ? text(words) : undefined;
    try {
      give((await Promise.all(items)).filter(Boolean));
    } catch {
      fault("This browser does not let a page that is a file read a dropped folder: use the button to choose it.");
    }
  });

  // --- What is known beside it.
  let typing;
  for (const id of ["at", "sentence", "passphrase"]) {
    element(id).oninput = () => {
      clearTimeout(typing);
      typing = setTimeout(diagnose, 500);
    };
  }
  element("key").onchange = diagnose;

  // --- Looking up.
  let asked;
  const look = async (words, jump) => {
    element("query").value = words;
    asked = words;
    if (!words.trim()) {
      element("explained").replaceChildren();
      element("found").textContent = "";
      return;
    }
    try {
      const { html, unknown } = await ask("explain", { text: words });
      if (asked !== words) return;
      const page = new DOMParser().parseFromString(html, "text/html");
      for (const id of page.querySelectorAll("code.id")) {
        id.tabIndex = 0;
        id.setAttribute("role", "button");
      }
      element("explained").replaceChildren(...page.body.childNodes);
      beside(element("explained"));
      copyable(element("explained"));
      element("found").textContent = unknown ?? "";
      if (jump) {
        const heading = element("explained").querySelector("h3");
        heading?.setAttribute("tabindex", "-1");
        heading?.focus();
      }
    } catch (error) {
      await told(error);
    }
  };
  let looking;
  element("query").oninput = () => {
    clearTimeout(looking);
    looking = setTimeout(() => look(element("query").value), 250);
  };
  element("search").onsubmit = (event) => {
    event.preventDefault();
    look(element("query").value);
  };

  start().then((ready) => {
    fields = new Map(ready.fields.map((field) => [field.name.toLowerCase(), field]));
    element("version").textContent = ready.version;
    document.documentElement.dataset.ready = Math.round(performance.now());
  }, told);
})();
