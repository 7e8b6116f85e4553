//! Encoders of Hugging Face, from a hub or a folder to a model that the engine reads texts with. The hub is a mirror
//! on the loopback address; nothing here needs a network.

mod errors;
mod mirror;
mod tiny;

use mirror::{COMMIT, Files, Mirror};
use passerelle_engine::encoder::graph::Noise;
use passerelle_engine::encoder::{CpuEncoder, EncoderConfig, Hint, TokenBatch, Weights};
use passerelle_engine::model::Model;
use passerelle_engine::taxonomy::starter::starter;
use passerelle_eval::datasets::{Document, inline};
use passerelle_models::ModelFiles;
use passerelle_train::config::{Pretrained, RunConfig};
use passerelle_train::hub::{self, Hub};
use passerelle_train::pairs::Pairs;
use passerelle_train::params::Params;
use passerelle_train::start::Start;
use passerelle_train::{export, finetune};
use std::path::Path;

const REPOSITORY: &str = "somebody/tiny-encoder";

const DOCUMENTS: &str = "### a offer fr
[[OCCUPATION|Soudeur]] (H/F)
[[CERTIFICATION|Permis B]] exigé, [[LANGUAGE|anglais]] lu
### b offer fr
[[SKILL|Trier les pièces]] et [[SKILL|lire un plan]]
### c cv fr
[[ATTITUDE|Esprit d’équipe]]

[[LANGUAGE|Anglais]]
### d answer fr
j'aime [[SKILL|la vente]] et le travail
### e training fr
Vous apprendrez à [[SKILL|lire un plan]].";

const TEXTS: [&str; 4] = [
    "Soudeur (H/F)\r\nPermis B, anglais.\n\n- esprit d’équipe 🥖",
    "",
    "\n \n",
    "Lire un plan, trier les pièces. ",
];

fn documents() -> Vec<Document> {
    inline::parse(DOCUMENTS).expect("five documents")
}

/// The configuration that ships, made small.
fn config() -> RunConfig {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("configs/pretrained.toml");
    let mut config = RunConfig::read(&path).expect("a configuration");
    config.pretrained =
        Some(Pretrained { vector: 16, window: 256, lexicon: true, shapes: true, neutral: true });
    config.finetune.epochs = 1;
    config.finetune.batch_tokens = 64;
    config.finetune.mention_pairs = 3;
    config.finetune.document_pairs = 2;
    config.finetune.word_dropout = 0.2;
    config
}

fn start(files: &hub::Files, out: &Path) -> anyhow::Result<Start> {
    let config = config();
    Start::pretrained(&config, RunConfig::section("pretrained", config.pretrained.as_ref())?, files, out)
}

/// Fine-tunes for an epoch, exports, and loads what was exported.
fn fine_tuned(files: &hub::Files, folder: &Path) -> Model {
    let (config, out, model) = (config(), folder.join("run"), folder.join("model"));
    let start = start(files, &out).expect("a start");
    let hints = start.hints().expect("the catalogue is valid");
    let examples = finetune::examples(&documents(), &start.tokenizer, &hints).expect("examples");
    let mut pairs = Pairs::default();
    pairs.add(&starter().expect("the catalogue is valid"));
    let data = finetune::Data { train: &examples, dev: &examples, watch: &[], pairs: &pairs };
    let training =
        finetune::Finetuning::new(&config.finetune, &start.encoder, &start.tokenizer, &data, config.seed);
    let before = start.params.copy().expect("a copy");
    let manifest = start.manifest("tiny", "0.0.1");
    let mut keep = |params: &Params| {
        export::write(&model, params, &start.encoder, &start.tokenizer_file, manifest.clone())
    };
    training.run(&start.params, &out, &mut keep).expect("an epoch");
    for (name, var) in before.iter() {
        let after = start.params.get(name).expect("the same parameters");
        let moved = (after - var.as_tensor()).and_then(|by| by.abs()?.sum_all()?.to_scalar::<f32>());
        assert!(moved.expect("a number") > 0.0, "{name} did not learn");
    }
    let files = ModelFiles::read(&model).expect("a model with the right checksums");
    assert_eq!(files.manifest.base.as_deref(), start.base.as_deref());
    Model::new(&files).expect("a model that the engine serves")
}

