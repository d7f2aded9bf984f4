//! What stands under the help of each command: how it is used, and what its exit codes mean.

pub const EXAMPLES_AND_EXIT_CODES: &str = "\
Examples:
  saml-doctor login.har
  saml-doctor                                  (then paste the value of SAMLResponse)
  saml-doctor login.har provider.json          (with the output of aws iam get-saml-provider)
  saml-doctor response.txt --at issued+30s     (judged as if posted 30 s after it was issued)
  saml-doctor --lines < responses.txt          (a capture a line in, a line of JSON out)
  saml-doctor explain \"Response signature invalid\"

Exit codes:
  0  nothing at or above --fail-on
  1  something was found
  2  the command line is wrong
  3  no SAML response in it; the message says what it is and what to copy instead
  4  an input cannot be read or decoded";

pub const DIFF_EXAMPLES: &str = "\
Examples:
  saml-doctor diff ann.har bob.har
  saml-doctor diff logins.har --entry 12 --entry 57     (two responses of one capture)
  saml-doctor diff ann.har bob.har --format markdown --redact

Exit codes:
  0  no difference that could matter
  1  some
  2  more responses than two, or the command line is wrong
  3  no SAML response in one of them
  4  an input cannot be read or decoded";

pub const REDACT_EXAMPLES: &str = "\
Examples:
  saml-doctor redact login.har > login.safe.har
  saml-doctor redact login.har role.json --out safe     (one map of names over both)
  saml-doctor redact login.har --seed 'ticket 4711' --receipt receipt.json

Exit codes:
  0  written, and the findings are the same as before
  1  written, and the findings differ: the receipt says how
  2  a file is in the way, or the command line is wrong
  3  an input is neither a capture nor evidence
  4  an input cannot be read or decoded; with 2 to 4 nothing is written";

pub const DECODE_EXAMPLES: &str = "\
Examples:
  saml-doctor decode response.txt
  saml-doctor decode login.har --entry 57 > response.xml
  saml-doctor decode login.har --key sp-key.pem         (what is encrypted, opened)";

pub const EXPLAIN_EXAMPLES: &str = "\
Examples:
  saml-doctor explain \"Response signature invalid\"
  saml-doctor explain role-session-name-malformed       (a rule: what it wants, and who says so)
  saml-doctor explain < error-page.html";

pub const SHOW_EXAMPLES: &str = "\
Examples:
  saml-doctor show login.har
  saml-doctor show login.har --entry 57";

pub const RULES_EXAMPLES: &str = "\
Examples:
  saml-doctor rules
  saml-doctor rules session duration                    (those with both words)
  saml-doctor rules --format json";

pub const OKTA_EXAMPLES: &str = "\
Examples:
  saml-doctor okta --filter '(?{{accountid}}[0-9]+)_(?{{role}}.+)' --group 123456789012_Dev
  saml-doctor okta --filter 'aws_.*' --groups groups.json login.har";

pub const COMPLETIONS_EXAMPLES: &str = "\
Examples:
  source <(saml-doctor completions bash)
  saml-doctor completions zsh > ~/.zfunc/_saml-doctor   (a folder of $fpath)
  saml-doctor completions fish > ~/.config/fish/completions/saml-doctor.fish";

pub const MAN_EXAMPLES: &str = "\
Examples:
  saml-doctor man redact | man -l -
  saml-doctor man --out /usr/local/share/man/man1";

pub const PAGE_EXAMPLES: &str = "\
Examples:
  saml-doctor page > saml-doctor.html                   (then open it in a browser)";
