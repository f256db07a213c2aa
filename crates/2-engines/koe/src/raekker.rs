//! Going through rows.
use crate::form::noegle::SAMLING;
use grund::Fejl;
use lager::Lager;
use std::ops::Range;

/// Rows that are read at a time.
const BID: usize = 1_000;

/// Every row of a range in order of key.
pub(crate) async fn gennem(
    lager: &dyn Lager,
    Range { start, end }: Range<Vec<u8>>,
    mut hver: impl FnMut(&[u8], &[u8]) -> Result<(), Fejl>,
) -> Result<(), Fejl> {
    let mut fra = start;
    loop {
        let raekker = lager.raekker(SAMLING, &fra, Some(&end), BID).await?;
        let faerdig = raekker.len() < BID;
        for (n, v) in &raekker {
            hver(n, v)?;
        }
        match raekker.into_iter().next_back() {
            Some((n, _)) if !faerdig => fra = [n.as_slice(), &[0]].concat(),
            _ => return Ok(()),
        }
    }
}
