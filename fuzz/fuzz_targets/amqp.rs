//! Frames, methods, headers, field tables and logins of AMQP: whatever comes, in whatever pieces, is read or refused alike.
#![no_main]
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let Some((stykke, data)) = data.split_first() else { return };
    amqp::proev_sasl(data);
    let hele = amqp::ramme::proev(data, 131_072, usize::MAX);
    assert_eq!(hele, amqp::ramme::proev(data, 131_072, usize::from(*stykke)), "torn otherwise, read otherwise");
});
