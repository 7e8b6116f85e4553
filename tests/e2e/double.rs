//! A double of the model: finds the starter catalogue's wordings, so that tests know what is found.

use passerelle::inference::{Engine, EngineError, Versions};
use passerelle::matching::Nearness;
use passerelle::ops::Loaded;
use passerelle_engine::linking::CatalogueTagger;
use passerelle_engine::pipeline::{Analysis, Coverage, Mention};
use passerelle_engine::tagging::Label;
use passerelle_engine::taxonomy::{Taxonomy, starter};
use passerelle_engine::text::ByteSpan;
use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash, Hasher};
use std::sync::{Arc, Condvar, Mutex, OnceLock};

/// A text with this word in it makes the double panic.
pub const PANIC: &str = "PANIQUE";
/// A text with this word in it waits until the gate is opened.
pub const WAIT: &str = "ATTENDRE";
/// Spellings of something no concept is found for.
pub const UNKNOWN: [&str; 3] = ["GitOps", "Git Ops", "git-ops"];
const DIMENSIONS: usize = 32;

/// Holds texts with [`WAIT`] back.
#[derive(Default)]
pub struct Gate {
    state: Mutex<GateState>,
    changed: Condvar,
}

#[derive(Default)]
struct GateState {
    entered: bool,
    open: bool,
}

impl Gate {
    fn pass(&self) {
        let mut state = self.state.lock().unwrap();
        state.entered = true;
        self.changed.notify_all();
        while !state.open {
            state = self.changed.wait(state).unwrap();
        }
    }

    /// Returns once a text is held back.
    pub fn wait_for_someone(&self) {
        let mut state = self.state.lock().unwrap();
        while !state.entered {
            state = self.changed.wait(state).unwrap();
        }
    }

    /// Lets everyone pass from now on.
    pub fn open(&self) {
        self.state.lock().unwrap().open = true;
        self.changed.notify_all();
    }
}

struct Double {
    catalogue: &'static Catalogue,
    gate: Arc<Gate>,
}

struct Catalogue {
    tagger: CatalogueTagger,
    taxonomy: Arc<Taxonomy>,
}

/// Read once for all servers.
fn catalogue() -> &'static Catalogue {
    static CATALOGUE: OnceLock<Catalogue> = OnceLock::new();
    CATALOGUE.get_or_init(|| {
        let taxonomy = Arc::new(starter().expect("the starter catalogue"));
        Catalogue { tagger: CatalogueTagger::new(&taxonomy), taxonomy }
    })
}

impl Engine for Double {
    fn analyse(&self, texts: &[&str]) -> Result<Vec<Analysis>, EngineError> {
        let vectors = self.embed(texts)?;
        let analyses = texts.iter().zip(vectors).map(|(text, vector)| Analysis {
            mentions: with_unknown(text, self.catalogue.tagger.tag(text)),
            vector,
            coverage: Coverage { chars: text.chars().count(), windows: 1, truncated: false },
        });
        Ok(analyses.collect())
    }

    fn embed(&self, texts: &[&str]) -> Result<Vec<Vec<f32>>, EngineError> {
        for text in texts {
            assert!(!text.contains(PANIC), "asked to");
            if text.contains(WAIT) {
                self.gate.pass();
            }
        }
        Ok(texts.iter().map(|text| vector(text)).collect())
    }

    fn tokens(&self, text: &str) -> usize {
        text.len() / 4 + 1
    }

    fn versions(&self) -> Versions {
        Versions { model: "double-1".into(), taxonomy: self.catalogue.taxonomy.tag() }
    }
}

/// The mentions and those of [`UNKNOWN`].
fn with_unknown(text: &str, mut mentions: Vec<Mention>) -> Vec<Mention> {
    for (at, word) in UNKNOWN.iter().flat_map(|word| text.match_indices(word)) {
        let span = ByteSpan::new(at, at + word.len());
        mentions.retain(|mention| !mention.span.overlaps(span));
        mentions.push(Mention { span, label: Label::Knowledge, confidence: 0.6, link: None });
    }
    mentions.sort_by_key(|mention| mention.span);
    mentions
}

/// Words as a vector of length 1.
fn vector(text: &str) -> Vec<f32> {
    let mut sum = [0.0_f32; DIMENSIONS];
    for word in text.to_lowercase().split(|c: char| !c.is_alphanumeric()).filter(|word| word.len() > 3) {
        let mut hasher = DefaultHasher::new();
        word.hash(&mut hasher);
        sum[hasher.finish() as usize % DIMENSIONS] += 1.0;
    }
    let length = sum.iter().map(|x| x * x).sum::<f32>().sqrt().max(f32::MIN_POSITIVE);
    sum.iter().map(|x| x / length).collect()
}

/// The double over the starter catalogue, and its gate.
pub fn loaded() -> (Loaded, Arc<Gate>) {
    let (catalogue, gate) = (catalogue(), Arc::new(Gate::default()));
    let engine = Arc::new(Double { catalogue, gate: Arc::clone(&gate) });
    let taxonomy = Arc::clone(&catalogue.taxonomy);
    let near = Nearness::of(&taxonomy);
    (Loaded { engine, taxonomy, near, kept: None }, gate)
}
