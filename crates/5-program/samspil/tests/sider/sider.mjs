// The pages in Chromium: each one in both languages against axe (WCAG 2.0 to 2.2, A and AA), at 320 and 1280 px, light and dark; how much a first view takes; and a
// job done by the keyboard alone.
//
//   node sider.mjs HTTPS-ADDRESS FOLDER-WITH-node_modules [FOLDER-FOR-PICTURES]
//
// Ends with "OK ..." or with what is wrong.
import { createRequire } from "node:module";
import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const [adresse, mappe, billeder] = process.argv.slice(2);
const kraev = createRequire(join(mappe, "package.json"));
const { chromium } = kraev("playwright-core");
const axe = readFileSync(kraev.resolve("axe-core/axe.min.js"), "utf8");
const REGLER = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];
const FOERSTE_BYTES = 150 * 1024;
const NAESTE_BYTES = 20 * 1024;
if (billeder) mkdirSync(billeder, { recursive: true });

const galt = [];
const skal = (er, hvad) => { if (!er) galt.push(hvad); };
// A root of a container can't have Chromium's sandbox; the pages are ours.
const browser = await chromium.launch({ executablePath: "/usr/bin/chromium", args: ["--no-sandbox"] });
const ny = (valg = {}) => browser.newContext({ ignoreHTTPSErrors: true, bypassCSP: false, ...valg });

// axe is evaluated by the protocol, not put into the page: the page's own policy stays in force.
async function kontroller(side, hvad) {
  await side.evaluate(axe);
  const r = await side.evaluate((regler) => axe.run(document, { runOnly: regler, resultTypes: ["violations"] }), REGLER);
  for (const v of r.violations) galt.push(`${hvad}: ${v.id}: ${v.nodes.slice(0, 3).map((n) => n.html.slice(0, 160)).join(" | ")}`);
  const bredde = await side.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
  skal(bredde[0] <= bredde[1], `${hvad}: the page is ${bredde[0]} wide in ${bredde[1]}`);
}

async function logInd(side, navn, til, niveau = "Substantial") {
  await side.goto(`${adresse}/login/ind?til=${encodeURIComponent(til)}`);
  await side.fill("input[name=soeg]", navn);
  await side.click("button[value=soeg]");
  for (const felt of ["identitet", "middel"]) await side.check(`input[name=${felt}][value=${niveau}]`);
  await side.click("button[value=login]");
  await side.waitForURL((u) => u.pathname !== "/login/udvikling");
}

async function alle(stier, hvem, kontekst) {
  const navn = (s) => s.replaceAll(/[^a-z]+/g, "-").replace(/^-|-$/g, "") || "forside";
  for (const sprog of ["da", "en"]) {
    for (const [bredde, farver] of [[1280, "light"], [320, "dark"], [768, "light"]]) {
      const side = await kontekst.newPage();
      await side.setViewportSize({ width: bredde, height: 900 });
      await side.emulateMedia({ colorScheme: farver });
      const klager = [];
      side.on("console", (m) => { if (m.type() === "error" && !/40[0-9]|certificate/.test(m.text())) klager.push(m.text()); });
      for (const sti of stier) {
        const hvad = `${hvem} ${sti} ${sprog} ${bredde} ${farver}`;
        await side.goto(`${adresse}${sti}${sti.includes("?") ? "&" : "?"}sprog=${sprog}`);
        skal((await side.getAttribute("html", "lang")) === sprog, `${hvad}: another language`);
        skal((await side.locator("h1").count()) === 1, `${hvad}: not one h1`);
        await kontroller(side, hvad);
        if (billeder && sprog === "da") await side.screenshot({ path: join(billeder, `${hvem}-${navn(sti)}-${bredde}.png`), fullPage: true });
      }
      for (const k of klager) galt.push(`${hvem}: the browser complains: ${k}`);
      await side.close();
    }
  }
}

