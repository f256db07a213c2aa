//! Writes objects as JSON (B-20 … B-23), straight to bytes.
//!
//! This is the hot path of every read. Times are most of the text and few of them differ within an answer, so the last ones written
//! are copied from the answer itself instead of being formatted again.
use grund::{Tidspunkt, UnikId, Uuid};
use register::{
    Egenskab, Felt, Felter, Maerke, Objekt, Objekttype, Registrering, Relation, Relationsdef, Relationsslags, Vaerdi, Variantdef, Virkning,
};

/// Times that are remembered with their place in the answer.
const HUSKEDE: usize = 8;

/// An answer under way.
pub(crate) struct Jsonskriver {
    ud: Vec<u8>,
    husket: [(Tidspunkt, usize, usize); HUSKEDE],
    naeste: usize,
}

impl Jsonskriver {
    pub(crate) fn ny(plads: usize) -> Self {
        Self { ud: Vec::with_capacity(plads), husket: [(Tidspunkt::UENDELIG, 0, 0); HUSKEDE], naeste: 0 }
    }

    pub(crate) fn faerdig(self) -> Vec<u8> {
        self.ud
    }

    /// Text that is JSON already.
    pub(crate) fn raa(&mut self, t: &str) {
        self.ud.extend_from_slice(t.as_bytes());
    }

    /// A string with quotes and escapes.
    pub(crate) fn tekst(&mut self, t: &str) {
        self.ud.push(b'"');
        let mut rest = t.as_bytes();
        while let Some(sted) = rest.iter().position(|c| *c < 0x20 || *c == b'"' || *c == b'\\') {
            let (foer, efter) = rest.split_at(sted);
            self.ud.extend_from_slice(foer);
            let Some((&tegn, efter)) = efter.split_first() else { break };
            match tegn {
                b'"' => self.raa("\\\""),
                b'\\' => self.raa("\\\\"),
                b'\n' => self.raa("\\n"),
                b'\r' => self.raa("\\r"),
                b'\t' => self.raa("\\t"),
                _ => {
                    self.raa("\\u00");
                    self.ud.push(if tegn >= 0x10 { b'1' } else { b'0' });
                    let lav = tegn & 0xf;
                    self.ud.push(if lav < 10 { b'0' + lav } else { b'a' + lav - 10 });
                }
            }
            rest = efter;
        }
        self.ud.extend_from_slice(rest);
        self.ud.push(b'"');
    }

    pub(crate) fn uuid(&mut self, u: Uuid) {
        self.ud.push(b'"');
        let mut plads = [0_u8; 36];
        self.ud.extend_from_slice(u.hyphenated().encode_lower(&mut plads).as_bytes());
        self.ud.push(b'"');
    }

    fn unik_id(&mut self, id: &UnikId) {
        match id {
            UnikId::Uuid(u) => self.uuid(*u),
            UnikId::Urn(u) => self.tekst(u),
        }
    }

    /// `"key":` with a comma before it unless something was just opened. Keys hold nothing to escape.
    fn noegle(&mut self, navn: &str) {
        self.komma();
        self.ud.push(b'"');
        self.raa(navn);
        self.raa("\":");
    }

    fn komma(&mut self) {
        if !matches!(self.ud.last(), None | Some(b'{' | b'[' | b':')) {
            self.ud.push(b',');
        }
    }

    /// A time of a virkning, in PostgreSQL's text form (B-21).
    fn tid(&mut self, t: Tidspunkt) {
        if t == Tidspunkt::UENDELIG {
            return self.raa("\"infinity\"");
        }
        if let Some((_, sted, laengde)) = self.husket.iter().find(|(h, _, l)| *h == t && *l > 0).copied() {
            return self.ud.extend_from_within(sted..sted + laengde);
        }
        let sted = self.ud.len();
        self.tekst(&t.til_oio());
        if let Some(plads) = self.husket.get_mut(self.naeste) {
            *plads = (t, sted, self.ud.len() - sted);
        }
        self.naeste = (self.naeste + 1) % HUSKEDE;
    }

    fn virkning(&mut self, v: &Virkning) {
        self.noegle("virkning");
        self.raa("{\"from\":");
        self.tid(v.periode.fra);
        self.raa(",\"to\":");
        self.tid(v.periode.til);
        self.raa(",\"from_included\":true,\"to_included\":false");
        if let Some(a) = &v.aktoer {
            self.raa(",\"aktoerref\":");
            self.unik_id(a);
        }
        if let Some(a) = v.aktoertype {
            self.raa(",\"aktoertypekode\":\"");
            self.raa(a.navn());
            self.raa("\"");
        }
        if let Some(n) = v.note.as_deref().filter(|n| !n.is_empty()) {
            self.raa(",\"notetekst\":");
            self.tekst(n);
        }
        self.raa("}");
    }

