// @node-saml/node-saml as a system that users log in to: metadata, signed request, encrypted assertion, log-out.
// usage: node node_saml.mjs ADDRESS FOLDER OF THE LOGIN FOLDER WITH key.pem AND cert.pem FOLDER OF PACKAGES
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { Browser, felt, skal, venter } from "./browser.mjs";

const [adresse, mappe, noegler, pakker] = process.argv.slice(2);
const { SAML } = createRequire(`${pakker}/`)("@node-saml/node-saml");
const privateKey = readFileSync(`${noegler}/key.pem`, "utf8");
const publicCert = readFileSync(`${noegler}/cert.pem`, "utf8");
const browser = new Browser(adresse);

const metadata = (await browser.kald("/runtime/saml2/metadata.idp?samlprofile=nemlogin3")).tekst;
const idpCert = [...metadata.matchAll(/<ds:X509Certificate>([^<]+)</g)].map((m) => m[1]);
const saml = new SAML({
  issuer: "https://node.example/saml",
  callbackUrl: "https://node.example/acs",
  entryPoint: `${adresse}/runtime/saml2/issue.idp`,
  logoutUrl: `${adresse}/runtime/saml2/logout.idp`,
  logoutCallbackUrl: "https://node.example/slo",
  idpCert: [...new Set(idpCert)],
  idpIssuer: `${adresse}/runtime`,
  audience: "https://node.example/saml",
  privateKey,
  publicCert,
  decryptionPvk: privateKey,
  decryptionCert: publicCert,
  signatureAlgorithm: "sha256",
  digestAlgorithm: "sha256",
  identifierFormat: "urn:oasis:names:tc:SAML:2.0:nameid-format:persistent",
  authnContext: ["https://data.gov.dk/concept/core/nsis/loa/Substantial"],
  racComparison: "minimum",
  wantAuthnResponseSigned: true,
  wantAssertionsSigned: true,
  validateInResponseTo: "always",
});
writeFileSync(`${mappe}/systemer/node.xml`, saml.generateServiceProviderMetadata(publicCert, publicCert));
writeFileSync(`${mappe}/systemer/node.json`, JSON.stringify({ navn: "node-saml" }));

const side = await venter(async () => {
  const s = await browser.kald(await saml.getAuthorizeUrlAsync("tilbage", "node.example", {}));
  return s.status === 404 ? undefined : s;
});
skal(side.tekst.includes("Betydelig"), "the page says which level is demanded");
const svar = await browser.logInd(side, "Substantial");
skal(svar.tekst.includes('action="https://node.example/acs"'), svar.tekst);
const SAMLResponse = felt(svar.tekst, "SAMLResponse");
skal(!Buffer.from(SAMLResponse, "base64").toString().includes("<saml:Assertion"), "it is encrypted");
const { profile } = await saml.validatePostResponseAsync({ SAMLResponse });
skal(profile["https://data.gov.dk/concept/core/nsis/loa"] === "Substantial", JSON.stringify(profile));
skal(profile["https://data.gov.dk/model/core/eid/professional/cvr"] === "11111111", JSON.stringify(profile));
skal(felt(svar.tekst, "RelayState") === "tilbage", "RelayState");

// Refused: what was changed, and what came before.
for (const daarlig of [Buffer.from(Buffer.from(SAMLResponse, "base64").toString().replace("Success", "Succesx")).toString("base64"), SAMLResponse]) {
  let taget = true;
  await saml.validatePostResponseAsync({ SAMLResponse: daarlig }).catch(() => (taget = false));
  skal(!taget, "the client takes nothing changed and nothing twice");
}

// Its metadata want the answer by a form.
const ud = await browser.kald(await saml.getLogoutUrlAsync(profile, "ude", {}));
skal(ud.tekst.includes('action="https://node.example/slo"'), `${ud.status} ${ud.tekst}`);
const { loggedOut } = await saml.validatePostResponseAsync({ SAMLResponse: felt(ud.tekst, "SAMLResponse") });
skal(loggedOut, "logged out");
skal((await browser.kald("/login")).tekst.includes("Du er ikke logget ind"), "the session has ended");
console.log("OK node-saml");
