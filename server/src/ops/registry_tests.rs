use super::*;
use crate::config::Layer;
use passerelle_models::JudgedData;
use tempfile::TempDir;

/// A data folder, and candidates made of the model that ships with another version.
struct Place(TempDir);

impl Place {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn config(&self) -> Config {
        let layer = Layer { data_dir: Some(self.0.path().join("data")), ..Layer::default() };
        Config { model: None, ..Config::of(layer).unwrap() }
    }

    fn candidate(&self, version: &str) -> (PathBuf, JudgedModel) {
        let mut files = ModelFiles::shipped().unwrap();
        files.manifest.version = version.into();
        let folder = self.0.path().join(version);
        files.write(&folder).unwrap();
        (folder, JudgedModel::of(&files))
    }

    fn verdict(&self, passed: bool, candidate: &JudgedModel, against: Option<JudgedModel>) -> PathBuf {
        let data = JudgedData { checksum: "0".into(), documents: 9, split: "test".into() };
        let reasons = vec!["strict F1 0.8 against 0.7".into()];
        let path = self.0.path().join("verdict.json");
        GateVerdict::new(passed, reasons, candidate.clone(), against, data).write(&path).unwrap();
        path
    }
}

fn name(config: &Config) -> String {
    JudgedModel::of(&in_service(config).unwrap()).name
}

#[test]
fn an_accepted_model_goes_into_service_and_back() {
    let (place, shipped) = (Place::new(), JudgedModel::of(&ModelFiles::shipped().unwrap()));
    let config = place.config();
    assert_eq!(name(&config), shipped.name);
    let (first, judged_first) = place.candidate("first");
    let verdict = place.verdict(true, &judged_first, Some(shipped.clone()));
    assert_eq!(
        activate(&config, &first, &verdict).unwrap(),
        (judged_first.name.clone(), shipped.name.clone())
    );
    // What is in service needs nothing from the folder it came from.
    fs::remove_dir_all(&first).unwrap();
    assert_eq!(name(&config), judged_first.name);
    let (second, judged_second) = place.candidate("second");
    let verdict = place.verdict(true, &judged_second, Some(judged_first.clone()));
    activate(&config, &second, &verdict).unwrap();
    assert_eq!(rollback(&config).unwrap(), (judged_second.name, judged_first.name.clone()));
    assert_eq!(rollback(&config).unwrap(), (judged_first.name, shipped.name.clone()));
    assert_eq!(name(&config), shipped.name);
    assert!(matches!(rollback(&config), Err(RegistryError::NothingBefore)));
}

#[test]
fn whatever_the_gate_has_not_accepted_stays_out_with_the_reason() {
    let (place, shipped) = (Place::new(), JudgedModel::of(&ModelFiles::shipped().unwrap()));
    let config = place.config();
    let (folder, judged) = place.candidate("next");
    let (_, other) = place.candidate("other");
    let refused = |verdict: &Path| activate(&config, &folder, verdict).unwrap_err();
    let error = refused(&place.verdict(false, &judged, Some(shipped.clone())));
    assert!(error.to_string().contains("strict F1 0.8 against 0.7"), "{error}");
    assert!(matches!(refused(&place.verdict(true, &judged, None)), RegistryError::FloorOnly(_)));
    let against = place.verdict(true, &judged, Some(other.clone()));
    assert!(matches!(refused(&against), RegistryError::OtherAgainst { .. }));
    let about = place.verdict(true, &other, Some(shipped.clone()));
    assert!(matches!(refused(&about), RegistryError::OtherCandidate { .. }));
    assert!(matches!(refused(Path::new("nowhere.json")), RegistryError::Verdict(VerdictError::Io { .. })));
    let changed = place.verdict(false, &judged, Some(shipped.clone()));
    let json = fs::read_to_string(&changed).unwrap().replace("\"passed\": false", "\"passed\": true");
    fs::write(&changed, json).unwrap();
    assert!(matches!(refused(&changed), RegistryError::Verdict(VerdictError::Seal { .. })));
    let configured = Config { model: Some(folder.clone()), ..place.config() };
    let verdict = place.verdict(true, &judged, Some(shipped.clone()));
    assert!(matches!(activate(&configured, &folder, &verdict), Err(RegistryError::Configured(_))));
    assert_eq!(name(&config), shipped.name);
}

#[test]
fn a_damaged_list_is_told_and_nothing_is_guessed() {
    let place = Place::new();
    let config = place.config();
    fs::create_dir_all(config.data_dir.join("models")).unwrap();
    fs::write(config.data_dir.join("models").join(LIST), "{").unwrap();
    assert!(matches!(in_service(&config), Err(RegistryError::List { .. })));
}
