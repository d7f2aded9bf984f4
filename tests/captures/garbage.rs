//! Bytes that nobody would call a capture.

use super::*;

#[test]
fn garbage_is_read_to_its_end() {
    let mut seeds: Vec<Vec<u8>> = vec![
        bytes(&format!("{GOOD}.body.txt")),
        bytes(&format!("{GOOD}.xml")),
        bytes("copies/devtools_copy-as-powershell.txt"),
        bytes("har/chromium-playwright_pw-minimal.har"),
    ];
    seeds
        .push(forms(&text(&format!("{GOOD}.xml")), text(&format!("{GOOD}.b64")).trim()).swap_remove(3).bytes);
    for seed in &seeds {
        for length in (0..seed.len()).step_by(97 * seed.len().div_ceil(12_000)) {
            let _ = input(&seed[..length]);
            let _ = input(&seed[length..]);
        }
    }
    let mut state = 0x2545_F491_4F6C_DD1D_u64;
    let mut random = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state
    };
    for round in 0..400 {
        let noise: Vec<u8> = (0..random() % 600).map(|_| random() as u8).collect();
        let _ = input(&noise);
        let mut seed = seeds[round % 3].clone();
        for _ in 0..8 {
            let at = random() as usize % seed.len();
            seed[at] = random() as u8;
        }
        let _ = input(&seed);
    }
    let deep = [
        "<a>".repeat(100_000),
        "{\"a\":".repeat(100_000),
        "[".repeat(100_000),
        "&amp;".repeat(100_000),
        "%25".repeat(100_000),
        "SAMLResponse=".repeat(20_000),
        "SAMLResponse=P&".repeat(20_000),
        "PHNh ".repeat(50_000),
        "> ".repeat(100_000),
        "<samlp:Response ".repeat(20_000),
        "<form><input name=SAMLResponse value=x>".repeat(5_000),
        "curl -d SAMLResponse=x ".repeat(10_000),
        "\"".repeat(100_000),
    ];
    // Whatever is quadratic in these takes minutes.
    for text in deep {
        let _ = input(text.as_bytes());
    }
}
