//! Where answers of Serviceplatformen's services come from, for whom; the real systems behind some of them; how many look-ups somebody may make in a month.
use crate::administration::{Administration, Skriv, navngivet};
use crate::bog::{Bog, IBog};
use crate::stamdata::findes_ikke;
use crate::typer::{Kilderegel, Kvoteregel, Opstroem};
use adgang::FAELLES;
use adgang::Kalder;
use grund::spor::Kildeslags;
use grund::{Cvr, Fejl, Fejlkode, Tidspunkt, Uuid};
use register::Post;
use std::sync::Arc;

impl Bog {
    /// The authority's rule for the service, else the rule for all. In memory: every call of such a service asks.
    pub fn kilderegel(&self, entity_id: &str, myndighed: Cvr, nu: Tidspunkt) -> Option<Arc<Post<Kilderegel>>> {
        let i = self.laes();
        let en = |cvr: Option<Cvr>| i.kilder.get(&cvr)?.iter().find(|p| p.data.entityid == entity_id && p.er("aktiv", nu)).cloned();
        en(Some(myndighed)).or_else(|| en(None))
    }

    /// The upstream of that name, whosever it is.
    pub fn opstroem(&self, navn: &str, nu: Tidspunkt) -> Option<Arc<Post<Opstroem>>> {
        self.laes().opstroemme.get(navn).filter(|p| p.er("aktiv", nu)).cloned()
    }

    /// The same, where that authority's calls may go to it.
    pub fn opstroem_for(&self, navn: &str, myndighed: Cvr, nu: Tidspunkt) -> Option<Arc<Post<Opstroem>>> {
        self.opstroem(navn, nu).filter(|p| p.data.er_for(myndighed))
    }

    /// The quotas on the service that the authority's calls count for.
    pub fn kvoteregler(&self, entity_id: &str, myndighed: Cvr, nu: Tidspunkt) -> Vec<Arc<Post<Kvoteregel>>> {
        let i = self.laes();
        let mine = i.kvoter.get(&myndighed).into_iter().flatten();
        mine.filter(|p| p.data.entityid == entity_id && p.er("aktiv", nu)).cloned().collect()
    }
}

/// Letters, digits and signs that are safe in a header, a path and a command.
fn er_navn(t: &str, ogsaa: &[u8]) -> bool {
    !t.is_empty() && !t.starts_with(['.', '-']) && t.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || ogsaa.contains(&b))
}

fn form(felt: &'static str, dansk: &str, engelsk: &str) -> Fejl {
    Fejl::ny(Fejlkode::UgyldigtMoenster).felt(felt).ventet((dansk, engelsk))
}

impl Administration {
    fn kraev_for(&self, kalder: &Kalder<'_>, cvr: Option<Cvr>) -> Result<(), Fejl> {
        match cvr {
            None => kalder.kraev(kalder.drift(), "drift"),
            Some(c) => {
                kalder.kraev(kalder.drift() || kalder.aftaler(c), format!("aftaler {c}"))?;
                if self.aktoer(c).is_some_and(|a| a.data.myndighed) { Ok(()) } else { Err(findes_ikke().felt("cvr")) }
            }
        }
    }

    fn kraev_tjeneste(&self, entity_id: &str) -> Result<(), Fejl> {
        if self.bog().laes().tjeneste_post(entity_id).is_some() { Ok(()) } else { Err(findes_ikke().felt("entityid")) }
    }

    /// Says where a service's answers come from: for one authority (which may say it itself), or for all who have said nothing (operations). Felt by the next call.
    ///
    /// # Errors
    /// `IngenAdgang`; `FindesIkke` for an unknown service, authority or upstream; those of fields and store.
    pub async fn saet_kilde(&self, kalder: &Kalder<'_>, regel: &Kilderegel) -> Result<Post<Kilderegel>, Fejl> {
        self.kraev_for(kalder, regel.cvr)?;
        self.kraev_tjeneste(&regel.entityid)?;
        let gennem = regel.kilde == Kildeslags::Gennemstilling;
        if gennem {
            self.kraev_opstroem(kalder, regel)?;
        }
        if !gennem && !regel.opstroem.is_empty() {
            return Err(Fejl::ny(Fejlkode::UgyldigVaerdi).felt("opstroem").ventet(("kun ved gennemstilling", "with gennemstilling only")));
        }
        let _laas = self.laas.lock().await;
        self.saet(kalder, regel.cvr.unwrap_or(FAELLES), kilde_id(&regel.entityid, regel.cvr), regel).await
    }