// What a first view and the next ones take, over the wire.
async function vaegt(stier) {
  const kontekst = await ny();
  const side = await kontekst.newPage();
  const cdp = await kontekst.newCDPSession(side);
  await cdp.send("Network.enable");
  let bytes = 0;
  cdp.on("Network.loadingFinished", (h) => { bytes += h.encodedDataLength; });
  for (const [nr, sti] of stier.entries()) {
    bytes = 0;
    await side.goto(`${adresse}${sti}`, { waitUntil: "networkidle" });
    const loft = nr === 0 ? FOERSTE_BYTES : NAESTE_BYTES;
    skal(bytes > 0 && bytes <= loft, `${sti} takes ${bytes} bytes, at most ${loft}`);
    console.log(`${sti}: ${bytes} bytes`);
  }
  await kontekst.close();
}

try {
  await vaegt(["/", "/sider/status", "/fejl/SAM-2109"]);
  const fremmed = await ny();
  await alle(["/", "/sider/tjenester", "/sider/komponenter", "/sider/status", "/fejl", "/fejl/SAM-2109", "/findes-ikke"], "fremmed", fremmed);

  // The municipality reads what waits, compares, and approves: by the keyboard alone.
  const kommune = await ny();
  const side = await kommune.newPage();
  await logInd(side, "Karen Kommune", "/sider/administration");
  skal(new URL(side.url()).pathname === "/sider/administration", `the login leads to ${side.url()}`);
  await side.goto(`${adresse}/sider/administration/aftaler?tilstand=afventer`);
  const aftale = await side.getAttribute("table tbody a", "href");
  skal(aftale !== null, "no agreement waits");
  await side.focus("table tbody a");
  await side.keyboard.press("Enter");
  await side.waitForURL((u) => u.pathname === aftale);
  await side.focus("form[action$='/godkend'] textarea");
  await side.keyboard.type("Ja <script>alert(1)</script>");
  await side.keyboard.press("Tab");
  await side.keyboard.press("Enter");
  await side.waitForURL((u) => u.search.includes("gjort=godkendt"));
  skal((await side.locator("[role=status]").innerText()).includes("godkendt"), "the page does not say that it was approved");
  skal((await side.locator("main").innerText()).includes("<script>alert(1)</script>"), "the note is not shown as text");
  const system = await side.getAttribute("a[href^='/sider/administration/systemer/']", "href");
  await alle(
    ["/sider/administration", "/sider/administration/systemer", "/sider/administration/aftaler", aftale, `${aftale}/opsig`, "/sider/administration/findes-ikke"],
    "kommune",
    kommune,
  );
  // The vendor sees the system; the municipality does not.
  const leverandoer = await ny();
  const hos = await leverandoer.newPage();
  await logInd(hos, "Lars Leverandør", "/sider/administration");
  const koe = await hos.goto(`${adresse}/sider/administration/beskeder`).then(() => hos.locator("table tbody a").count().then((n) => (n ? hos.locator("table tbody a").first().getAttribute("href") : null)));
  await alle(["/sider/administration/systemer", system, aftale, "/sider/administration/beskeder", "/sider/administration/overdragelser", ...(koe ? [koe] : [])], "leverandoer", leverandoer);
  skal((await side.goto(`${adresse}${system}`)).status() === 404, "the municipality sees the vendor's system");

  // A session below the level is sent to log in again, and a citizen administers nothing.
  const lav = await ny();
  const nede = await lav.newPage();
  await logInd(nede, "Karen Kommune", "/", "Low");
  await nede.goto(`${adresse}/sider/administration`);
  skal(new URL(nede.url()).pathname.startsWith("/login"), `a session on Lav administers: ${nede.url()}`);

  // The way out.
  await side.goto(`${adresse}/`);
  await side.click("form[action='/sider/log-ud'] button");
  await side.goto(`${adresse}/sider/administration`);
  skal(new URL(side.url()).pathname.startsWith("/login"), `still logged in after the log-out: ${side.url()}`);
} catch (f) {
  galt.push(f.stack);
} finally {
  await browser.close();
}
if (galt.length) {
  console.error([...new Set(galt)].join("\n"));
  process.exit(1);
}
console.log("OK pages");
