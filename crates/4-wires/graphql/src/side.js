"use strict";
const $ = id => document.getElementById(id);
const STI = "/organisation/organisationhent/1";
const EKSEMPLER = {
"Organisationen og dens øverste enhed": `query ($cvr: CVR!) {
  organisation(cvr: $cvr) {
    organisationsnavn
    virksomhed { cvrNummerTekst }
    organisationEnhed { uuid enhedsnavn underliggendeEnheder { enhedsnavn } }
  }
}`,
"Enheder med adresser, opgaver og medlemmer": `query ($cvr: CVR!) {
  organisationEnhedListe(cvr: $cvr, status: AKTIV, first: 20) {
    pageInfo { hasNextPage endCursor }
    edges { node {
      enhedsnavn
      overordnetEnhed { enhedsnavn }
      adresser { adresseTekst adresseRolleTitel }
      opgaver { kleEmneNummer kleEmneTitel }
      medlemskaber { medlemskabRolleTitel start slut bruger { brugernavn person { navn } } }
    } }
  }
}`,
"Hvem løser opgaver under et KLE-nummer": `query ($cvr: CVR!) {
  organisationEnhedListe(cvr: $cvr, status: AKTIV, opgaver: { kleNummer: ["00.01*"] }) {
    edges { node { enhedsnavn opgaver { kleEmneNummer opgaveRolleTitel } } }
  }
}`,
"Brugere og deres medlemskaber": `query ($cvr: CVR!) {
  brugerListe(cvr: $cvr, status: AKTIV, first: 20) {
    edges { cursor node {
      brugernavn brugerTypeTitel
      harMedlemskab { funktionsTypeTitel medlemskabRolleTitel medlemAf { enhedsnavn } }
    } }
  }
}`};
// randomUUID findes kun over https og på localhost.
const uuid = () => crypto.randomUUID ? crypto.randomUUID() : "10000000-1000-4000-8000-100000000000".replace(/[018]/g, c => (c ^ crypto.getRandomValues(new Uint8Array(1))[0] & 15 >> c / 4).toString(16));
async function kald(query, variables) {
  const h = { "content-type": "application/json", "x-TransaktionsId": uuid(), "x-TransaktionsTid": new Date().toISOString() };
  if ($("cvr").value.trim()) h["X-Myndighed-CVR"] = $("cvr").value.trim();
  if ($("token").value.trim()) h.Authorization = "Bearer " + $("token").value.trim();
  if ($("virkning").value.trim()) h["x-virkningstid"] = $("virkning").value.trim();
  if ($("registrering").value.trim()) h["x-registreringstid"] = $("registrering").value.trim();
  return fetch(STI, { method: "POST", headers: h, body: JSON.stringify({ query, variables }) });
}
async function spoerg() {
  $("svar").textContent = ""; $("tid").textContent = "Venter …";
  const start = performance.now();
  try {
    const v = $("variabler").value.trim();
    const r = await kald($("foresp").value, v ? JSON.parse(v) : { cvr: $("cvr").value.trim() });
    const t = await r.text();
    $("tid").textContent = `HTTP ${r.status}, ${Math.round(performance.now() - start)} ms`;
    try { $("svar").textContent = JSON.stringify(JSON.parse(t), null, 2); } catch { $("svar").textContent = t; }
  } catch (e) { $("tid").textContent = "Fejl"; $("svar").textContent = String(e); }
}
const type = t => t.kind === "NON_NULL" ? type(t.ofType) + "!" : t.kind === "LIST" ? "[" + type(t.ofType) + "]" : t.name;
async function skema() {
  const T = "kind name ofType { kind name ofType { kind name ofType { kind name } } }";
  const r = await kald(`{ __schema { types { kind name description enumValues { name } inputFields { name type { ${T} } } fields { name args { name type { ${T} } } type { ${T} } } } } }`);
  const alle = (await r.json()).data.__schema.types.filter(t => !t.name.startsWith("__") && !["String", "Int", "Float", "Boolean", "ID"].includes(t.name));
  $("skematekst").textContent = alle.map(t => {
    const felter = (t.fields || t.inputFields || []).map(f => "  " + f.name + (f.args && f.args.length ? "(" + f.args.map(a => a.name + ": " + type(a.type)).join(", ") + ")" : "") + ": " + type(f.type));
    const vaerdier = (t.enumValues || []).map(v => "  " + v.name);
    return (t.description ? "# " + t.description.replace(/\n/g, "\n# ") + "\n" : "") + t.kind.toLowerCase().replace("_", " ") + " " + t.name + (felter.length + vaerdier.length ? " {\n" + [...felter, ...vaerdier].join("\n") + "\n}" : "");
  }).join("\n\n");
}
for (const navn of Object.keys(EKSEMPLER)) $("eksempel").append(new Option(navn));
$("eksempel").onchange = () => { $("foresp").value = EKSEMPLER[$("eksempel").value]; };
$("eksempel").onchange();
$("spoerg").onclick = spoerg;
$("foresp").onkeydown = e => { if (e.key === "Enter" && (e.ctrlKey || e.metaKey)) { e.preventDefault(); spoerg(); } };
$("skema").ontoggle = () => { if ($("skema").open && !$("skematekst").textContent) skema().catch(e => { $("skematekst").textContent = String(e); }); };
