// The public component dawa-autocomplete2 in Chromium, in a page of another origin than the program's: a user types, looks, picks and is done.
//
//   node adresse.mjs PROGRAM'S-ADDRESS FOLDER-WITH-node_modules
//
// Ends with "OK ..." or with what went wrong.
import { spawn } from "node:child_process";
import { readFileSync, mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";

const [adresse, mappe] = process.argv.slice(2);
const { WebSocket } = createRequire(join(mappe, "package.json"))("ws");
const script = readFileSync(join(mappe, "node_modules/dawa-autocomplete2/dist/js/dawa-autocomplete2.js"));
const side = `<!doctype html><meta charset="utf-8"><title>side</title><div class="autocomplete-container"><input type="search" id="felt"></div>
<script src="/komponent.js"></script><script>
window.valgt = null;
window.komponent = dawaAutocomplete.dawaAutocomplete(document.getElementById("felt"), { baseUrl: ${JSON.stringify(adresse + "/dawa")}, select: (v) => { window.valgt = v; } });
</script>`;
const server = createServer((a, s) => {
  const js = a.url === "/komponent.js";
  s.writeHead(200, { "content-type": js ? "text/javascript" : "text/html; charset=utf-8" });
  s.end(js ? script : side);
});
await new Promise((f) => server.listen(0, "127.0.0.1", f));

const profil = mkdtempSync(join(tmpdir(), "samspil-browser-"));
// A root of a container can't have Chromium's sandbox; the page is ours.
const valg = ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run", "--remote-debugging-port=0", `--user-data-dir=${profil}`, "about:blank"];
const browser = spawn("chromium", valg, { stdio: ["ignore", "ignore", "pipe"] });
let kode = 1;
try {
  const ws = new WebSocket(await devtools());
  await new Promise((f, n) => { ws.on("open", f); ws.on("error", n); });
  const ventende = new Map();
  let nr = 0;
  ws.on("message", (d) => {
    const m = JSON.parse(d);
    const v = ventende.get(m.id);
    if (v) { ventende.delete(m.id); m.error ? v[1](new Error(JSON.stringify(m.error))) : v[0](m.result); }
  });
  const kald = (method, params = {}, sessionId) => new Promise((f, n) => { ventende.set(++nr, [f, n]); ws.send(JSON.stringify({ id: nr, method, params, sessionId })); });
  const { targetId } = await kald("Target.createTarget", { url: `http://127.0.0.1:${server.address().port}/` });
  const { sessionId } = await kald("Target.attachToTarget", { targetId, flatten: true });
  const p = (m, a) => kald(m, a, sessionId);
  const js = async (expression) => {
    const r = await p("Runtime.evaluate", { expression, returnByValue: true });
    if (r.exceptionDetails) throw new Error(JSON.stringify(r.exceptionDetails));
    return r.result.value;
  };
  const til = async (hvad, expression, ventet) => {
    let sidst;
    for (let i = 0; i < 400; i++) {
      sidst = await js(expression).catch((e) => e.message);
      if (ventet(sidst)) return sidst;
      await new Promise((f) => setTimeout(f, 25));
    }
    throw new Error(`${hvad}: ${JSON.stringify(sidst)}`);
  };
  const er = (t) => (v) => v === t;
  // Blanks in the list are non-breaking.
  const forslag = `[...document.querySelectorAll("li.dawa-autocomplete-suggestion")].map((l) => l.textContent.replace(/\\u00a0/g, " "))`;
  const felt = `document.getElementById("felt").value`;
  const skriv = async (t) => { for (const c of t) await p("Input.insertText", { text: c }); };
  const tast = async (key, windowsVirtualKeyCode) => { for (const type of ["rawKeyDown", "keyUp"]) await p("Input.dispatchKeyEvent", { type, key, code: key, windowsVirtualKeyCode }); };
  const klik = async (tekst) => {
    const r = await js(`(() => { const l = [...document.querySelectorAll("li.dawa-autocomplete-suggestion")].find((l) => l.textContent.replace(/\\u00a0/g, " ") === ${JSON.stringify(tekst)}).getBoundingClientRect(); return { x: l.x + 5, y: l.y + l.height / 2 }; })()`);
    for (const type of ["mousePressed", "mouseReleased"]) await p("Input.dispatchMouseEvent", { type, ...r, button: "left", clickCount: 1 });
  };

  await til("the page", `typeof window.komponent`, er("object"));
  await js(`document.getElementById("felt").focus()`);
  await skriv("ske");
  await til("roads", `JSON.stringify(${forslag})`, er(JSON.stringify(["Skebakken", "Skeevej"])));
  await klik("Skeevej");
  await til("the field after a road", felt, er("Skeevej "));
  await til("house numbers", `JSON.stringify(${forslag})`, er(JSON.stringify(["Skeevej 39B, Skee, 4370 Store Merløse", "Skeevej 41, Skee, 4370 Store Merløse"])));
  await klik("Skeevej 39B, Skee, 4370 Store Merløse");
  await til("the field after a house number", felt, er("Skeevej 39B, , Skee, 4370 Store Merløse"));
  await til("the caret", `document.getElementById("felt").selectionStart`, er("Skeevej 39B, ".length));
  await til("addresses", `${forslag}.length`, er(2));
  await skriv("1. th");
  await til("one address", `JSON.stringify(${forslag})`, er(JSON.stringify(["Skeevej 39B, 1. th, Skee, 4370 Store Merløse"])));
  await tast("Enter", 13);
  await til("what was picked", `window.valgt && window.valgt.tekst`, er("Skeevej 39B, 1. th, Skee, 4370 Store Merløse"));
  const valgt = await js(`JSON.stringify(window.valgt.data)`);
  // A house with one address is picked by its house number; and a page that knows an address fills its field.
  await js(`window.valgt = null; document.getElementById("felt").value = ""`);
  await skriv("skevej 41");
  await til("a misspelt road", `JSON.stringify(${forslag})`, er(JSON.stringify(["Skeevej 41, Skee, 4370 Store Merløse"])));
  await tast("Enter", 13);
  await til("the house", `window.valgt && window.valgt.type`, er("adresse"));
  await js(`window.komponent.id(${JSON.stringify(JSON.parse(valgt).id)})`);
  await til("the field by id", felt, er("Skeevej 39B, 1. th, Skee, 4370 Store Merløse"));
  console.log("OK " + valgt);
  kode = 0;
} catch (e) {
  console.error(e.stack ?? String(e));
} finally {
  browser.kill("SIGKILL");
  server.close();
  await new Promise((f) => browser.on("exit", f));
  // Its helpers may still be writing.
  rmSync(profil, { recursive: true, force: true, maxRetries: 50, retryDelay: 100 });
  process.exit(kode);
}

function devtools() {
  return new Promise((f, n) => {
    let ud = "";
    browser.on("error", n);
    browser.on("exit", () => n(new Error("Chromium ended: " + ud)));
    browser.stderr.on("data", (d) => {
      ud += d;
      const m = /DevTools listening on (ws:\/\/\S+)/.exec(ud);
      if (m) f(m[1]);
    });
  });
}
