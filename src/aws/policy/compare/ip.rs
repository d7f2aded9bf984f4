//! IpAddress: addresses and nets as AWS reads them, which is more than the standards allow.

/// An address of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Address {
    V4(u32),
    V6(u128),
}

/// A net of a policy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Net {
    first: Address,
    last: Address,
}

impl Address {
    /// `None` where it is no address. An IPv4 address written as one of IPv6 is the IPv4 address.
    pub fn parse(text: &str) -> Option<Address> {
        if !text.contains(':') {
            return v4(text).map(Address::V4);
        }
        if let Some((head, tail)) = text.rsplit_once(':')
            && tail.contains('.')
        {
            let prefix = v6(&format!("{head}:0:0"))?;
            return (prefix >> 32 == 0xFFFF).then(|| v4(tail).map(Address::V4))?;
        }
        let address = v6(text)?;
        Some(if address >> 32 == 0xFFFF { Address::V4(address as u32) } else { Address::V6(address) })
    }

    /// The addresses beside it.
    pub fn neighbours(self) -> impl Iterator<Item = Address> {
        let (before, after) = match self {
            Address::V4(value) => {
                (value.checked_sub(1).map(Address::V4), value.checked_add(1).map(Address::V4))
            }
            Address::V6(value) => {
                (value.checked_sub(1).map(Address::V6), value.checked_add(1).map(Address::V6))
            }
        };
        before.into_iter().chain(after)
    }

    /// As a request would have it.
    pub fn words(self) -> String {
        match self {
            Address::V4(value) => value.to_be_bytes().map(|octet| octet.to_string()).join("."),
            Address::V6(value) => {
                let group = |index: u32| format!("{:x}", (value >> (112 - 16 * index)) as u16);
                (0..8).map(group).collect::<Vec<_>>().join(":")
            }
        }
    }
}

impl Net {
    /// Whether it lies in what RFC 1918 keeps for networks of one's own.
    pub fn is_private(&self) -> bool {
        const NETS: [(u32, u32); 3] =
            [(0x0A00_0000, 0x0AFF_FFFF), (0xAC10_0000, 0xAC1F_FFFF), (0xC0A8_0000, 0xC0A8_FFFF)];
        match (self.first, self.last) {
            (Address::V4(first), Address::V4(last)) => {
                NETS.iter().any(|&(from, to)| from <= first && last <= to)
            }
            (Address::V4(_) | Address::V6(_), _) => false,
        }
    }

    /// `None` where it is no net, or one of IPv6 with bits set behind its length: no address is in it.
    pub fn parse(text: &str) -> Option<Net> {
        let (address, length) = match text.split_once('/') {
            Some((address, length)) => (address, Some(length)),
            None => (text, None),
        };
        let length = match length {
            Some(length) => {
                let digits = length.strip_prefix('+').unwrap_or(length);
                let all = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
                Some(digits.parse::<u32>().ok().filter(|_| all)?)
            }
            None => None,
        };
        if !address.contains(':') {
            let length = length.unwrap_or(32);
            let mask = mask32(length)?;
            let first = v4(address)? & mask;
            return Some(Net { first: Address::V4(first), last: Address::V4(first | !mask) });
        }
        if address.contains('.') {
            return None;
        }
        let length = length.unwrap_or(128);
        let mask = mask128(length)?;
        let first = v6(address)?;
        (first & !mask == 0).then_some(Net { first: Address::V6(first), last: Address::V6(first | !mask) })
    }

    pub fn holds(&self, address: Address) -> bool {
        // What is written as IPv4 in an IPv6 net is still asked as the IPv4 address that it is.
        match (self.first, address) {
            (Address::V4(_), Address::V4(_)) | (Address::V6(_), Address::V6(_)) => {
                (self.first..=self.last).contains(&address)
            }
            (Address::V4(_), Address::V6(_)) | (Address::V6(_), Address::V4(_)) => false,
        }
    }

    /// Its first and last address.
    pub fn ends(&self) -> [Address; 2] {
        [self.first, self.last]
    }
}

fn mask32(length: u32) -> Option<u32> {
    (length <= 32).then(|| u32::MAX.checked_shl(32 - length).unwrap_or(0))
}

fn mask128(length: u32) -> Option<u128> {
    (length <= 128).then(|| u128::MAX.checked_shl(128 - length).unwrap_or(0))
}

/// Four numbers with dots between, leading zeros allowed.
fn v4(text: &str) -> Option<u32> {
    let mut octets = text.split('.').map(|octet| {
        let all = (1..=3).contains(&octet.len()) && octet.bytes().all(|byte| byte.is_ascii_digit());
        octet.parse::<u32>().ok().filter(|&value| all && value <= 255)
    });
    let mut address = 0;
    for _ in 0..4 {
        address = address << 8 | octets.next()??;
    }
    octets.next().is_none().then_some(address)
}

/// Eight groups; `::` once for groups of zeros, for which `:::` is taken as well. One colon too many at the
/// end is passed over, one at the start counts as a group of zeros before it.
fn v6(text: &str) -> Option<u128> {
    let (head, tail) = match text.find("::") {
        Some(at) => {
            let rest = &text[at + 2..];
            let rest = rest.strip_prefix(':').unwrap_or(rest);
            if rest.starts_with(':') || rest.contains("::") {
                return None;
            }
            (&text[..at], Some(rest))
        }
        None => (text, None),
    };
    let head = groups(head)?;
    let tail = match tail {
        Some(tail) => Some(groups(tail)?),
        None => None,
    };
    let written = head.len() + tail.as_ref().map_or(0, Vec::len);
    let zeros = match &tail {
        Some(_) => 8usize.checked_sub(written).filter(|&zeros| zeros > 0)?,
        None => (written == 8).then_some(0)?,
    };
    let all = head.into_iter().chain(std::iter::repeat_n(0, zeros)).chain(tail.into_iter().flatten());
    Some(all.fold(0, |address, group| address << 16 | u128::from(group)))
}

fn groups(text: &str) -> Option<Vec<u16>> {
    if text.is_empty() {
        return Some(Vec::new());
    }
    let text = text.strip_suffix(':').unwrap_or(text);
    let group = |(index, group): (usize, &str)| match group.len() {
        0 => (index == 0).then_some(0),
        1..=4 if group.bytes().all(|byte| byte.is_ascii_hexdigit()) => u16::from_str_radix(group, 16).ok(),
        _ => None,
    };
    text.split(':').enumerate().map(group).collect()
}
