//! Lists of advis: of the user's groups, a page at a time; and those about a party. What is about a case or a grant is shown to those who see it now.
use super::{Advis, Advistilstand};
use crate::raekker::{self, Art, noegle, sidste_uuid, tid_bytes};
use crate::{Funktion, Kalder, Partsid, Sapa};
use grund::{Cvr, Fejl, Fejlkode, Tidspunkt, UnikId, Uuid, graenser};
use register::Laesevalg;
use std::collections::BTreeSet;

/// Rounds of a page that look for what the user may see: one who sees little of a group's gets short pages.
const RUNDER: usize = 10;

/// Which are wanted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Udvalg {
    /// Of which group.
    pub gruppe: Uuid,
    /// In which state.
    pub tilstand: Advistilstand,
    /// Only those that the user has taken over.
    pub mine: bool,
    /// After this one, which was where the page before ended.
    pub efter: Option<(Tidspunkt, Uuid)>,
    /// At most so many.
    pub antal: usize,
}

/// A page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Side {
    /// The oldest first.
    pub advis: Vec<Advis>,
    /// Where the next page begins; none when this was the last.
    pub efter: Option<(Tidspunkt, Uuid)>,
}

fn sted(noegle: &[u8]) -> Option<(Tidspunkt, Uuid)> {
    let fra = noegle.len().checked_sub(24)?;
    let tid: [u8; 8] = noegle.get(fra..fra + 8)?.try_into().ok()?;
    Some((Tidspunkt::fra_mikros((u64::from_be_bytes(tid) ^ (1 << 63)).cast_signed()), sidste_uuid(noegle)?))
}

impl Sapa {
    /// A page of a group's advis. Open ones that are postponed come when their time has.
    ///
    /// # Errors
    /// `IngenBrugerret`; `FindesIkke` for a group that the user does not belong to; those of the store.
    pub async fn advis(&self, k: Kalder<'_>, u: &Udvalg) -> Result<Side, Fejl> {
        k.kraev(Funktion::Advis)?;
        self.min_gruppe(k, u.gruppe).await?;
        let lager = self.register.lager().as_ref();
        let art = if u.tilstand == Advistilstand::Aaben { Art::Aabent } else { Art::Faerdigt };
        let foran = noegle(k.kald.myndighed, art, &[u.gruppe.as_bytes()]);
        let til = [foran.as_slice(), &tid_bytes(k.kald.nu.naeste())].concat();
        let mut fra = match u.efter {
            Some((t, id)) => [foran.as_slice(), &tid_bytes(t), id.as_bytes(), &[0]].concat(),
            None => foran,
        };
        let antal = u.antal.clamp(1, graenser::SIDE_MAKS);
        let mig = k.bruger().to_string();
        let mut ud = Side::default();
        for _ in 0..RUNDER {
            let noegler = raekker::noegler(lager, &fra, &til, antal).await?;
            let ender = noegler.len() < antal;
            let mut bid = self.hent_advis(k.kald.myndighed, noegler.iter().filter_map(|n| sidste_uuid(n))).await?;
            bid.retain(|a| !u.mine || a.hos.as_ref().is_some_and(|h| h.bruger == mig));
            self.kun_sete(k, &mut bid).await?;
            let plads = antal - ud.advis.len();
            if bid.len() > plads {
                bid.truncate(plads);
                ud.efter = bid.last().map(|a| (if art as u8 == Art::Aabent as u8 { a.vises } else { a.faerdig.unwrap_or(a.vises) }, a.id));
                ud.advis.extend(bid);
                return Ok(ud);
            }
            ud.advis.extend(bid);
            ud.efter = if ender { None } else { noegler.last().and_then(|n| sted(n)) };
            let Some(sidste) = noegler.last().filter(|_| !ender && ud.advis.len() < antal) else { break };
            fra = [sidste.as_slice(), &[0]].concat();
        }
        Ok(ud)
    }

