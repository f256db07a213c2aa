// openid-client (the certified one of npm) as a client: discovery, PKCE, private_key_jwt, userinfo, log-out.
// usage: node openid_client.mjs ADDRESS FOLDER OF THE LOGIN FOLDER OF PACKAGES
import { writeFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { Browser, skal, venter } from "./browser.mjs";

const [adresse, mappe, pakker] = process.argv.slice(2);
const client = await import(pathToFileURL(`${pakker}/node_modules/openid-client/build/index.js`));
const browser = new Browser(adresse);
const par = await crypto.subtle.generateKey({ name: "RSASSA-PKCS1-v1_5", modulusLength: 2048, publicExponent: new Uint8Array([1, 0, 1]), hash: "SHA-256" }, true, ["sign", "verify"]);
const jwk = { ...(await crypto.subtle.exportKey("jwk", par.publicKey)), kid: "n1", use: "sig" };
for (const n of ["key_ops", "ext"]) delete jwk[n];
const redirect_uri = "https://openid.example/ret";
writeFileSync(
  `${mappe}/systemer/openid.json`,
  JSON.stringify({
    navn: "openid-client",
    minimum: "Betydelig",
    oidc: {
      client_id: "openid-client",
      redirect_uris: [redirect_uri],
      post_logout_redirect_uris: ["https://openid.example/ude"],
      token_endpoint_auth_method: "private_key_jwt",
      jwks: { keys: [jwk] },
    },
  }),
);

const config = await client.discovery(new URL(`${adresse}/runtime/oauth2`), "openid-client", undefined, client.PrivateKeyJwt({ key: par.privateKey, kid: "n1" }));
const pkceCodeVerifier = client.randomPKCECodeVerifier();
const code_challenge = await client.calculatePKCECodeChallenge(pkceCodeVerifier);
const anmod = (mere) => {
  const expectedState = client.randomState();
  const expectedNonce = client.randomNonce();
  const url = client.buildAuthorizationUrl(config, { redirect_uri, scope: "openid profile", code_challenge, code_challenge_method: "S256", state: expectedState, nonce: expectedNonce, ...mere });
  return { url, expectedState, expectedNonce };
};

let a;
const side = await venter(async () => {
  a = anmod({});
  const s = await browser.kald(a.url);
  return s.status === 404 ? undefined : s;
});
const svar = await browser.logInd(side, "High");
skal(svar.sted?.startsWith(redirect_uri), `${svar.status} ${svar.tekst}`);
const checks = { pkceCodeVerifier, expectedState: a.expectedState, expectedNonce: a.expectedNonce, idTokenExpected: true };
const tokens = await client.authorizationCodeGrant(config, new URL(svar.sted), checks);
const krav = tokens.claims();
skal(krav.acr === "https://data.gov.dk/concept/core/nsis/loa/High", JSON.stringify(krav));
const bruger = await client.fetchUserInfo(config, tokens.access_token, krav.sub);
skal(bruger["https://data.gov.dk/model/core/eid/professional/cvr"] === "11111111", JSON.stringify(bruger));

// The session is enough for a login without asking; one that must be asked is not logged in.
const b = anmod({ prompt: "none" });
const igen = await client.authorizationCodeGrant(config, new URL((await browser.kald(b.url)).sted), { ...checks, expectedState: b.expectedState, expectedNonce: b.expectedNonce });
skal(igen.claims().sub === krav.sub, "the same user");
// The client holds the issuer of the answer against its own (RFC 9207): mix-up.
const c = anmod({ prompt: "none" });
const sted = new URL((await browser.kald(c.url)).sted);
sted.searchParams.set("iss", "https://ond.example");
let taget = true;
await client.authorizationCodeGrant(config, sted, { ...checks, expectedState: c.expectedState, expectedNonce: c.expectedNonce }).catch(() => (taget = false));
skal(!taget, "an answer in another issuer's name is refused by the client");

const ude = client.buildEndSessionUrl(config, { id_token_hint: tokens.id_token, post_logout_redirect_uri: "https://openid.example/ude", state: "s" });
skal((await browser.kald(ude)).sted === "https://openid.example/ude?state=s", "log-out");
let lukket = false;
await client.fetchUserInfo(config, tokens.access_token, krav.sub).catch(() => (lukket = true));
skal(lukket, "the access token ended with the session");
console.log("OK openid-client");
