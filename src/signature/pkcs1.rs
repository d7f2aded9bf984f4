//! RSASSA-PKCS1-v1_5 with a public key (RFC 8017, section 8.2.2).
//!
//! Nothing here is secret. The exponentiation of the `rsa` crate takes as long for 65537 as for an
//! exponent of a whole limb, and is most of the time that a response takes.

use rsa::traits::PublicKeyParts as _;
use rsa::{BigUint, Pkcs1v15Sign, RsaPublicKey};

/// Whether the value, raised to the public exponent, is the padded digest.
pub(super) fn verify(key: &RsaPublicKey, padding: &Pkcs1v15Sign, digest: &[u8], value: &[u8]) -> bool {
    let size = key.size();
    let suffix = padding.prefix.len() + digest.len();
    let signature = BigUint::from_bytes_be(value);
    if padding.hash_len.is_some_and(|length| length != digest.len())
        || value.len() != size
        || &signature >= key.n()
        || size < suffix + 11
    {
        return false;
    }
    let mut encoded = vec![0xff; size];
    encoded[0] = 0;
    encoded[1] = 1;
    encoded[size - suffix - 1] = 0;
    encoded[size - suffix..size - digest.len()].copy_from_slice(&padding.prefix);
    encoded[size - digest.len()..].copy_from_slice(digest);
    power(&signature, key.e(), key.n()) == BigUint::from_bytes_be(&encoded)
}

/// `base^exponent mod modulus`; bit by bit, by Montgomery multiplication.
fn power(base: &BigUint, exponent: &BigUint, modulus: &BigUint) -> BigUint {
    let n = limbs(modulus, 0);
    let exponent_bits = exponent.bits();
    if n.first().is_none_or(|low| low % 2 == 0) || exponent_bits == 0 {
        return base.modpow(exponent, modulus);
    }
    let montgomery = Montgomery { inverse: negated_inverse(n[0]), n };
    let size = montgomery.n.len();
    let base = limbs(&((base << (64 * size)) % modulus), size);
    let exponent = limbs(exponent, 0);
    let mut result = base.clone();
    for bit in (0..exponent_bits - 1).rev() {
        result = montgomery.product(&result, &result);
        if exponent[bit / 64] >> (bit % 64) & 1 == 1 {
            result = montgomery.product(&result, &base);
        }
    }
    let mut one = vec![0; size];
    one[0] = 1;
    let bytes: Vec<u8> =
        montgomery.product(&result, &one).iter().flat_map(|limb| limb.to_le_bytes()).collect();
    BigUint::from_bytes_le(&bytes)
}

/// The least significant limb first, at least so many.
fn limbs(number: &BigUint, least: usize) -> Vec<u64> {
    let bytes = number.to_bytes_le();
    let limb = |chunk: &[u8]| {
        chunk.iter().enumerate().fold(0, |limb, (at, &byte)| limb | u64::from(byte) << (8 * at))
    };
    let mut limbs: Vec<u64> = bytes.chunks(8).map(limb).collect();
    limbs.resize(limbs.len().max(least), 0);
    limbs
}

/// `-1/odd mod 2^64`, by Newton's iteration: each step doubles the bits that are right, from three.
fn negated_inverse(odd: u64) -> u64 {
    let mut inverse = odd;
    for _ in 0..5 {
        inverse = inverse.wrapping_mul(2u64.wrapping_sub(odd.wrapping_mul(inverse)));
    }
    inverse.wrapping_neg()
}

struct Montgomery {
    n: Vec<u64>,
    inverse: u64,
}

impl Montgomery {
    /// `a * b / 2^(64 * limbs) mod n`, both smaller than n (Koç, Acar and Kaliski 1996, CIOS).
    fn product(&self, a: &[u64], b: &[u64]) -> Vec<u64> {
        let size = self.n.len();
        let mut sum = vec![0u64; size];
        let mut top = 0u64;
        for &factor in b {
            let mut carry = 0;
            for (limb, &a) in sum.iter_mut().zip(a) {
                (*limb, carry) = multiply_add(a, factor, *limb, carry);
            }
            let (high, overflow) = top.overflowing_add(carry);
            let factor = sum[0].wrapping_mul(self.inverse);
            let (_, mut carry) = multiply_add(self.n[0], factor, sum[0], 0);
            for at in 1..size {
                (sum[at - 1], carry) = multiply_add(self.n[at], factor, sum[at], carry);
            }
            let (last, again) = high.overflowing_add(carry);
            sum[size - 1] = last;
            top = u64::from(overflow) + u64::from(again);
        }
        if top > 0 || sum.iter().rev().ge(self.n.iter().rev()) {
            let mut borrow = false;
            for (limb, &n) in sum.iter_mut().zip(&self.n) {
                let (less, first) = limb.overflowing_sub(n);
                let (less, second) = less.overflowing_sub(u64::from(borrow));
                *limb = less;
                borrow = first || second;
            }
        }
        sum
    }
}

/// `a * b + c + carry`, which two limbs hold: the low one and the high one.
fn multiply_add(a: u64, b: u64, c: u64, carry: u64) -> (u64, u64) {
    let sum = u128::from(a) * u128::from(b) + u128::from(c) + u128::from(carry);
    (sum as u64, (sum >> 64) as u64)
}

#[cfg(test)]
mod tests {
    use sha2::{Digest as _, Sha256};

    use super::*;

    /// Bytes that look random; `seed` tells one sequence from another.
    fn number(seed: u32, bytes: usize) -> BigUint {
        let blocks = (0..bytes.div_ceil(32) as u32)
            .flat_map(|block| Sha256::digest([seed.to_be_bytes(), block.to_be_bytes()].concat()));
        BigUint::from_bytes_be(&blocks.take(bytes).collect::<Vec<u8>>())
    }

    #[test]
    fn powers_are_those_of_the_library() {
        let exponents = [1u64, 2, 3, 17, 35, 257, 65_537, 65_536, 0xffff_ffff, (1 << 33) - 1];
        let mut seed = 0;
        for bytes in [1, 7, 8, 9, 16, 31, 64, 127, 128, 129, 256] {
            for exponent in exponents.map(BigUint::from) {
                for odd in [0u8, 1] {
                    seed += 2;
                    let modulus = (number(seed, bytes) >> 1usize << 1usize) + BigUint::from(2 + odd);
                    let base = number(seed + 1, bytes) % &modulus;
                    assert_eq!(
                        power(&base, &exponent, &modulus),
                        base.modpow(&exponent, &modulus),
                        "{modulus}"
                    );
                }
            }
        }
    }

    #[test]
    fn powers_at_the_edges_of_limbs_are_those_of_the_library() {
        let one = BigUint::from(1u8);
        for bits in [64usize, 65, 128, 192, 1024, 2048] {
            for less in [1u8, 3, 59, 189] {
                let modulus = (&one << bits) - BigUint::from(less);
                let exponent = BigUint::from(65_537u32);
                let nearly = &modulus - &one;
                let half = &modulus >> 1usize;
                for base in [BigUint::from(0u8), one.clone(), BigUint::from(2u8), half, nearly] {
                    assert_eq!(
                        power(&base, &exponent, &modulus),
                        base.modpow(&exponent, &modulus),
                        "2^{bits}-{less}"
                    );
                }
            }
        }
    }
}
