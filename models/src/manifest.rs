//! `model.toml`: what a model is, and the checksums of its files.

use crate::calibration::Calibration;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What a model is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// Name, such as `passerelle-small`.
    pub name: String,
    /// Version; with the name it stands in every answer.
    pub version: String,
    /// Languages it was trained for.
    pub languages: Vec<String>,
    /// The encoder it was fine-tuned from, such as `almanach/camembert-base@<commit>`; absent where it was trained
    /// from the start.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub base: Option<String>,
    /// Tokens of a window, opening and closing ones included.
    pub window: usize,
    /// Tokens neighbouring windows share.
    pub overlap: usize,
    /// Length of a mention, concept or document vector.
    pub vector: usize,
    /// How mentions are linked to concepts.
    pub linking: Linking,
    /// How sure its confidences are; absent where nobody measured that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub calibration: Option<Calibration>,
    /// SHA-256 of each file, in hexadecimal.
    #[serde(default)]
    pub files: BTreeMap<String, String>,
}

/// Thresholds of linking, chosen on dev data.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Linking {
    /// Score below which a mention stays unlinked.
    pub threshold: f32,
}

impl Manifest {
    /// The text of a `model.toml`.
    pub fn to_toml(&self) -> Result<String, toml::ser::Error> {
        toml::to_string_pretty(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Curve;

    const WITHOUT: &str = "name = \"m\"\nversion = \"1\"\nlanguages = [\"fr\"]\nwindow = 8\noverlap = 2\nvector = 4\n\n\
                           [linking]\nthreshold = 0.5\n";

    #[test]
    fn a_manifest_without_calibration_is_read_and_one_with_it_survives() {
        let mut manifest: Manifest = toml::from_str(WITHOUT).expect("a manifest");
        assert_eq!(manifest.calibration, None);
        assert!(!manifest.to_toml().expect("TOML").contains("calibration"));
        let curve = Curve { slope: 0.8, offset: -0.25, threshold: 0.0 };
        let labels = [("SKILL".to_owned(), curve)].into();
        manifest.calibration = Some(Calibration { fitted_on: "x, dev".into(), labels });
        let text = manifest.to_toml().expect("TOML");
        assert_eq!(toml::from_str::<Manifest>(&text).expect("its own text"), manifest, "{text}");
    }
}
