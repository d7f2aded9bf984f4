//! RSASSA-PKCS1-v1_5 with a public key (RFC 8017, section 8.2.2).
//!
//! The `rsa` crate raises to 65537 in as many steps as to any number of 64 bits, which is most of the
//! time that a response takes. Nothing here is secret, and seventeen bits are few: squaring and
//! multiplying as Montgomery does takes an eighth of it.

use num_bigint::BigUint;
use rsa::traits::PublicKeyParts as _;
use rsa::{Pkcs1v15Sign, RsaPublicKey};

/// Whether the value, raised to the public exponent, is the padded digest.
pub(super) fn verify(key: &RsaPublicKey, padding: &Pkcs1v15Sign, digest: &[u8], value: &[u8]) -> bool {
    let modulus = BigUint::from_bytes_be(&key.n().to_bytes_be());
    let signature = BigUint::from_bytes_be(value);
    if value.len() != key.size() || signature >= modulus {
        return false;
    }
    encoded(&padding.prefix, digest, key.size()).is_some_and(|encoded| {
        raised(&signature, &key.e().to_bytes_be(), &modulus) == BigUint::from_bytes_be(&encoded)
    })
}

/// EMSA-PKCS1-v1_5 (section 9.2): `00 01 FF … FF 00`, the DigestInfo up to the digest, the digest.
/// `None` where fewer than eight bytes are left for the FF.
fn encoded(prefix: &[u8], digest: &[u8], size: usize) -> Option<Vec<u8>> {
    let filling = size.checked_sub(3 + prefix.len() + digest.len()).filter(|&bytes| bytes >= 8)?;
    Some([&[0, 1], vec![0xff; filling].as_slice(), &[0], prefix, digest].concat())
}

/// `base`, which is less than `modulus`, to the power of a big-endian exponent, modulo `modulus`.
fn raised(base: &BigUint, exponent: &[u8], modulus: &BigUint) -> BigUint {
    let bits = exponent.iter().flat_map(|byte| (0..8).rev().map(move |bit| byte >> bit & 1 == 1));
    let mut bits = bits.skip_while(|&bit| !bit);
    let Some(field) = Montgomery::new(modulus) else {
        // No RSA key has an even modulus.
        return bits.fold(BigUint::ZERO + 1u8, |power, bit| {
            let squared = &power * &power % modulus;
            if bit { squared * base % modulus } else { squared }
        });
    };
    if bits.next().is_none() {
        return BigUint::ZERO + 1u8;
    }
    let base = field.enter(base);
    let power = bits.fold(base.clone(), |power, bit| {
        let squared = field.multiply(&power, &power);
        if bit { field.multiply(&squared, &base) } else { squared }
    });
    field.leave(&power)
}

/// Arithmetic modulo an odd number without dividing (P. L. Montgomery, Mathematics of Computation 44, 1985):
/// a number stands for itself times R, which is 2 to the power of 64 times the number of digits.
struct Montgomery<'a> {
    modulus: &'a BigUint,
    /// The lowest first, of 64 bits each.
    digits: Vec<u64>,
    /// Minus one divided by the modulus, modulo 2 to the power of 64.
    inverse: u64,
}

impl<'a> Montgomery<'a> {
    fn new(modulus: &'a BigUint) -> Option<Montgomery<'a>> {
        let digits = modulus.to_u64_digits();
        let lowest = *digits.first().filter(|lowest| *lowest & 1 == 1)?;
        // Newton's way: an odd number is its own inverse in three bits, and each step doubles them.
        let inverse =
            (0..5).fold(lowest, |found, _| found.wrapping_mul(2u64.wrapping_sub(lowest.wrapping_mul(found))));
        Some(Montgomery { modulus, digits, inverse: inverse.wrapping_neg() })
    }

    fn enter(&self, number: &BigUint) -> Vec<u64> {
        self.filled((number << (64 * self.digits.len())) % self.modulus)
    }

    fn leave(&self, number: &[u64]) -> BigUint {
        let product = self.multiply(number, &self.filled(BigUint::ZERO + 1u8));
        let bytes: Vec<u8> = product.iter().flat_map(|digit| digit.to_le_bytes()).collect();
        BigUint::from_bytes_le(&bytes) % self.modulus
    }

    /// With as many digits as the modulus has.
    fn filled(&self, number: BigUint) -> Vec<u64> {
        let mut digits = number.to_u64_digits();
        digits.resize(self.digits.len(), 0);
        digits
    }

    /// The product of two numbers, divided by R, modulo the modulus: a digit of one at a time, and as much
    /// of the modulus as makes the lowest digit nothing, which goes.
    fn multiply(&self, one: &[u64], other: &[u64]) -> Vec<u64> {
        let size = self.digits.len();
        let (one, modulus) = (&one[..size], &self.digits[..size]);
        let mut sum = vec![0; size];
        // Beyond the highest digit.
        let mut over = 0;
        for &digit in other {
            let sum = &mut sum[..size];
            let (lowest, mut carried) = add(sum[0], one[0], digit, 0);
            let times = lowest.wrapping_mul(self.inverse);
            let (_, mut reduced) = add(lowest, modulus[0], times, 0);
            for at in 1..size {
                let (added, next) = add(sum[at], one[at], digit, carried);
                carried = next;
                let (rest, next) = add(added, modulus[at], times, reduced);
                reduced = next;
                sum[at - 1] = rest;
            }
            let top = u128::from(over) + u128::from(carried) + u128::from(reduced);
            sum[size - 1] = top as u64;
            over = (top >> 64) as u64;
        }
        if over > 0 || !is_less(&sum, &self.digits) {
            subtract(&mut sum, &self.digits);
        }
        sum
    }
}

/// A digit and another one so many times, and what was carried: the digit that comes of it, and what is
/// carried on.
fn add(to: u64, digit: u64, times: u64, carried: u64) -> (u64, u64) {
    // At most (2^64 - 1)^2 + 2 (2^64 - 1), which 128 bits hold.
    let all = u128::from(digit) * u128::from(times) + u128::from(to) + u128::from(carried);
    (all as u64, (all >> 64) as u64)
}

/// Whether the one is less than the other; both have as many digits.
fn is_less(one: &[u64], other: &[u64]) -> bool {
    one.iter().rev().lt(other.iter().rev())
}

/// Takes a number away that is not greater, or is but for what stood beyond the highest digit.
fn subtract(from: &mut [u64], number: &[u64]) {
    from.iter_mut().zip(number).fold(false, |borrowed, (from, &digit)| {
        let (rest, first) = from.overflowing_sub(digit);
        let (rest, second) = rest.overflowing_sub(u64::from(borrowed));
        *from = rest;
        first || second
    });
}

#[cfg(test)]
mod tests {
    use rsa::RsaPrivateKey;
    use rsa::pkcs8::DecodePrivateKey as _;
    use sha1::Sha1;
    use sha2::{Digest as _, Sha256, Sha512};

