//! SF0770_A v4, revision r5123: one operation, called with a token.
use super::fase2;
use crate::tjenester::skema::grundtyper::elementer;
use crate::tjenester::skema::kontekst_2017 as kontekst;
use crate::tjenester::{Bagved, Kontrakt, Operation, hovedoplysninger, sf0770};
use kontrakt::skema::Indholdsmodel::{Sekvens, Tom};
use kontrakt::skema::{Attribut, Element, Facetter, Kompleks, Navnerum, Simpel, Type::Kompleks as K, en, mulig};
use kontrakt::tjeneste::{Platform, SoapVersion};
use kontrakt::vaerdi::{Form, Moenster};

/// The messages.
static NS: Navnerum =
    Navnerum { uri: "http://www.kombit.dk/2017/01/01/", praefiks: "kombit2017", fil: "SKATForwardEIndkomstServiceInterface.xsd" };

elementer! { NS:
    HENT_I = "IndkomstOplysningPersonHent_I" K(&Kompleks { attributter: &[REVISION], base: Some(&HENT_I_TYPE), ..Kompleks::lokal(Tom) });
    HENT_O = "IndkomstOplysningPersonHent_O" K(&Kompleks { attributter: &[REVISION], base: Some(&HENT_O_TYPE), ..Kompleks::lokal(Tom) });
    INDDATA = "IndkomstOplysningPersonInddata" K(&fase2::INDDATA_TYPE);
    UDDATA = "IndkomstPersonUddata" K(&fase2::UDDATA_TYPE);
}
const REVISION: Attribut =
    Attribut::mulig("revision", &Simpel::tekst(Facetter::moenster(Moenster { regulaert: "r5123", form: Form::Ordret("r5123") })));
static HENT_I_TYPE: Kompleks =
    Kompleks::ny(&NS, "IndkomstOplysningPersonHent_IType", Sekvens(&[en(&kontekst::HOVED_OPLYSNINGER), en(&INDDATA)]));
static HENT_O_TYPE: Kompleks =
    Kompleks::ny(&NS, "IndkomstOplysningPersonHent_OType", Sekvens(&[en(&kontekst::HOVED_OPLYSNINGER_SVAR), mulig(&UDDATA)]));

/// The contract. The published WSDL names the input and the output of the operation the same.
pub static KONTRAKT: Kontrakt = Kontrakt {
    navn: "serviceplatform/skat/eindkomst/4",
    bagved: Bagved { adgang: &serviceplatform::tjenester::skat::EINDKOMST_ADGANG, objekttyper: &[], afvis: Some(hovedoplysninger::afvis) },
    platform: Platform::Serviceplatform,
    stier: &["/service/SKAT/EIndkomst/4", "/service/SKATForwardEIndkomstServiceService_4"],
    definition: "SKATForwardEIndkomstServiceService_4",
    tns: NS.uri,
    tjeneste: "SKATForwardEIndkomstServiceService",
    port: "SKATForwardEIndkomstServiceServicePortType",
    binding: "SKATForwardEIndkomstServiceServiceBinding",
    porttype: "SKATForwardEIndkomstServiceServicePortType",
    soap: SoapVersion::V11,
    action_kraevet: None,
    hoved: None,
    operationer: &[Operation {
        navn: "SF0770_A_IndkomstoplysningerLaes_IndkomstoplysningerLaes",
        action: "http://www.kombit.dk/2017/01/01/SKATForwardEIndkomstServiceService_4#SF0770_A_IndkomstoplysningerLaes_IndkomstoplysningerLaes",
        ind: &HENT_I,
        ud: &HENT_O,
        ind_besked: ("m_IndkomstOplysningPersonHent_I", "IndkomstOplysningPersonHent_I"),
        ud_besked: ("m_IndkomstOplysningPersonHent_O", "IndkomstOplysningPersonHent_O"),
        meddelelser: Some(("IndkomstOplysningPersonHent", "IndkomstOplysningPersonHent")),
        udfoer: |kald, ind| Box::pin(sf0770::indkomst(kald, ind)),
    }],
    oevrige: &[],
};