    /// The whole object: id and registrations (B-5).
    pub(crate) fn objekt(&mut self, o: &Objekt) {
        self.raa("{\"id\":");
        self.uuid(o.uuid);
        self.raa(",\"registreringer\":[");
        for r in &o.registreringer {
            self.komma();
            self.registrering(r, o.objekttype);
        }
        self.raa("]}");
    }

    fn registrering(&mut self, r: &Registrering, t: &'static Objekttype) {
        self.raa("{\"fratidspunkt\":{\"tidsstempeldatotid\":\"");
        self.raa(&r.registreret.fra.til_oio_json());
        self.raa("\",\"graenseindikator\":true},\"tiltidspunkt\":{\"tidsstempeldatotid\":\"");
        self.raa(&r.registreret.til.til_oio_json());
        self.raa("\"},\"livscykluskode\":\"");
        self.raa(r.livscyklus.navn());
        self.raa("\",\"brugerref\":");
        self.unik_id(&r.bruger);
        self.indhold(r, t);
        self.raa("}");
    }

    /// What the registration says, in the shape that a command has.
    pub(crate) fn indhold(&mut self, r: &Registrering, t: &'static Objekttype) {
        if let Some(n) = r.note.as_deref().filter(|n| !n.is_empty()) {
            self.noegle("note");
            self.tekst(n);
        }
        if !r.billede.egenskaber.is_empty() {
            self.noegle("attributter");
            self.raa("{\"");
            self.raa(t.sti);
            self.raa("egenskaber\":");
            self.egenskaber(&r.billede.egenskaber, t.egenskaber);
            self.raa("}");
        }
        if r.billede.tilstande.values().any(|p| !p.is_empty()) {
            self.noegle("tilstande");
            self.raa("{");
            for def in t.tilstande {
                let Some(perioder) = r.billede.tilstande.get(&def.nr).filter(|p| !p.is_empty()) else { continue };
                self.komma();
                self.raa("\"");
                self.raa(t.sti);
                self.raa(def.navn);
                self.raa("\":[");
                for p in perioder {
                    self.komma();
                    self.raa("{");
                    if let Some(v) = usize::from(p.vaerdi).checked_sub(1).and_then(|v| def.vaerdier.get(v)) {
                        self.noegle(def.navn);
                        self.tekst(v);
                    }
                    self.virkning(&p.virkning);
                    self.raa("}");
                }
                self.raa("]");
            }
            self.raa("}");
        }
        if r.billede.relationer.values().any(|p| !p.is_empty()) {
            self.noegle("relationer");
            self.relationer(&r.billede.relationer, t.relationer);
        }
        if let Some(def) = t.varianter.filter(|_| !r.billede.varianter.is_empty()) {
            self.varianter(r, def);
        }
    }

    fn egenskaber(&mut self, perioder: &[Egenskab], felter: &'static [Felt]) {
        self.raa("[");
        for e in perioder {
            self.komma();
            self.raa("{");
            self.felter(&e.felter, felter);
            self.virkning(&e.virkning);
            self.raa("}");
        }
        self.raa("]");
    }

    /// Fields in the order of the table; empty, false and 0 are dropped, except an empty user key or title (B-23).
    fn felter(&mut self, vaerdier: &Felter, felter: &'static [Felt]) {
        for f in felter {
            let Some(v) = vaerdier.get(&f.nr) else { continue };
            if er_tom(v) && !(matches!(v, Vaerdi::Tekst(_)) && matches!(f.navn, "brugervendtnoegle" | "titel")) {
                continue;
            }
            self.noegle(f.navn);
            self.vaerdi(v, f);
        }
    }

