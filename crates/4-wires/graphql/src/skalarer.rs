//! The scalars of the published schema, with what each one accepts.
use async_graphql::{InputValueError, InputValueResult, Scalar, ScalarType, Value};
use grund::Tidspunkt;

fn tekst<T: ScalarType + async_graphql::InputType>(vaerdi: Value) -> Result<String, InputValueError<T>> {
    match vaerdi {
        Value::String(t) => Ok(t),
        anden => Err(InputValueError::expected_type(anden)),
    }
}

/// Universally Unique IDentifier (RFC 4122), for instance 0235dc7b-11c4-4ee5-b685-9f638f5cd032.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Uuid(pub grund::Uuid);

#[Scalar(name = "UUID")]
impl ScalarType for Uuid {
    fn parse(vaerdi: Value) -> InputValueResult<Self> {
        let t = tekst(vaerdi)?;
        grund::id::laes_uuid(&t).map(Self).ok_or_else(|| InputValueError::custom("a UUID has the form 8-4-4-4-12 hexadecimal digits"))
    }
    fn to_value(&self) -> Value {
        Value::String(self.0.to_string())
    }
}

/// CVR number, eight digits: identity of a company, assigned by the Danish Business Authority.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Cvr(pub grund::Cvr);

#[Scalar(name = "CVR")]
impl ScalarType for Cvr {
    fn parse(vaerdi: Value) -> InputValueResult<Self> {
        tekst(vaerdi)?.parse().map(Self).map_err(|()| InputValueError::custom("a CVR number has eight digits"))
    }
    fn to_value(&self) -> Value {
        Value::String(self.0.to_string())
    }
}

/// CPR number, ten digits.
#[derive(Clone, Debug)]
pub(crate) struct Cpr(pub String);

#[Scalar(name = "CPR")]
impl ScalarType for Cpr {
    fn parse(vaerdi: Value) -> InputValueResult<Self> {
        let t = tekst(vaerdi)?;
        // The text itself is not repeated in the refusal: it may be a person's number with a slip.
        if t.len() == 10 && t.bytes().all(|c| c.is_ascii_digit()) {
            Ok(Self(t))
        } else {
            Err(InputValueError::custom("a CPR number has ten digits"))
        }
    }
    fn to_value(&self) -> Value {
        Value::String(self.0.clone())
    }
}

/// KLE number: xx, xx.xx or xx.xx.xx; in a filter with * at the end for anything.
#[derive(Clone, Debug)]
pub(crate) struct Kle(pub String);

#[Scalar(name = "KLE")]
impl ScalarType for Kle {
    fn parse(vaerdi: Value) -> InputValueResult<Self> {
        let t = tekst(vaerdi)?;
        ::klassifikation::opslag::kle_kriterium(&t).map_err(|f| InputValueError::custom(f.engelsk()))?;
        Ok(Self(t))
    }
    fn to_value(&self) -> Value {
        Value::String(self.0.clone())
    }
}

/// Date and time, ISO 8601, with the Danish offset.
#[derive(Clone, Copy, Debug)]
pub(crate) struct DatoTid(pub Tidspunkt);

impl DatoTid {
    /// ±∞ is shown as null.
    pub(crate) fn af(t: Tidspunkt) -> Option<Self> {
        t.er_endelig().then_some(Self(t))
    }
}

#[Scalar(name = "DateTime")]
impl ScalarType for DatoTid {
    fn parse(vaerdi: Value) -> InputValueResult<Self> {
        let t = tekst(vaerdi)?;
        Tidspunkt::fra_xs(&t).map(Self).map_err(|f| InputValueError::custom(format!("the value {f}")))
    }
    fn to_value(&self) -> Value {
        Value::String(self.0.til_xs())
    }
}

/// Position in a list, to continue from; opaque.
#[derive(Clone, Debug)]
pub(crate) struct Markoer(pub String);

#[Scalar(name = "Cursor")]
impl ScalarType for Markoer {
    fn parse(vaerdi: Value) -> InputValueResult<Self> {
        tekst(vaerdi).map(Self)
    }
    fn to_value(&self) -> Value {
        Value::String(self.0.clone())
    }
}
