//! What is known about certificates' revocation.
use super::crl::Crl;
use crate::certifikat::Certifikat;
use grund::tid::Tidspunkt;
use std::collections::HashMap;

/// A certificate's status.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Status {
    God,
    Tilbagekaldt(Tidspunkt),
    /// The responder does not know the certificate: the CA never issued it.
    Ukendt,
}

/// One answer about one certificate.
#[derive(Clone, Copy, Debug)]
pub(super) struct Svar {
    pub(super) status: Status,
    pub(super) fra: Tidspunkt,
    pub(super) naeste: Tidspunkt,
}

type Aftryk = [u8; 32];

/// All answers, by the issuer's fingerprint and the list's address or the certificate's fingerprint.
#[derive(Default)]
pub(super) struct Svarlager {
    pub(super) crl: HashMap<(Aftryk, String), Crl>,
    pub(super) ocsp: HashMap<(Aftryk, Aftryk), Svar>,
}

impl Svarlager {
    fn alle<'a>(&'a self, c: &'a Certifikat, udsteder: &Certifikat, er_ca: bool) -> impl Iterator<Item = Svar> + 'a {
        let aftryk = udsteder.fingeraftryk();
        let ocsp = self.ocsp.get(&(aftryk, c.fingeraftryk())).copied();
        let lister = c.crl_adresser().into_iter().filter_map(move |a| self.crl.get(&(aftryk, a))?.svar(c, er_ca));
        ocsp.into_iter().chain(lister)
    }

    /// The answer that counts: a fresh one that is not good before everything else, then the newest.
    pub(super) fn svar(&self, c: &Certifikat, udsteder: &Certifikat, er_ca: bool, nu: Tidspunkt) -> Option<Svar> {
        self.alle(c, udsteder, er_ca).max_by_key(|s| (s.status != Status::God && nu < s.naeste, s.fra))
    }

    /// Whether an answer is there that is not near its end.
    pub(super) fn er_frisk(&self, c: &Certifikat, udsteder: &Certifikat, er_ca: bool, nu: Tidspunkt) -> bool {
        self.alle(c, udsteder, er_ca).any(|s| {
            let tre_kvart = s.naeste.mikros().saturating_sub(s.fra.mikros()) / 4 * 3;
            nu < s.fra.plus_mikros(tre_kvart)
        })
    }
}
