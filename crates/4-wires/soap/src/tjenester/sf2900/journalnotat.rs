//! A journal note as the contract's DistributionObject, for those within the program who hand one over: written by the same tables as it is read by.
use super::kontrakter::indhold::DISTRIBUTION_OBJECT;
use crate::tjenester::hovedoplysninger::barn;
use grund::{Tidspunkt, UnikId, Uuid};
use kontrakt::Knude;

/// What a note says.
#[derive(Clone, Copy, Debug)]
pub struct Journalnotat<'n> {
    /// Its id.
    pub id: Uuid,
    /// KLE subject.
    pub kle: &'n str,
    /// KLE facet.
    pub facet: Option<&'n str>,
    /// The case that it belongs to.
    pub sag: Uuid,
    /// The party, and whether it is a person.
    pub part: Option<(&'n UnikId, bool)>,
    /// The system that registers it.
    pub system: Uuid,
    /// Who wrote it.
    pub bruger: &'n UnikId,
    /// When.
    pub tid: Tidspunkt,
    /// Title.
    pub titel: &'n str,
    /// Text.
    pub notat: &'n str,
}

fn reference(k: Knude, id: &UnikId) -> Knude {
    match id {
        UnikId::Uuid(u) => k.felt("UUID", u.to_string()),
        UnikId::Urn(u) => k.felt("URN", u.clone()),
    }
}

/// The DistributionObject as XML that stands alone.
pub fn xml(n: &Journalnotat<'_>) -> String {
    let tid = n.tid.til_xs();
    let post = |k: Knude| {
        let k = k
            .felt("ID", n.id.to_string())
            .felt("KLEEmneForslag", n.kle.to_owned())
            .felt_hvis("HandlingFacetForslag", n.facet.map(str::to_owned))
            .felt("SagForslag", n.sag.to_string());
        let k = match n.part {
            Some((id, person)) => barn(k, "PartAngivelse", |p| {
                let p = p.felt("ObjektType", if person { "Person" } else { "Virksomhed" });
                barn(p, "ReferenceID", |r| reference(r, id))
            }),
            None => k,
        };
        barn(k, "Registrering", |r| {
            let r = r.felt("FraTidsPunkt", tid.clone()).felt("LivscyklusKode", "Oprettet");
            let r = barn(r, "BrugerRef", |b| reference(b, n.bruger));
            let r = barn(r, "RegistreringItSystem", |s| s.felt("UUID", n.system.to_string()));
            barn(r, "RelationListe", |l| {
                barn(l, "JournalPost", |p| {
                    let p = barn(p, "Virkning", |v| {
                        let v = v.felt("FraTidspunkt", tid.clone());
                        barn(v, "Aktoer", |a| reference(a, n.bruger)).felt("AktoerType", "Bruger")
                    });
                    let p = p.felt("Rolle", "Journalpost").felt("Indeks", "1");
                    barn(p, "JournalnotatAttributter", |a| a.felt("Titel", n.titel.to_owned()).felt("Notat", n.notat.to_owned()))
                })
            })
        })
    };
    let objekt = Knude::ny(&DISTRIBUTION_OBJECT).felt("ObjektType", "JOURNALPOST");
    let mut ud = String::new();
    kontrakt::skriv(&barn(objekt, "ObjektIndhold", |k| barn(k, "DistributionJournalPost", post)), &mut ud);
    ud
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sapa04_a_note_has_what_the_contract_demands_in_its_order() {
        let (part, bruger) = (UnikId::Urn("urn:oio:cpr-nr:6101700001".into()), UnikId::Uuid(Uuid::from_u128(7)));
        let n = Journalnotat {
            id: Uuid::from_u128(1),
            kle: "32.24.04",
            facet: Some("G01"),
            sag: Uuid::from_u128(2),
            part: Some((&part, true)),
            system: Uuid::from_u128(3),
            bruger: &bruger,
            tid: Tidspunkt::fra_mikros(1_790_000_000_000_000),
            titel: "Samtale",
            notat: "Borgeren <ringede> & spurgte",
        };
        let x = xml(&n);
        let orden = [
            "JOURNALPOST",
            "00000000-0000-0000-0000-000000000001",
            "32.24.04",
            "G01",
            "00000000-0000-0000-0000-000000000002",
            "urn:oio:cpr-nr:6101700001",
            "Oprettet",
            "00000000-0000-0000-0000-000000000003",
            "Samtale",
            "Borgeren &lt;ringede&gt; &amp; spurgte",
        ];
        let steder: Vec<usize> = orden.iter().map(|t| x.find(t).unwrap_or_else(|| panic!("{t}: {x}"))).collect();
        assert!(steder.is_sorted(), "{x}");
    }
}
