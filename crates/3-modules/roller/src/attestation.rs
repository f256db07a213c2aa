//! Rounds of attestation: who had what when the round began is what is asked about; what managers say is kept, and what they remove ends at once.
use crate::afgoer;
use crate::modul::Roller;
use crate::typer::*;
use adgang::Kalder;
use adgang::personale::Medarbejder;
use grund::id::laes_uuid;
use grund::{Cvr, Fejl, Fejlkode, Uuid};
use register::Post;
use register::post::Skriv;
use std::collections::BTreeMap;

/// One role of one employee, to be confirmed or removed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Punkt {
    /// The employee.
    pub bruger: Uuid,
    /// Its name.
    pub navn: String,
    /// Who is asked: the leader of the unit, or of the nearest above it that has one; nobody's own.
    pub leder: Option<Uuid>,
    /// The assignment.
    pub tildeling: Uuid,
    /// The role.
    pub rolle: Uuid,
    /// The role's name.
    pub rollenavn: String,
    /// What was said, if anything.
    pub svar: Option<Attestationssvar>,
}

/// How far a round is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Status {
    /// Points.
    pub punkter: usize,
    /// Confirmed.
    pub bekraeftet: usize,
    /// Removed.
    pub fjernet: usize,
    /// Points that wait, by leader (`None`: nobody is leader there): who is to be reminded.
    pub venter: BTreeMap<Option<Uuid>, usize>,
    /// The date has passed.
    pub overskredet: bool,
}

/// The id of an answer: one for each point.
fn svar_id(kampagne: Uuid, tildeling: Uuid, bruger: Uuid) -> Uuid {
    Uuid::new_v5(&kampagne, format!("{tildeling}/{bruger}").as_bytes())
}

impl Roller {
    /// Begins a round.
    ///
    /// # Errors
    /// `IngenAdgang`, and those of fields and store.
    pub async fn begynd_attestation(
        &self,
        kalder: &Kalder<'_>,
        cvr: Cvr,
        k: &Attestationskampagne,
    ) -> Result<Post<Attestationskampagne>, Fejl> {
        Self::maa(kalder, cvr)?;
        let nu = kalder.kald.nu;
        crate::kontrol::linje("navn", &k.navn)?;
        if k.frist.is_none_or(|f| f <= nu) {
            return Err(Fejl::ny(Fejlkode::UgyldigTid).felt("frist").ventet(("et tidspunkt i fremtiden", "a time to come")));
        }
        if let Some(r) = k.roller.iter().find(|r| laes_uuid(r).is_none()) {
            return Err(Fejl::ny(Fejlkode::UgyldigUuid).felt("roller").detalje(grund::fejl::uddrag(r)));
        }
        let data = Attestationskampagne { begyndt: Some(nu), begyndtaf: kalder.kendetegn(), ..k.clone() };
        let _laas = self.laas.lock().await;
        self.gem(kalder, Skriv::ny(cvr, self.ids.ny(), &data, nu)).await
    }

    /// Ends a round; what nobody has answered stays as it is, and the status says so.
    ///
    /// # Errors
    /// `IngenAdgang`, `FindesIkke`, and those of the store.
    pub async fn luk_attestation(&self, kalder: &Kalder<'_>, cvr: Cvr, uuid: Uuid) -> Result<Post<Attestationskampagne>, Fejl> {
        Self::maa(kalder, cvr)?;
        let _laas = self.laas.lock().await;
        let p = self.post::<Attestationskampagne>(cvr, uuid).await?;
        self.gem(kalder, Skriv { data: None, ..Skriv::ret(&p, &p.data) }.tilstand(2, kalder.kald.nu)).await
    }

    /// What a round asks about.
    ///
    /// # Errors
    /// `IngenAdgang`, `FindesIkke`, and those of the store.
    pub async fn attestationspunkter(&self, kalder: &Kalder<'_>, cvr: Cvr, kampagne: Uuid) -> Result<Vec<Punkt>, Fejl> {
        Self::maa(kalder, cvr)?;
        let k = self.post::<Attestationskampagne>(cvr, kampagne).await?.data;
        let t = k.begyndt.unwrap_or(kalder.kald.nu);
        let (b, folk) = (self.bibliotek(&[cvr]).await?, self.personale.alle(cvr, kalder.kald.nu).await?);
        let roller: Vec<Uuid> = k.roller.iter().filter_map(|r| laes_uuid(r)).collect();
        let mut ledere: BTreeMap<Uuid, Uuid> = BTreeMap::new();
        for m in &folk {
            ledere.extend(afgoer::pladser(m, t).filter(|s| s.leder).map(|s| (s.enhed, m.uuid)));
        }
        let Some(bog) = b.boeger.get(&cvr) else { return Ok(Vec::new()) };
        let mut ud = Vec::new();
        for m in &folk {
            let enheder: Vec<Uuid> =
                afgoer::pladser(m, t).flat_map(|s| afgoer::opad(m, s.enhed, t)).filter_map(|sti| sti.last().copied()).collect();
            if k.enhed.is_some_and(|e| !enheder.contains(&e)) {
                continue;
            }
            for j in afgoer::roller(&b, cvr, m, &[], t).roller {
                if !roller.is_empty() && !roller.contains(&j.uuid) {
                    continue;
                }
                for tildeling in j.grunde.iter().filter_map(|g| g.tildeling).collect::<std::collections::BTreeSet<_>>() {
                    ud.push(Punkt {
                        bruger: m.uuid,
                        navn: m.navn.clone(),
                        leder: leder(m, &ledere, &enheder),
                        tildeling,
                        rolle: j.uuid,
                        rollenavn: j.rolle.navn.clone(),
                        svar: bog.svar.get(&svar_id(kampagne, tildeling, m.uuid)).map(|s| (*s.sidst).clone()),
                    });
                }
            }
        }
        ud.sort_by(|a, b| (a.leder, &a.navn, a.rolle).cmp(&(b.leder, &b.navn, b.rolle)));
        Ok(ud)
    }

