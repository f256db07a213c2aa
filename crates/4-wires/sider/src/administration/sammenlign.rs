//! What an agreement asks for beside what was approved before: pure, so that nothing is overlooked.
use ::administration::typer::{Aftaletjeneste, Serviceaftale};
use std::collections::BTreeMap;
use std::collections::BTreeSet;

/// What became of something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Aendring {
    /// It is asked for now.
    Ny,
    /// It is not asked for any more.
    Vaek,
    /// As before.
    Uaendret,
}

/// Values of a restriction, in order. `None`: there is none, which means that nothing is held back.
pub type Vaerdier = Option<Vec<String>>;

/// What is asked of one service, and what becomes of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tjenesteforskel {
    /// The service's entity id.
    pub entityid: String,
    /// Of the service as a whole.
    pub aendring: Aendring,
    /// Its roles by URI.
    pub roller: Vec<(String, Aendring)>,
    /// Its restrictions: URI, values before and now.
    pub parametre: Vec<(String, Vaerdier, Vaerdier)>,
}

impl Tjenesteforskel {
    /// Something is other than before.
    pub fn er_aendret(&self) -> bool {
        self.aendring != Aendring::Uaendret
            || self.roller.iter().any(|(_, a)| *a != Aendring::Uaendret)
            || self.parametre.iter().any(|(_, foer, nu)| foer != nu)
    }
}

/// The services of either, in order of entity id. Without one from before everything is new.
pub fn tjenester(foer: Option<&Serviceaftale>, nu: &Serviceaftale) -> Vec<Tjenesteforskel> {
    let gamle = samlet(foer.map_or(&[], |f| &f.tjenester));
    let nye = samlet(&nu.tjenester);
    let alle: BTreeSet<&str> = gamle.keys().chain(nye.keys()).copied().collect();
    let tom = Indhold::default();
    alle.into_iter()
        .map(|id| {
            let (g, n) = (gamle.get(id), nye.get(id));
            let aendring = match (g, n) {
                (None, _) => Aendring::Ny,
                (Some(_), None) => Aendring::Vaek,
                (Some(_), Some(_)) => Aendring::Uaendret,
            };
            let (g, n) = (g.unwrap_or(&tom), n.unwrap_or(&tom));
            let roller = g.roller.union(&n.roller).map(|r| {
                let a = match (g.roller.contains(r), n.roller.contains(r)) {
                    (false, _) => Aendring::Ny,
                    (true, false) => Aendring::Vaek,
                    (true, true) => Aendring::Uaendret,
                };
                ((*r).to_owned(), a)
            });
            let uri: BTreeSet<&str> = g.parametre.keys().chain(n.parametre.keys()).copied().collect();
            let vaerdier = |i: &Indhold<'_>, u: &str| i.parametre.get(u).map(|v| v.iter().map(|v| (*v).to_owned()).collect());
            let parametre = uri.into_iter().map(|u| (u.to_owned(), vaerdier(g, u), vaerdier(n, u)));
            Tjenesteforskel { entityid: id.to_owned(), aendring, roller: roller.collect(), parametre: parametre.collect() }
        })
        .collect()
}

#[derive(Default)]
struct Indhold<'a> {
    roller: BTreeSet<&'a str>,
    parametre: BTreeMap<&'a str, BTreeSet<&'a str>>,
}

fn samlet(l: &[Aftaletjeneste]) -> BTreeMap<&str, Indhold<'_>> {
    let mut ud: BTreeMap<&str, Indhold<'_>> = BTreeMap::new();
    for t in l {
        let i = ud.entry(&t.entityid).or_default();
        i.roller.extend(t.roller.iter().map(String::as_str));
        for p in &t.parametre {
            i.parametre.entry(&p.uri).or_default().extend(p.vaerdier.iter().map(String::as_str));
        }
    }
    ud
}

#[cfg(test)]
mod tests {
    use super::*;
    use ::administration::typer::Parametervaerdi;
    use grund::Uuid;

    type Proeve<'a> = (&'a str, &'a [&'a str], &'a [(&'a str, &'a [&'a str])]);

    fn aftale(tjenester: &[Proeve<'_>]) -> Serviceaftale {
        let ejet = |l: &[&str]| l.iter().map(|t| (*t).to_owned()).collect::<Vec<_>>();
        Serviceaftale {
            navn: "A".into(),
            begrundelse: "B".into(),
            videregivelse: false,
            anmodning: Uuid::nil(),
            tjenester: tjenester
                .iter()
                .map(|(id, roller, p)| Aftaletjeneste {
                    entityid: (*id).into(),
                    roller: ejet(roller),
                    parametre: p.iter().map(|(u, v)| Parametervaerdi { uri: (*u).into(), vaerdier: ejet(v) }).collect(),
                })
                .collect(),
            datamodtager: None,
            gyldigfra: None,
            gyldigtil: None,
            anmodet: None,
            afgjortaf: String::new(),
            note: String::new(),
            anvendersystem: None,
            erstatter: None,
        }
    }

    #[test]
    fn every_service_role_and_restriction_that_differs_is_told() {
        let foer = aftale(&[("a", &["laes", "skriv"], &[("kle", &["27.*"])]), ("b", &["laes"], &[])]);
        let nu = aftale(&[("a", &["laes", "slet"], &[]), ("c", &["laes"], &[("kle", &["32", "27"])])]);
        let f = tjenester(Some(&foer), &nu);
        let [a, b, c] = f.as_slice() else { panic!("{f:?}") };
        assert_eq!(a.aendring, Aendring::Uaendret);
        assert_eq!(a.roller, [("laes".into(), Aendring::Uaendret), ("skriv".into(), Aendring::Vaek), ("slet".into(), Aendring::Ny)]);
        assert_eq!(a.parametre, [("kle".into(), Some(vec!["27.*".into()]), None)], "a restriction that is gone opens more");
        assert_eq!((b.aendring, c.aendring), (Aendring::Vaek, Aendring::Ny));
        assert_eq!(c.parametre, [("kle".into(), None, Some(vec!["27".into(), "32".into()]))]);
        assert!(a.er_aendret());
    }

    #[test]
    fn the_order_in_which_it_is_written_is_no_difference() {
        let foer = aftale(&[("a", &["x", "y"], &[("kle", &["1", "2"])])]);
        let nu = aftale(&[("a", &["y", "x"], &[("kle", &["2", "1"])])]);
        assert!(tjenester(Some(&foer), &nu).iter().all(|t| !t.er_aendret()));
        assert!(tjenester(None, &nu).iter().all(|t| t.aendring == Aendring::Ny));
    }
}
