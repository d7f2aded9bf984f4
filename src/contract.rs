//! What the JSON that is written promises, made of the types it is written from: tests hold the schemas
//! published in `docs/schemas` to be just that, and `UPDATE_SNAPSHOTS=1` renews them.

use std::borrow::Cow;
use std::fs;
use std::path::Path as File;

use schemars::generate::SchemaSettings;
use schemars::transform::{Transform, transform_subschemas};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};

/// Texts of one form.
macro_rules! texts {
    ($($(#[$said:meta])* $name:ident $pattern:literal)*) => {$(
        $(#[$said])*
        pub enum $name {}

        impl JsonSchema for $name {
            fn schema_name() -> Cow<'static, str> {
                stringify!($name).into()
            }

            fn inline_schema() -> bool {
                true
            }

            fn json_schema(_: &mut SchemaGenerator) -> Schema {
                json_schema!({ "type": "string", "pattern": $pattern })
            }
        }
    )*};
}

texts! {
    /// A day in UTC.
    Day "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"
    /// A name of ours: of a rule, of a sentence of AWS's, of a kind.
    Id "^[a-z0-9]+(-[a-z0-9]+)*$"
    /// RFC 3339 in UTC.
    Instant r"^-?[0-9]{4,}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]+)?Z$"
    /// From the root of a document.
    Path "^/"
    Sha1 "^[0-9a-f]{40}$"
    Sha256 "^[0-9a-f]{64}$"
}

/// How documents of one kind are described.
pub struct Contract {
    generator: SchemaGenerator,
}

impl Contract {
    pub fn new() -> Contract {
        let settings = SchemaSettings::draft2020_12().for_serialize().with_transform(Strict);
        Contract { generator: settings.into_generator() }
    }

    /// Describes another document beside those of this kind, under `$defs`.
    pub fn with<T: JsonSchema>(mut self) -> Contract {
        self.generator.subschema_for::<T>();
        self
    }

    /// Holds a published schema to be what the types say, or renews it.
    pub fn holds<T: JsonSchema>(self, name: &str) {
        let mut schema = self.generator.into_root_schema_for::<T>();
        schema.insert("title".to_owned(), format!("saml-doctor/{name}/1").into());
        let described = serde_json::to_string_pretty(&schema).unwrap() + "\n";
        let file = File::new(env!("CARGO_MANIFEST_DIR")).join(format!("docs/schemas/{name}.schema.json"));
        if std::env::var_os("UPDATE_SNAPSHOTS").is_some() {
            fs::write(&file, &described).unwrap();
        }
        let published = fs::read_to_string(&file).unwrap();
        assert!(
            published == described,
            "{} is not what the types say; renew it: UPDATE_SNAPSHOTS=1 cargo test --lib, and read what \
             changes: members are only ever added",
            file.display()
        );
    }
}

/// The contract's promises for all members: every one is there, no other is, and no text is empty.
#[derive(Debug, Clone)]
struct Strict;

impl Transform for Strict {
    fn transform(&mut self, schema: &mut Schema) {
        transform_subschemas(self, schema);
        let Some(schema) = schema.as_object_mut() else { return };
        // Widths of integers are no promise.
        schema.remove("format");
        if let Some(serde_json::Value::String(said)) = schema.get_mut("description") {
            *said = said.replace("`None`", "null").replace("\n", " ");
        }
        if schema.contains_key("properties") {
            schema.insert("additionalProperties".to_owned(), false.into());
        }
        let is_text = match schema.get("type") {
            Some(serde_json::Value::Array(types)) => types.iter().any(|one| one == "string"),
            one => one.is_some_and(|one| one == "string"),
        };
        let is_told = ["const", "enum", "pattern"].iter().any(|word| schema.contains_key(*word));
        if is_told {
            // Of an integer's width.
            schema.remove("minimum");
            schema.remove("maximum");
        }
        match schema.get("minLength").and_then(serde_json::Value::as_u64) {
            None if is_text && !is_told => drop(schema.insert("minLength".to_owned(), 1.into())),
            Some(0) => drop(schema.remove("minLength")),
            None | Some(_) => {}
        }
    }
}
