//! The scalars of the schema: texts with a limit, dates, a boolean and a small number.
use async_graphql::{InputValueError, InputValueResult, Scalar, ScalarType, Value};

macro_rules! tekster {
    ($($(#[doc = $d:literal])* $navn:ident $wire:literal $maks:literal;)*) => {$(
        $(#[doc = $d])*
        #[derive(Clone, Debug)]
        pub(crate) struct $navn(pub String);

        #[Scalar(name = $wire)]
        impl ScalarType for $navn {
            fn parse(vaerdi: Value) -> InputValueResult<Self> {
                match vaerdi {
                    Value::String(t) if t.chars().count() <= $maks => Ok(Self(t)),
                    Value::String(_) => Err(InputValueError::custom(concat!("at most ", $maks, " characters"))),
                    anden => Err(InputValueError::expected_type(anden)),
                }
            }
            fn to_value(&self) -> Value {
                Value::String(self.0.clone())
            }
        }
    )*};
}

tekster! {
    /// Text of at most 30 characters in the published schema; it carries the UUID of a class, so 36 are taken.
    Tekst30 "Tekst30" 36;
    /// Text of at most 50 characters.
    Tekst50 "Tekst50" 50;
    /// Text of at most 100 characters.
    Tekst100 "Tekst100" 100;
    /// Text of at most 300 characters.
    Tekst300 "Tekst300" 300;
    /// Text of at most 4096 characters.
    Tekst4096 "Tekst4096" 4096;
    /// Text of at most 10,000 characters.
    Tekst10K "Tekst10K" 10000;
    /// URN, at most 4096 characters.
    Urn "URN" 4096;
    /// CVR number, eight digits.
    CvrNummer "CVRNummer" 8;
    /// KLE number in the published schema; it carries the key of any class.
    KleEmne "KLEEmne" 50;
    /// Date and time, ISO 8601.
    DatoTid "DatoTid" 64;
    /// Date, YYYY-MM-DD.
    Dato "Dato" 64;
}

/// True or false.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Markering(pub bool);

#[Scalar(name = "Markering")]
impl ScalarType for Markering {
    fn parse(vaerdi: Value) -> InputValueResult<Self> {
        match vaerdi {
            Value::Boolean(b) => Ok(Self(b)),
            anden => Err(InputValueError::expected_type(anden)),
        }
    }
    fn to_value(&self) -> Value {
        Value::Boolean(self.0)
    }
}

/// Whole number from 1 to 100.
#[derive(Clone, Copy, Debug)]
pub(crate) struct TalHel1Til100(pub i64);

#[Scalar(name = "TalHel1Til100")]
impl ScalarType for TalHel1Til100 {
    fn parse(vaerdi: Value) -> InputValueResult<Self> {
        match vaerdi {
            Value::Number(n) => n
                .as_i64()
                .filter(|n| (1..=100).contains(n))
                .map(Self)
                .ok_or_else(|| InputValueError::custom("a whole number from 1 to 100")),
            anden => Err(InputValueError::expected_type(anden)),
        }
    }
    fn to_value(&self) -> Value {
        Value::Number(self.0.into())
    }
}