    /// The upstream that a rule names is there, and is the rule's authority's. Another's is none for who may not see upstreams.
    fn kraev_opstroem(&self, kalder: &Kalder<'_>, regel: &Kilderegel) -> Result<(), Fejl> {
        let o = self.bog().opstroem(&regel.opstroem, kalder.kald.nu).ok_or_else(|| findes_ikke().felt("opstroem"))?;
        let alles = o.data.myndigheder.is_empty() && o.data.aftale.is_none();
        if regel.cvr.map_or(alles, |c| o.data.er_for(c)) {
            return Ok(());
        }
        if !kalder.drift() {
            return Err(findes_ikke().felt("opstroem"));
        }
        let f = Fejl::ny(Fejlkode::UgyldigVaerdi).felt("cvr").tilladt(&o.data.myndigheder);
        Err(f.detalje((
            format!("opstrømmen {} er ikke for den myndighed", regel.opstroem),
            format!("the upstream {} is not for that authority", regel.opstroem),
        )))
    }

    /// Takes the rule away: what holds for all holds again, or what the service does by itself.
    ///
    /// # Errors
    /// `IngenAdgang`, `FindesIkke`, those of the store.
    pub async fn fjern_kilde(&self, kalder: &Kalder<'_>, entity_id: &str, cvr: Option<Cvr>) -> Result<Post<Kilderegel>, Fejl> {
        self.kraev_for(kalder, cvr)?;
        self.nedlaeg(kalder, cvr.unwrap_or(FAELLES), kilde_id(entity_id, cvr)).await.map_err(|f| f.felt("entityid"))
    }

    /// The rules that the caller may see: its authorities' and those for all.
    pub fn kilderegler(&self, kalder: &Kalder<'_>) -> Vec<Arc<Post<Kilderegel>>> {
        let maa = |c: Option<Cvr>| c.is_none_or(|c| kalder.drift() || kalder.aftaler(c));
        let bog = self.bog();
        let i = bog.laes();
        let alle = i.kilder.iter().filter(|(c, _)| maa(**c)).flat_map(|(_, l)| l);
        let mut ud: Vec<_> = alle.filter(|p| p.er("aktiv", kalder.kald.nu)).cloned().collect();
        ud.sort_by_key(|p| (p.data.entityid.clone(), p.data.cvr));
        ud
    }

    /// Creates or changes an upstream; for operations.
    ///
    /// # Errors
    /// `IngenAdgang`, and those of fields and store.
    pub async fn saet_opstroem(&self, kalder: &Kalder<'_>, o: &Opstroem) -> Result<Post<Opstroem>, Fejl> {
        kalder.kraev(kalder.drift(), "drift")?;
        if !er_navn(&o.navn, b"-") {
            return Err(form("navn", "små bogstaver, cifre og bindestreg", "lower-case letters, digits and hyphens"));
        }
        let er_adresse = |t: &str| {
            let rest = t.strip_prefix("https://").or_else(|| t.strip_prefix("http://"));
            let tegn = |r: &str| !r.is_empty() && r.bytes().all(|b| b.is_ascii_graphic() && !b"@?#\"<>\\".contains(&b));
            rest.is_some_and(|r| tegn(r) && !r.split('/').any(|d| d == "." || d == ".."))
        };
        for (felt, adresse) in [("adresse", &o.adresse), ("sts", &o.sts)] {
            if !(er_adresse(adresse) || (felt == "sts" && adresse.is_empty())) {
                return Err(form(felt, "https://vært[:port][/sti]", "https://host[:port][/path]"));
            }
        }
        for (felt, fil) in [("certifikat", &o.certifikat), ("rod", &o.rod)] {
            if !fil.is_empty() && !er_navn(&fil.to_ascii_lowercase(), b"-._") {
                return Err(form(felt, "navnet på en fil uden mappe", "the name of a file without a folder"));
            }
        }
        let ider = [o.aftale, o.system, o.bruger, o.tjeneste];
        if ider.iter().any(Option::is_some) && !ider.iter().all(Option::is_some) {
            return Err(Fejl::ny(Fejlkode::ManglerElement).felt("aftale").tilladt(["aftale", "system", "bruger", "tjeneste"]));
        }
        for m in &o.myndigheder {
            let kendt = m.parse().ok().and_then(|c| self.aktoer(c)).is_some_and(|a| a.data.myndighed);
            if !kendt {
                return Err(findes_ikke().felt("myndigheder").detalje(grund::fejl::uddrag(m)));
            }
        }
        let ventet = |dansk: &str, engelsk: &str| Fejl::ny(Fejlkode::UgyldigVaerdi).ventet((dansk, engelsk));
        if o.aftale.is_some() && o.myndigheder.len() != 1 {
            return Err(ventet("den ene myndighed, som aftalen er med", "the one authority whose agreement it is").felt("myndigheder"));
        }
        if !o.sts.is_empty() && o.aftale.is_some() {
            return Err(ventet("enten et token eller en aftales id'er", "either a token or the ids of an agreement").felt("sts"));
        }
        if !o.sts.is_empty() && o.certifikat.is_empty() {
            // A token is bound to the certificate that it was asked for with.
            return Err(Fejl::ny(Fejlkode::ManglerElement).felt("certifikat"));
        }
        let _laas = self.laas.lock().await;
        self.saet(kalder, FAELLES, navngivet("opstroem", &o.navn), o).await
    }