fn check_reading(model: &Model) {
    let long = TEXTS[3].repeat(40);
    let texts: Vec<&str> = TEXTS.into_iter().chain([long.as_str()]).collect();
    for (text, reading) in texts.iter().zip(model.read(&texts).expect("readings")) {
        for tagged in reading.spans(text) {
            assert!(
                !tagged.span.slice(text).contains(['\n', '\r']),
                "{:?} goes over a line break",
                tagged.span
            );
            let vector = model.mention_vector(&reading, tagged.span);
            assert!(vector.len() == 16 && vector.iter().all(|x| x.is_finite()));
        }
        let vector = model.document_vector(&reading);
        assert_eq!(vector.len(), if text.trim().is_empty() { 0 } else { 16 }, "{text:?}");
        assert!(vector.iter().all(|x| x.is_finite()), "{text:?}");
    }
    let reading = model.read(&[&long]).expect("a reading").remove(0);
    assert!(
        reading.windows() > 1 && reading.tokens() > tiny::LONGEST,
        "no truncation, whatever its file says"
    );
}

fn write(folder: &Path, files: &Files) {
    for (name, bytes) in files {
        std::fs::write(folder.join(name), bytes).expect("written");
    }
}

#[test]
fn an_encoder_of_a_hub_is_fetched_fine_tuned_exported_and_served() {
    let (cache, folder) = (tempfile::tempdir().expect("a folder"), tempfile::tempdir().expect("a folder"));
    let mirror = Mirror::new(REPOSITORY, tiny::camembert());
    let files = Hub::at(&mirror.endpoint, cache.path()).files(REPOSITORY, "main").expect("three files");
    assert_eq!(files.origin, format!("{REPOSITORY}@{COMMIT}"));
    assert!(mirror.asked().contains(&"/large/model.safetensors".to_owned()), "behind a redirection");

    let model = fine_tuned(&files, folder.path());
    assert_eq!(model.manifest().window, tiny::LONGEST, "positions without the two that RoBERTa leaves out");
    check_reading(&model);

    let endpoint = mirror.endpoint.clone();
    drop(mirror);
    for (revision, offline) in [("main", false), ("main", true), (COMMIT, true)] {
        let again = Hub::at(&endpoint, cache.path()).offline(offline).files(REPOSITORY, revision);
        let again = again.expect("what was fetched once is read from the cache");
        assert_eq!((again.weights, again.origin), (files.weights.clone(), files.origin.clone()));
    }
}

#[test]
fn an_encoder_of_a_folder_is_fine_tuned_exported_and_served() {
    let folder = tempfile::tempdir().expect("a folder");
    write(folder.path(), &tiny::bert());
    let name = folder.path().display().to_string();
    let files = Hub::at("http://127.0.0.1:1", folder.path()).files(&name, "main").expect("three files");
    let model = fine_tuned(&files, folder.path());
    assert_eq!(model.manifest().window, tiny::LONGEST);
    assert_eq!(model.manifest().base, Some(name));
    check_reading(&model);
}

#[test]
fn fine_tuning_starts_where_the_encoder_was_left_though_it_gets_hints() {
    let folder = tempfile::tempdir().expect("a folder");
    write(folder.path(), &tiny::camembert());
    let name = folder.path().display().to_string();
    let files = Hub::at("http://127.0.0.1:1", folder.path()).files(&name, "main").expect("three files");
    let theirs = EncoderConfig::read(&files.config).expect("a configuration");
    let weights = Weights::read(&files.weights, &theirs, &candle_core::Device::Cpu).expect("weights");
    let start = start(&files, &folder.path().join("run")).expect("a start");
    let ids = start.tokenizer.wrap(&start.tokenizer.encode(DOCUMENTS).expect("encoded").ids[..60]);
    let batch = TokenBatch::new([ids.as_slice()]);
    let expected =
        CpuEncoder::new(theirs, &weights).and_then(|encoder| encoder.forward(&batch)).expect("theirs");
    let hints = vec![Hint { lexicon: 3, shape: 5 }; ids.len()];
    let hidden = start.params.encoder(&start.encoder).forward(&batch.with_hints(hints), Noise::default());
    let hidden = hidden.and_then(|x| Ok(x.flatten_all()?.to_vec1::<f32>()?)).expect("ours");
    let worst = hidden.iter().zip(&expected).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max);
    assert!(worst < 1e-4, "differs by {worst}");
}

#[test]
fn windows_are_no_longer_than_the_run_asks_for() {
    let folder = tempfile::tempdir().expect("a folder");
    write(folder.path(), &tiny::camembert());
    let name = folder.path().display().to_string();
    let files = Hub::at("http://127.0.0.1:1", folder.path()).files(&name, "main").expect("three files");
    let mut config = config();
    config.pretrained =
        Some(Pretrained { vector: 16, window: 80, lexicon: false, shapes: false, neutral: false });
    let how = RunConfig::section("pretrained", config.pretrained.as_ref()).expect("the section");
    let start = Start::pretrained(&config, how, &files, &folder.path().join("run")).expect("a start");
    assert_eq!(start.manifest("tiny", "0.0.1").window, 80);
    assert_eq!(start.params.get("embeddings.position").expect("positions").dims(), [82, 32]);
    assert!(start.params.get("embeddings.lexicon").is_err());
}
