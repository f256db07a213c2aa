// A browser that keeps cookies, fills in the development provider's form and shows what it is sent on with.
export class Browser {
  constructor(adresse) {
    this.adresse = adresse;
    this.kager = new Map();
  }

  async kald(url, valg = {}) {
    const kager = [...this.kager].map(([n, v]) => `${n}=${v}`).join("; ");
    const svar = await fetch(new URL(url, this.adresse), { redirect: "manual", ...valg, headers: { ...valg.headers, cookie: kager } });
    for (const k of svar.headers.getSetCookie()) {
      const [, n, v] = /^([^=]+)=([^;]*)/.exec(k);
      v ? this.kager.set(n, v) : this.kager.delete(n);
    }
    const tekst = await svar.text();
    return { status: svar.status, tekst, sted: svar.headers.get("location") };
  }

  async form(til, felter) {
    return this.kald(til, { method: "POST", body: new URLSearchParams(felter) });
  }

  // Logs in as the first employee, at that level.
  async logInd(side, niveau) {
    const person = /name="person" value="([^"]+)"/.exec(side.tekst)?.[1];
    if (!person) throw new Error(`no person to log in as: ${side.status} ${side.tekst}`);
    return this.form("/login/udvikling", { forloeb: felt(side.tekst, "forloeb"), person, identitet: niveau, middel: niveau, handling: "login" });
  }
}

export function felt(html, navn) {
  const v = new RegExp(`name="${navn}" value="([^"]*)"`).exec(html)?.[1];
  if (v === undefined) throw new Error(`no ${navn}: ${html}`);
  return v.replaceAll("&amp;", "&").replaceAll("&quot;", '"');
}

export function skal(sandt, hvad) {
  if (!sandt) throw new Error(`not so: ${hvad}`);
}

export async function venter(proev) {
  for (let n = 0; ; n++) {
    const r = await proev();
    if (r) return r;
    if (n > 60) throw new Error("what was connected was not taken up");
    await new Promise((f) => setTimeout(f, 500));
  }
}