    /// How far the round is, and who is to be reminded.
    ///
    /// # Errors
    /// As [`Self::attestationspunkter`].
    pub async fn attestationsstatus(&self, kalder: &Kalder<'_>, cvr: Cvr, kampagne: Uuid) -> Result<Status, Fejl> {
        let k = self.post::<Attestationskampagne>(cvr, kampagne).await?.data;
        let mut ud = Status { overskredet: k.frist.is_some_and(|f| f <= kalder.kald.nu), ..Status::default() };
        for p in self.attestationspunkter(kalder, cvr, kampagne).await? {
            ud.punkter += 1;
            match p.svar.as_ref().map(|s| s.svar.as_str()) {
                Some("bekraeftet") => ud.bekraeftet += 1,
                Some(_) => ud.fjernet += 1,
                None => *ud.venter.entry(p.leder).or_default() += 1,
            }
        }
        Ok(ud)
    }

    /// A manager's word. What is removed ends in the same transaction: an assignment to the employee ends, of another one the employee becomes an exception.
    ///
    /// # Errors
    /// `IngenAdgang`, `FindesIkke` for a point that the round does not ask about, `Rolletilstand` when the round has ended, and those of the store.
    pub async fn attester(&self, kalder: &Kalder<'_>, cvr: Cvr, s: &Attestationssvar) -> Result<Post<Attestationssvar>, Fejl> {
        Self::maa(kalder, cvr)?;
        if !matches!(s.svar.as_str(), "bekraeftet" | "fjernet") {
            return Err(Fejl::ny(Fejlkode::UgyldigVaerdi).felt("svar").tilladt(["bekraeftet", "fjernet"]));
        }
        let punkter = self.attestationspunkter(kalder, cvr, s.kampagne).await?;
        let punkt = punkter.iter().find(|p| p.tildeling == s.tildeling && p.bruger == s.bruger);
        let punkt = punkt.ok_or_else(|| Fejl::ny(Fejlkode::FindesIkke).felt("tildeling"))?;
        // Nobody attests what he has himself.
        if laes_uuid(&s.af) == Some(s.bruger) {
            return Err(Fejl::ny(Fejlkode::IngenAdgang).felt("af").regel("JR-01"));
        }
        let nu = kalder.kald.nu;
        let _laas = self.laas.lock().await;
        let kampagne = self.post::<Attestationskampagne>(cvr, s.kampagne).await?;
        if kampagne.tilstand() != "aaben" {
            return Err(Fejl::ny(Fejlkode::Rolletilstand).felt("kampagne").tilladt(["aaben"]));
        }
        let uuid = svar_id(s.kampagne, s.tildeling, s.bruger);
        let mut kommandoer = Vec::new();
        match self.post::<Attestationssvar>(cvr, uuid).await {
            Ok(p) => kommandoer.push(Self::kommando(kalder, &Skriv::ret(&p, s))?),
            Err(f) if f.kode() == Fejlkode::FindesIkke => kommandoer.push(Self::kommando(kalder, &Skriv::ny(cvr, uuid, s, nu))?),
            Err(f) => return Err(f),
        }
        if s.svar == "fjernet" {
            let p = self.post::<Rolletildeling>(cvr, punkt.tildeling).await?;
            let undtaget = p.data.undtagelser.iter().any(|u| laes_uuid(u) == Some(s.bruger));
            if p.data.modtager == "bruger" && p.tilstand() == "aktiv" {
                kommandoer.push(Self::kommando(kalder, &Skriv { data: None, ..Skriv::ret(&p, &p.data) }.tilstand(4, nu))?);
            } else if p.data.modtager != "bruger" && !undtaget {
                let mut x = p.data.clone();
                x.undtagelser.push(s.bruger.to_string());
                kommandoer.push(Self::kommando(kalder, &Skriv::ret(&p, &x))?);
            }
        }
        self.udfoer(kalder, kommandoer).await?;
        self.post::<Attestationssvar>(cvr, uuid).await
    }
}

/// The leader of the employee's unit, or of the nearest above it; never the employee.
fn leder(m: &Medarbejder, ledere: &BTreeMap<Uuid, Uuid>, enheder: &[Uuid]) -> Option<Uuid> {
    enheder.iter().filter_map(|e| ledere.get(e)).copied().find(|l| *l != m.uuid)
}