    /// Ends an upstream that no rule names.
    ///
    /// # Errors
    /// `IngenAdgang`, `IBrug`, `FindesIkke`, those of the store.
    pub async fn fjern_opstroem(&self, kalder: &Kalder<'_>, navn: &str) -> Result<Post<Opstroem>, Fejl> {
        kalder.kraev(kalder.drift(), "drift")?;
        let bruger = self.kilderegler(kalder).into_iter().find(|r| r.data.opstroem == navn);
        if let Some(r) = bruger {
            let hvem = r.data.cvr.map_or_else(|| "alle".to_owned(), |c| c.to_string());
            return Err(Fejl::ny(Fejlkode::IBrug).felt("navn").detalje(format!("{} ({hvem})", r.data.entityid)));
        }
        self.nedlaeg(kalder, FAELLES, navngivet("opstroem", navn)).await.map_err(|f| f.felt("navn"))
    }

    /// Every upstream, by name; for operations.
    ///
    /// # Errors
    /// `IngenAdgang`.
    pub fn opstroemme(&self, kalder: &Kalder<'_>) -> Result<Vec<Arc<Post<Opstroem>>>, Fejl> {
        kalder.kraev(kalder.drift(), "drift")?;
        let mut ud: Vec<_> = self.bog().laes().opstroemme.values().filter(|p| p.er("aktiv", kalder.kald.nu)).cloned().collect();
        ud.sort_by_key(|p| p.data.navn.clone());
        Ok(ud)
    }

    /// Says how many look-ups in a month the authority's calls of a service may be: all of them, those of a system, or those under an agreement. For the authority and operations.
    ///
    /// # Errors
    /// `IngenAdgang`, `FindesIkke`, those of fields and store.
    pub async fn saet_kvote(&self, kalder: &Kalder<'_>, regel: &Kvoteregel) -> Result<Post<Kvoteregel>, Fejl> {
        self.kraev_for(kalder, Some(regel.cvr))?;
        self.kraev_tjeneste(&regel.entityid)?;
        let _laas = self.laas.lock().await;
        let hvad = |u: Option<Uuid>| u.map(|u| u.to_string()).unwrap_or_default();
        let navn = format!("{} {} {} {}", regel.entityid, regel.cvr, hvad(regel.system), hvad(regel.aftale));
        self.saet(kalder, regel.cvr, navngivet("kvote", &navn), regel).await
    }

    /// Takes a quota away.
    ///
    /// # Errors
    /// `FindesIkke`, also where it is another authority's; those of the store.
    pub async fn fjern_kvote(&self, kalder: &Kalder<'_>, uuid: Uuid) -> Result<Post<Kvoteregel>, Fejl> {
        let regel = self.kvoter(kalder).into_iter().find(|p| p.uuid == uuid).ok_or_else(findes_ikke)?;
        self.nedlaeg(kalder, regel.ejer, uuid).await
    }

    /// The quotas that the caller may see.
    pub fn kvoter(&self, kalder: &Kalder<'_>) -> Vec<Arc<Post<Kvoteregel>>> {
        let maa = |c: Cvr| kalder.drift() || kalder.aftaler(c);
        let bog = self.bog();
        let i = bog.laes();
        let alle = i.kvoter.iter().filter(|(c, _)| maa(**c)).flat_map(|(_, l)| l);
        let mut ud: Vec<_> = alle.filter(|p| p.er("aktiv", kalder.kald.nu)).cloned().collect();
        ud.sort_by_key(|p| (p.data.entityid.clone(), p.data.cvr, p.uuid));
        ud
    }

    /// Ends an object that is known by a name of its own. It may be made anew.
    async fn nedlaeg<T: IBog>(&self, kalder: &Kalder<'_>, ejer: Cvr, uuid: Uuid) -> Result<Post<T>, Fejl> {
        let _laas = self.laas.lock().await;
        let gammel = self.hent::<T>(ejer, uuid).await?.filter(|p| p.er("aktiv", kalder.kald.nu)).ok_or_else(findes_ikke)?;
        self.gem(kalder, Skriv::ret(&gammel, &gammel.data).tilstand(2, kalder.kald.nu)).await
    }
}

fn kilde_id(entity_id: &str, cvr: Option<Cvr>) -> Uuid {
    navngivet("kilde", &format!("{entity_id} {}", cvr.map(|c| c.to_string()).unwrap_or_default()))
}