    use super::*;

    const KEYS: [&str; 2] = [
        include_str!("../../fixtures/signature/keys/throw-away-rsa-2048.key.pem"),
        include_str!("../../fixtures/signature/keys/throw-away-rsa-4224.key.pem"),
    ];

    fn keys() -> impl Iterator<Item = RsaPrivateKey> {
        KEYS.into_iter().map(|pem| RsaPrivateKey::from_pkcs8_pem(pem).unwrap())
    }

    /// Our answer, where it is the library's, too.
    fn agreed(key: &RsaPublicKey, padding: &Pkcs1v15Sign, digest: &[u8], value: &[u8]) -> bool {
        let ours = verify(key, padding, digest, value);
        assert_eq!(ours, key.verify(padding.clone(), digest, value).is_ok(), "{value:02x?}");
        ours
    }

    /// Bytes that look random; `seed` tells one sequence from another.
    fn bytes(seed: u32, length: usize) -> Vec<u8> {
        let blocks = (0..length.div_ceil(32) as u32)
            .flat_map(|block| Sha256::digest([seed.to_be_bytes(), block.to_be_bytes()].concat()));
        blocks.take(length).collect()
    }

    #[test]
    fn values_are_good_or_bad_as_the_library_says() {
        for key in keys() {
            let public = key.to_public_key();
            let digests = [
                (Pkcs1v15Sign::new::<Sha1>(), Sha1::digest("signed").to_vec()),
                (Pkcs1v15Sign::new::<Sha256>(), Sha256::digest("signed").to_vec()),
                (Pkcs1v15Sign::new::<Sha512>(), Sha512::digest("signed").to_vec()),
            ];
            for (padding, digest) in digests {
                let value = key.sign(padding.clone(), &digest).unwrap();
                assert!(agreed(&public, &padding, &digest, &value));
                let mut other = digest.clone();
                other[3] ^= 1;
                assert!(!agreed(&public, &padding, &other, &value));
                for at in [0, 1, value.len() / 2, value.len() - 1] {
                    let mut changed = value.clone();
                    changed[at] ^= 1;
                    assert!(!agreed(&public, &padding, &digest, &changed));
                }
                let beyond =
                    BigUint::from_bytes_be(&value) + BigUint::from_bytes_be(&public.n().to_bytes_be());
                let lengths = [&value[1..], &[&[0], &value[..]].concat(), &beyond.to_bytes_be(), &[]];
                for wrong in lengths {
                    assert!(!agreed(&public, &padding, &digest, wrong));
                }
            }
        }
    }

    #[test]
    fn only_the_digest_info_may_follow_the_padding() {
        let key = keys().next().unwrap();
        let public = key.to_public_key();
        let padding = Pkcs1v15Sign::new::<Sha256>();
        let digest = Sha256::digest("signed").to_vec();
        let info = [&padding.prefix[..], &digest].concat();
        let signed = |content: &[u8]| key.sign(Pkcs1v15Sign::new_unprefixed(), content).unwrap();
        assert!(agreed(&public, &padding, &digest, &signed(&info)));
        let before = [&[0], &info[..]].concat();
        let behind = [&info[..], &bytes(1, 40)].concat();
        for forged in [&digest[..], &info[1..], &before, &behind, &[]] {
            assert!(!agreed(&public, &padding, &digest, &signed(forged)));
        }
    }

    #[test]
    fn a_modulus_without_room_for_the_padding_verifies_nothing() {
        let digest = Sha512::digest("signed");
        let padding = Pkcs1v15Sign::new::<Sha512>();
        assert_eq!(encoded(&padding.prefix, &digest, 93), None);
        assert_eq!(encoded(&padding.prefix, &digest, 94).map(|bytes| bytes.len()), Some(94));
    }

    #[test]
    fn powers_are_those_of_the_library() {
        for (seed, length) in (0..).zip([1, 7, 8, 9, 16, 31, 64, 127, 128, 129, 256]) {
            for exponent in [1u64, 2, 3, 17, 35, 257, 65_536, 65_537, (1 << 33) - 1] {
                let modulus = BigUint::from_bytes_be(&bytes(seed, length)) + 2u8;
                let base = BigUint::from_bytes_be(&bytes(seed + 100, length)) % &modulus;
                assert_eq!(
                    raised(&base, &exponent.to_be_bytes(), &modulus),
                    base.modpow(&BigUint::from(exponent), &modulus),
                    "{base}^{exponent} mod {modulus}"
                );
            }
        }
    }
}
