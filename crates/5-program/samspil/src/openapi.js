"use strict";
// Everything is put in as text: nothing of the document is read as HTML.
const ny = (navn, tekst, ...boern) => {
  const e = document.createElement(navn);
  if (tekst) e.textContent = tekst;
  e.append(...boern);
  return e;
};
const fra = new URLSearchParams(location.search).get("fra") || "/openapi.json";
let dok;
const slaaOp = (o) => o && o.$ref ? o.$ref.slice(2).split("/").reduce((d, n) => d[n.replace(/~1/g, "/").replace(/~0/g, "~")], dok) : o;

// A schema as a line, its own fields below it when it is opened.
function skema(navn, s, kraevet) {
  const o = slaaOp(s) || {};
  const type = s.$ref ? s.$ref.split("/").pop() : o.type || (o.anyOf || o.oneOf || o.allOf ? "one of" : "");
  const hoved = ny("summary", "", ny("code", navn), ` ${[].concat(type).join(" | ")}${kraevet ? ", required" : ""} ${o.format || ""} ${o.enum ? o.enum.join(" | ") : ""}`);
  const d = ny("details", "", hoved);
  d.addEventListener("toggle", () => {
    if (d.childElementCount > 1) return;
    if (o.description) d.append(ny("p", o.description));
    for (const [n, f] of Object.entries(o.properties || {})) d.append(skema(n, f, (o.required || []).includes(n)));
    if (o.items) d.append(skema("[ ]", o.items));
    for (const v of o.anyOf || o.oneOf || o.allOf || []) d.append(skema("·", v));
  });
  return d;
}

function operation(sti, metode, o, faelles) {
  const d = ny("details", "", ny("summary", "", ny("span", metode.toUpperCase() + " "), ny("code", sti), ny("span", " " + (o.summary || ""))));
  d.firstChild.firstChild.className = "m";
  d.dataset.sti = sti.toLowerCase();
  d.addEventListener("toggle", () => {
    if (d.childElementCount > 1) return;
    if (o.description) d.append(ny("p", o.description));
    const tabel = ny("table");
    for (const p of [...faelles, ...(o.parameters || [])].map(slaaOp)) {
      tabel.append(ny("tr", "", ny("td", "", ny("code", p.name)), ny("td", p.in + (p.required ? ", required" : "")), ny("td", p.description || "")));
    }
    if (tabel.childElementCount) d.append(tabel);
    for (const [type, i] of Object.entries((slaaOp(o.requestBody) || {}).content || {})) d.append(skema("body " + type, i.schema || {}));
    for (const [kode, r] of Object.entries(o.responses || {})) {
      const svar = slaaOp(r);
      d.append(ny("p", `${kode}: ${svar.description || ""}`));
      for (const [type, i] of Object.entries(svar.content || {})) d.append(skema(type, i.schema || {}));
    }
  });
  return d;
}

async function vis() {
  const sted = document.getElementById("indhold");
  // Only descriptions of this server.
  if (!fra.startsWith("/") || fra.startsWith("//")) throw new Error("`fra` is the path of a description on this server, such as /openapi.json");
  const svar = await fetch(fra);
  if (!svar.ok) throw new Error(`HTTP ${svar.status} of ${fra}`);
  dok = await svar.json();
  const grupper = new Map();
  for (const [sti, punkt] of Object.entries(dok.paths)) {
    for (const metode of ["get", "post", "put", "patch", "delete"]) {
      const o = punkt[metode];
      if (!o) continue;
      const gruppe = (o.tags || [sti.split("/")[1]])[0];
      if (!grupper.has(gruppe)) grupper.set(gruppe, []);
      grupper.get(gruppe).push(operation(sti, metode, o, punkt.parameters || []));
    }
  }
  sted.replaceChildren(...[...grupper].map(([navn, alle]) => ny("section", "", ny("h2", navn), ...alle)));
  document.getElementById("soeg").addEventListener("input", (e) => {
    const t = e.target.value.toLowerCase();
    for (const d of sted.querySelectorAll("details[data-sti]")) d.hidden = !d.dataset.sti.includes(t);
  });
}
vis().catch((e) => { document.getElementById("indhold").textContent = "The description could not be loaded: " + e.message; });
