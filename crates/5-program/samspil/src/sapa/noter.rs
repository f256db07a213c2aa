//! Journal notes by Fordelingskomponenten: to the case's own system, by name (C-51).
use ::sapa::notat::{Afsendt, Notatbrev, Notatstatus};
use ::sapa::port::Notevej;
use async_trait::async_trait;
use fordeling::Fordelingskomponent;
use fordeling::komponent::Udvalg;
use fordeling::maske::{Emne, Facet};
use fordeling::model::{Anmodning, Kontekst, Kvitteringskode, Objektslags, Rutevalg};
use fordeling::overdragelse::{Overdragelse, Tilstand};
use grund::{Fejl, Fejlkode, Kaldekontekst, Rettigheder, UnikId, Uuid};
use soap::tjenester::sf2900::journalnotat::{Journalnotat, xml};
use std::sync::Arc;

/// SAPA as the system that sends, where the call has none: the open mode.
fn sapa() -> Uuid {
    Uuid::new_v5(&Uuid::NAMESPACE_URL, b"samspil:sapa")
}

/// Fordelingskomponenten behind the port.
pub(super) struct Noter(pub(super) Arc<Fordelingskomponent>);

/// The user's role has decided; what the receiver may is the component's to say.
fn som_sapa(kald: &Kaldekontekst) -> Kaldekontekst {
    Kaldekontekst { retter: Arc::new(Rettigheder::Alt), system: kald.system.or_else(|| Some(sapa())), ..kald.clone() }
}

#[async_trait]
impl Notevej for Noter {
    async fn send(&self, kald: &Kaldekontekst, n: &Notatbrev) -> Result<Afsendt, Fejl> {
        let kald = som_sapa(kald);
        let emne = Emne::laes(&n.kle).ok_or_else(|| Fejl::ny(Fejlkode::UgyldigtMoenster).felt("kle").regel("KLE-01"))?;
        let facet = n.facet.as_deref().filter(|f| Facet::laes(f).is_some());
        let er_person = |p: &UnikId| ::sapa::Partsid::af(p.clone()).kan_vaere_person();
        let indhold = xml(&Journalnotat {
            id: n.id,
            kle: &n.kle,
            facet,
            sag: n.sag,
            part: n.part.as_ref().map(|p| (p, er_person(p))),
            system: kald.system.unwrap_or_default(),
            bruger: &n.bruger,
            tid: n.skrevet,
            titel: &n.titel,
            notat: &n.tekst,
        });
        let personer = n.part.iter().filter_map(|p| ::sapa::Partsid::af(p.clone()).cpr_cifre().map(str::to_owned)).collect();
        let anmodning = Anmodning {
            kontekst: Kontekst {
                anvender_id: n.id,
                id: None,
                digital_post_id: None,
                afsender: kald.myndighed,
                modtager: n.myndighed,
                valg: Rutevalg::Aktoer(n.system),
                filnavn: None,
            },
            slags: Objektslags::Journalpost,
            objekt: n.id,
            emneforslag: emne,
            registreret_af: kald.system,
            personer,
            indhold,
        };
        let (k, _) = self.0.afsend(&kald, anmodning).await?;
        let afvist = k.kode != Kvitteringskode::Modtaget;
        let status = if afvist { Notatstatus::Afvist } else { Notatstatus::Sendt };
        Ok(Afsendt { status, begrundelse: k.begrundelse.filter(|_| afvist), siden: kald.nu })
    }

    async fn hvor(&self, kald: &Kaldekontekst, id: Uuid) -> Result<Option<Afsendt>, Fejl> {
        let u = Udvalg { anvender_id: Some(id), antal: 1, ..Udvalg::default() };
        Ok(self.0.list(&som_sapa(kald), &u).await?.fundne.first().map(stand))
    }
}

fn stand(o: &Overdragelse) -> Afsendt {
    let status = match o.tilstand {
        Tilstand::Modtaget => Notatstatus::Sendt,
        Tilstand::Afleveret | Tilstand::Udloebet | Tilstand::Sendt => Notatstatus::Modtaget,
        Tilstand::Accepteret => Notatstatus::Journaliseret,
        Tilstand::Afvist | Tilstand::Fejlet => Notatstatus::Afvist,
    };
    let sidste = o.kvitteringer.iter().rev().find_map(|k| k.kvittering.begrundelse.as_deref());
    let begrundelse = sidste.filter(|_| status == Notatstatus::Afvist).map(fordeling::vis::fremmed_tekst);
    Afsendt { status, begrundelse, siden: o.siden() }
}