    /// The open advis about a party, under any of her identifiers (SAPA-24), of the user's groups.
    ///
    /// # Errors
    /// `IngenBrugerret`, and those of the store.
    pub async fn partens_advis(&self, k: Kalder<'_>, part: &Partsid) -> Result<Vec<Advis>, Fejl> {
        k.kraev(Funktion::Advis)?;
        let (numre, _) = self.numre(k.kald, part).await?;
        let mine: BTreeSet<Uuid> = self.mine_grupper(k).await?;
        let lager = self.register.lager().as_ref();
        let mut ider = BTreeSet::new();
        for n in &numre {
            let foran = noegle(k.kald.myndighed, Art::PartensAdvis, &[n.to_string().as_bytes(), &[0]]);
            let noegler = raekker::noegler(lager, &foran, &raekker::efter(&foran), graenser::SIDE_MAKS).await?;
            ider.extend(noegler.iter().filter_map(|n| sidste_uuid(n)));
        }
        let mut ud = self.hent_advis(k.kald.myndighed, ider.into_iter()).await?;
        ud.retain(|a| mine.contains(&a.gruppe) && a.tilstand == Advistilstand::Aaben && a.vises <= k.kald.nu);
        self.kun_sete(k, &mut ud).await?;
        ud.sort_by_key(|a| (a.vises, a.id));
        Ok(ud)
    }

    pub(super) async fn hent_advis(&self, myndighed: Cvr, ider: impl Iterator<Item = Uuid> + Send) -> Result<Vec<Advis>, Fejl> {
        let mut ud = Vec::new();
        for id in ider {
            let hvor = noegle(myndighed, Art::Advis, &[id.as_bytes()]);
            ud.extend(raekker::hent::<Advis>(self.register.lager().as_ref(), &hvor).await?.map(|(a, _)| a));
        }
        Ok(ud)
    }

    /// The groups that the user belongs to.
    pub(super) async fn mine_grupper(&self, k: Kalder<'_>) -> Result<BTreeSet<Uuid>, Fejl> {
        let alle = self.alle_grupper(k.kald.myndighed).await?;
        Ok(alle.into_iter().filter(|g| k.retter.er_blandt(&g.referencer())).map(|g| g.id).collect())
    }

    pub(super) async fn min_gruppe(&self, k: Kalder<'_>, gruppe: Uuid) -> Result<(), Fejl> {
        if self.mine_grupper(k).await?.contains(&gruppe) { Ok(()) } else { Err(Fejl::ny(Fejlkode::FindesIkke).felt("gruppe")) }
    }

    /// Leaves those whose case and grant the user sees by the role for advis, as they are now: one read for the cases and one for the grants. Persons that are shown are traced.
    pub(super) async fn kun_sete(&self, k: Kalder<'_>, advis: &mut Vec<Advis>) -> Result<(), Fejl> {
        let kald = k.som(Funktion::Advis);
        let mut sete = BTreeSet::new();
        for (navn, ider) in [
            ("SagIndeks", advis.iter().filter_map(|a| a.sag).collect::<BTreeSet<_>>()),
            ("BevillingIndeks", advis.iter().filter_map(|a| a.bevilling).collect()),
        ] {
            let Some(typen) = self.register.typer().navn(navn).filter(|_| !ider.is_empty()) else { continue };
            let ider: Vec<Uuid> = ider.into_iter().collect();
            for del in ider.chunks(graenser::LISTE_UUID) {
                sete.extend(self.register.list(&kald, typen, del, Laesevalg::nu(k.kald.nu)).await?.iter().map(|o| o.uuid));
            }
        }
        advis.retain(|a| [a.sag, a.bevilling].into_iter().flatten().all(|u| sete.contains(&u)));
        for a in advis.iter() {
            let part = a.part.as_ref().map(|p| Partsid::af(UnikId::Urn(p.clone())));
            part.iter().filter_map(Partsid::cpr_cifre).for_each(|c| k.kald.spor.person(c));
        }
        Ok(())
    }
}
