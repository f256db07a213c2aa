//! What a store of an earlier version lacks.
use crate::raekker::SAMLING;
use grund::{Fejl, Tidspunkt};
use lager::{Lager, Raekkeskrivning, Skrivefejl, Skrivning, samlinger};

/// Says that everything is moved. No key of the module's begins so.
const FLYTTET: &[u8] = &[0];
/// Rows that are moved in one transaction.
const BID: usize = 200;
/// A handover's key, an id: the module's own are shorter or longer.
const OVERDRAGELSE: usize = 16;

/// Moves the module's rows out of the collection that it had together with handovers, whose ids it could take for its own. Broken off, it goes on at the next start;
/// afterwards there is nothing to do.
///
/// # Errors
/// Those of the store.
pub async fn opgrader(lager: &dyn Lager, nu: Tidspunkt) -> Result<(), Fejl> {
    if lager.raekke(SAMLING, FLYTTET).await?.is_some() {
        return Ok(());
    }
    let mut fra = vec![crate::raekker::OPFOELGNING];
    loop {
        let raekker = lager.raekker(samlinger::OVERDRAGELSER, &fra, Some(&[crate::raekker::KONTROL + 1]), BID).await?;
        let Some((sidste, _)) = raekker.last() else { break };
        fra = [sidste.as_slice(), &[0]].concat();
        let egne = raekker.into_iter().filter(|(k, _)| k.len() != OVERDRAGELSE);
        let flyttes = egne.flat_map(|(k, v)| {
            let vaek = Raekkeskrivning::over(samlinger::OVERDRAGELSER, k.clone(), Some(v.clone()), None);
            [vaek, Raekkeskrivning::altid(SAMLING, k, Some(v))]
        });
        skriv(lager, nu, flyttes.collect()).await?;
    }
    skriv(lager, nu, vec![Raekkeskrivning::altid(SAMLING, FLYTTET.to_vec(), Some(Vec::new()))]).await
}

/// Writes them; what another program moves at the same time is moved.
async fn skriv(lager: &dyn Lager, nu: Tidspunkt, raekker: Vec<Raekkeskrivning>) -> Result<(), Fejl> {
    if raekker.is_empty() {
        return Ok(());
    }
    match lager.skriv(Skrivning { kaldt: nu, raekker, ..Skrivning::default() }).await {
        Ok(_) | Err(Skrivefejl::RaekkeAndet(_)) => Ok(()),
        Err(f) => Err(f.into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::raekker::{FORSLAG, KONTROL, noegle};
    use grund::Uuid;

    #[tokio::test]
    async fn rows_of_persons_leave_the_collection_of_handovers_which_stay() {
        let lager: std::sync::Arc<dyn Lager> = std::sync::Arc::new(lager::SqliteLager::midlertidig().unwrap());
        let lager = lager.as_ref();
        let id = Uuid::from_u128(9);
        let egne: Vec<Vec<u8>> =
            (0..450_u128).map(|n| noegle(FORSLAG, &[Uuid::from_u128(n).as_bytes()])).chain([noegle(KONTROL, &[id.as_bytes()])]).collect();
        let fremmed = [&[FORSLAG][..], &[7; 15]].concat();
        for del in egne.chunks(100) {
            let raekker = del.iter().map(|k| Raekkeskrivning::altid(samlinger::OVERDRAGELSER, k.clone(), Some(vec![1]))).collect();
            skriv(lager, Tidspunkt::fra_mikros(1), raekker).await.unwrap();
        }
        let o = Raekkeskrivning::altid(samlinger::OVERDRAGELSER, fremmed.clone(), Some(vec![2]));
        skriv(lager, Tidspunkt::fra_mikros(1), vec![o]).await.unwrap();
        for _ in 0..2 {
            opgrader(lager, Tidspunkt::fra_mikros(2)).await.unwrap();
            assert_eq!(lager.raekker(samlinger::OVERDRAGELSER, &[], None, 1000).await.unwrap(), [(fremmed.clone(), vec![2])]);
            let flyttet = lager.raekker(SAMLING, &[1], None, 1000).await.unwrap();
            assert_eq!(flyttet.into_iter().map(|(k, _)| k).collect::<Vec<_>>(), egne);
        }
    }
}