    fn vaerdi(&mut self, v: &Vaerdi, f: &'static Felt) {
        match v {
            Vaerdi::Tom => self.raa("\"\""),
            Vaerdi::Tekst(t) => self.tekst(t),
            Vaerdi::Heltal(n) => self.raa(&n.to_string()),
            Vaerdi::Boolsk(b) => self.raa(if *b { "true" } else { "false" }),
            Vaerdi::Tidspunkt(t) => {
                self.raa("\"");
                self.raa(&t.til_oio_json());
                self.raa("\"");
            }
            Vaerdi::Reference(id) => self.unik_id(id),
            Vaerdi::Liste(l) => {
                self.raa("[");
                for v in l.iter().filter(|v| !er_tom(v)) {
                    self.komma();
                    self.vaerdi(v, f);
                }
                self.raa("]");
            }
            Vaerdi::Struktur(s) => {
                self.raa("{");
                if let register::Felttype::Struktur(felter) | register::Felttype::Strukturliste(felter) = f.slags {
                    self.felter(s, felter);
                }
                self.raa("}");
            }
        }
    }

    fn relationer(&mut self, relationer: &std::collections::BTreeMap<u16, Vec<Relation>>, defs: &'static [Relationsdef]) {
        self.raa("{");
        for def in defs {
            let Some(referencer) = relationer.get(&def.nr).filter(|r| !r.is_empty()) else { continue };
            self.noegle(def.navn);
            self.raa("[");
            for r in referencer {
                self.komma();
                self.relation(r, def);
            }
            self.raa("]");
        }
        self.raa("}");
    }

    fn relation(&mut self, r: &Relation, def: &'static Relationsdef) {
        self.raa("{");
        match &r.reference {
            Some(id) => self.maal(id),
            // What was cleared is shown as it is sent, so that the answer can be sent back.
            None if r.felter.is_empty() => self.raa("\"uuid\":\"\",\"urn\":\"\""),
            None => {}
        }
        for (navn, v) in [("objekttype", &r.objekttype), ("label", &r.label)] {
            if let Some(v) = v {
                self.noegle(navn);
                self.tekst(v);
            }
        }
        if let Some(i) = &r.indeks {
            self.noegle("indeks");
            match i.parse::<u32>() {
                Ok(n) if def.slags != Relationsslags::Rolle => self.raa(&n.to_string()),
                _ => self.tekst(i),
            }
        }
        for (navn, m) in [("rolle", &r.rolle), ("type", &r.slags)] {
            if let Some(m) = m {
                self.noegle(navn);
                self.maerke(m);
            }
        }
        self.felter(&r.felter, def.felter);
        self.virkning(&r.virkning);
        self.raa("}");
    }

    fn maal(&mut self, id: &UnikId) {
        self.noegle(if matches!(id, UnikId::Uuid(_)) { "uuid" } else { "urn" });
        self.unik_id(id);
    }

    fn maerke(&mut self, m: &Maerke) {
        self.raa("{");
        self.maal(&m.id);
        if let Some(l) = &m.label {
            self.noegle("label");
            self.tekst(l);
        }
        self.raa("}");
    }

    fn varianter(&mut self, r: &Registrering, def: &'static Variantdef) {
        self.noegle("varianter");
        self.raa("[");
        for v in &r.billede.varianter {
            self.komma();
            self.raa("{");
            self.noegle("varianttekst");
            self.tekst(&v.tekst);
            if !v.egenskaber.is_empty() {
                self.noegle("egenskaber");
                self.egenskaber(&v.egenskaber, def.egenskaber);
            }
            if !v.dele.is_empty() {
                self.noegle("dele");
                self.raa("[");
                for d in &v.dele {
                    self.komma();
                    self.raa("{");
                    self.noegle("deltekst");
                    self.tekst(&d.tekst);
                    if !d.egenskaber.is_empty() {
                        self.noegle("egenskaber");
                        self.egenskaber(&d.egenskaber, def.del_egenskaber);
                    }
                    if d.relationer.values().any(|l| !l.is_empty()) {
                        self.noegle("relationer");
                        self.relationer(&d.relationer, def.del_relationer);
                    }
                    self.raa("}");
                }
                self.raa("]");
            }
            self.raa("}");
        }
        self.raa("]");
    }
}

/// What LoRA drops from its answers (B-23).
fn er_tom(v: &Vaerdi) -> bool {
    match v {
        Vaerdi::Tom | Vaerdi::Heltal(0) | Vaerdi::Boolsk(false) => true,
        Vaerdi::Tekst(t) => t.is_empty(),
        Vaerdi::Liste(l) => l.iter().all(er_tom),
        Vaerdi::Struktur(s) => s.values().all(er_tom),
        Vaerdi::Heltal(_) | Vaerdi::Boolsk(true) | Vaerdi::Tidspunkt(_) | Vaerdi::Reference(_) => false,
    }
}

#[cfg(test)]
mod tests;
