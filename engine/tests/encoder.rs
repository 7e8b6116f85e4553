//! The encoder against candle-transformers on the same random weights, against itself in its two ways of
//! running, and under gradient.

use candle_core::{DType, Device, Tensor, Var};
use candle_nn::{VarBuilder, VarMap};
use passerelle_engine::encoder::graph::Noise;
use passerelle_engine::encoder::weights::shapes;
use passerelle_engine::encoder::{CpuEncoder, EncoderConfig, GraphEncoder, Hint, TokenBatch, Weights};
use std::collections::BTreeMap;

const LENGTHS: [usize; 4] = [1, 7, 12, 3];

fn batch(vocab: u32) -> Vec<Vec<u32>> {
    LENGTHS
        .iter()
        .enumerate()
        .map(|(at, &length)| (0..length as u32).map(|i| 2 + (i * 7 + at as u32 * 13) % (vocab - 2)).collect())
        .collect()
}

fn ragged(sequences: &[Vec<u32>]) -> TokenBatch {
    TokenBatch::new(sequences.iter().map(Vec::as_slice))
}

/// The variables of a candle model, with numbers large enough to tell a wrong model from a right one.
fn randomised(vars: &VarMap) -> BTreeMap<String, Tensor> {
    let mut all = BTreeMap::new();
    for (name, var) in vars.data().lock().expect("no thread panicked").iter() {
        let noise = Tensor::randn(0f32, 0.3, var.shape(), &Device::Cpu).expect("random numbers");
        let value = if name.contains("LayerNorm.weight") || name.contains("layer_norm.weight") {
            (noise + 1.0).expect("ones")
        } else {
            noise
        };
        var.set(&value).expect("the same shape");
        all.insert(name.clone(), value);
    }
    all
}

fn assert_close(ours: &[f32], theirs: &[f32], what: &str) {
    assert_eq!(ours.len(), theirs.len(), "{what}");
    let worst = ours.iter().zip(theirs).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max);
    assert!(worst < 2e-4, "{what}: differs by {worst}");
}

/// Compares both ways of running with `theirs`, which runs one sequence in candle-transformers.
fn check_parity(json: &str, vars: &VarMap, theirs: &dyn Fn(&Tensor) -> Tensor) {
    let config = EncoderConfig::parse(json.as_bytes()).expect("a valid configuration");
    let raw = randomised(vars);
    let weights = Weights::from_raw(raw, &config, &Device::Cpu).expect("every weight is there");
    let sequences = batch(config.vocab as u32);
    let mut expected = Vec::new();
    for ids in &sequences {
        let ids = Tensor::new(ids.as_slice(), &Device::Cpu).and_then(|ids| ids.unsqueeze(0)).expect("ids");
        expected.extend(theirs(&ids).flatten_all().and_then(|x| x.to_vec1::<f32>()).expect("numbers"));
    }
    let cpu = CpuEncoder::new(config.clone(), &weights).expect("packed");
    assert_close(&cpu.forward(&ragged(&sequences)).expect("a forward"), &expected, "slices");
    let graph = GraphEncoder::new(config, weights, Device::Cpu);
    let hidden = graph.forward(&ragged(&sequences), Noise::default()).expect("a forward");
    let hidden = hidden.flatten_all().and_then(|x| x.to_vec1::<f32>()).expect("numbers");
    assert_close(&hidden, &expected, "candle tensors");
}

#[test]
fn bert_gives_what_candle_transformers_gives() {
    let json = r#"{"model_type": "bert", "vocab_size": 50, "hidden_size": 32, "num_hidden_layers": 2,
        "num_attention_heads": 4, "intermediate_size": 64, "hidden_act": "gelu", "hidden_dropout_prob": 0.1,
        "max_position_embeddings": 40, "type_vocab_size": 2, "initializer_range": 0.02,
        "layer_norm_eps": 1e-12, "pad_token_id": 0, "position_embedding_type": "absolute", "use_cache": true}"#;
    let config: candle_transformers::models::bert::Config =
        serde_json::from_str(json).expect("a configuration");
    let vars = VarMap::new();
    let builder = VarBuilder::from_varmap(&vars, DType::F32, &Device::Cpu);
    let model = candle_transformers::models::bert::BertModel::load(builder, &config).expect("a model");
    check_parity(json, &vars, &|ids| {
        model.forward(ids, &ids.zeros_like().expect("types"), None).expect("their forward")
    });
}

#[test]
fn xlm_roberta_gives_what_candle_transformers_gives() {
    let json = r#"{"model_type": "xlm-roberta", "vocab_size": 50, "hidden_size": 32, "num_hidden_layers": 2,
        "num_attention_heads": 4, "intermediate_size": 64, "hidden_act": "gelu", "hidden_dropout_prob": 0.1,
        "attention_probs_dropout_prob": 0.1, "max_position_embeddings": 42, "type_vocab_size": 1,
        "layer_norm_eps": 1e-5, "pad_token_id": 1, "position_embedding_type": "absolute", "use_cache": true}"#;
    let config: candle_transformers::models::xlm_roberta::Config =
        serde_json::from_str(json).expect("a configuration");
    let vars = VarMap::new();
    let builder = VarBuilder::from_varmap(&vars, DType::F32, &Device::Cpu);
    let model =
        candle_transformers::models::xlm_roberta::XLMRobertaModel::new(&config, builder).expect("a model");
    check_parity(json, &vars, &|ids| {
        let mask = ids.ones_like().expect("a mask");
        let types = ids.zeros_like().expect("types");
        model.forward(ids, &mask, &types, None, None, None).expect("their forward")
    });
}

#[test]
fn distilbert_gives_what_candle_transformers_gives() {
    let json = r#"{"model_type": "distilbert", "vocab_size": 50, "dim": 32, "n_layers": 2, "n_heads": 4,
        "hidden_dim": 64, "activation": "gelu", "max_position_embeddings": 40, "initializer_range": 0.02,
        "pad_token_id": 0, "position_embedding_type": "absolute", "use_cache": true}"#;
    let config: candle_transformers::models::distilbert::Config =
        serde_json::from_str(json).expect("a configuration");
    let vars = VarMap::new();
    let builder = VarBuilder::from_varmap(&vars, DType::F32, &Device::Cpu);
    let model =
        candle_transformers::models::distilbert::DistilBertModel::load(builder, &config).expect("a model");
    // candle-transformers takes the tanh form of GELU here, where the original has the error function.
    let json = json.replace("\"gelu\"", "\"gelu_new\"");
    check_parity(&json, &vars, &|ids| {
        let n = ids.dim(1).expect("a length");
        let mask = Tensor::zeros((n, n), DType::U8, &Device::Cpu).expect("a mask");
        model.forward(ids, &mask).expect("their forward")
    });
}

const OURS: &str = r#"{"model_type": "passerelle", "family": "passerelle", "vocab": 60, "hidden": 24, "layers": 2,
    "heads": 3, "ffn": 48, "positions": 32, "position_offset": 0, "eps": 1e-6, "norm": "pre",
    "activation": "gelu_new", "conv": 5, "lexicon": 4, "shapes": 3, "local_heads": true}"#;

fn variables(config: &EncoderConfig) -> BTreeMap<String, Var> {
    shapes(config)
        .into_iter()
        .map(|(name, shape)| {
            let mean = if name.ends_with("norm.weight") { 1.0 } else { 0.0 };
            let value = Tensor::randn(mean, 0.3f32, shape, &Device::Cpu).expect("random numbers");
            (name, Var::from_tensor(&value).expect("a variable"))
        })
        .collect()
}

fn weights(vars: &BTreeMap<String, Var>) -> Weights {
    let tensors = vars.iter().map(|(name, var)| (name.clone(), var.as_tensor().clone())).collect();
    Weights::from_internal(tensors)
}

#[test]
fn a_batch_of_many_equals_batches_of_one() {
    let config = EncoderConfig::parse(OURS.as_bytes()).expect("a valid configuration");
    let vars = variables(&config);
    let encoder = CpuEncoder::new(config.clone(), &weights(&vars)).expect("packed");
    let sequences = batch(60);
    let together = encoder.forward(&ragged(&sequences)).expect("a forward");
    let graph = GraphEncoder::new(config, weights(&vars), Device::Cpu);
    let hidden =
        graph.forward(&ragged(&sequences), Noise::default()).and_then(|x| Ok(x.flatten_all()?.to_vec1()?));
    assert_close(&hidden.expect("a forward"), &together, "candle tensors against slices");
    let mut alone = Vec::new();
    for sequence in &sequences {
        alone.extend(encoder.forward(&TokenBatch::new([sequence.as_slice()])).expect("a forward"));
    }
    assert_close(&together, &alone, "many against one");
}

#[test]
fn a_sequence_that_is_too_long_is_refused_with_its_length() {
    let config = EncoderConfig::parse(OURS.as_bytes()).expect("a valid configuration");
    let encoder = CpuEncoder::new(config.clone(), &weights(&variables(&config))).expect("packed");
    let error = encoder.forward(&TokenBatch::new([[1u32; 33].as_slice()])).expect_err("33 > 32");
    assert!(error.to_string().contains("33 tokens"), "{error}");
    let error = encoder.forward(&TokenBatch::new([[60u32].as_slice()])).expect_err("60 is beyond");
    assert!(error.to_string().contains("beyond the vocabulary"), "{error}");
}

#[test]
fn every_parameter_gets_a_gradient_in_every_row_and_column() {
    let config = EncoderConfig::parse(OURS.as_bytes()).expect("a valid configuration");
    let vars = variables(&config);
    let encoder = GraphEncoder::new(config.clone(), weights(&vars), Device::Cpu);
    // Every id and every position occurs, so that every row of the embeddings must learn.
    let sequences: Vec<Vec<u32>> =
        (0..2).map(|s| (0..32).map(|i| (s * 32 + i) % config.vocab as u32).collect()).collect();
    let hints = (0..64).map(|at| Hint { lexicon: at % 4, shape: at % 3 }).collect();
    let batch = ragged(&sequences).with_hints(hints);
    let hidden = encoder.forward(&batch, Noise::default()).expect("a forward");
    let target = Tensor::randn(0f32, 1.0, hidden.shape(), &Device::Cpu).expect("random numbers");
    let loss = (hidden * target).and_then(|x| x.sum_all()).expect("a loss");
    let grads = loss.backward().expect("gradients");
    for (name, var) in &vars {
        let grad = grads.get(var).unwrap_or_else(|| panic!("{name} has no gradient"));
        let grad = if grad.rank() == 1 { grad.unsqueeze(0).expect("a row") } else { grad.clone() };
        for (axis, line) in [(0, "column"), (1, "row")] {
            let sums = grad.abs().and_then(|g| g.sum(axis)).and_then(|g| g.to_vec1::<f32>()).expect("sums");
            // The bias of the keys shifts every score of a row alike: softmax does not see it.
            let keys = name.ends_with("qkv.bias").then_some(config.hidden..2 * config.hidden);
            for (at, sum) in sums.iter().enumerate() {
                let exempt = axis == 0 && keys.as_ref().is_some_and(|keys| keys.contains(&at));
                assert!(exempt || *sum > 1e-6, "{line} {at} of {name} learns nothing");
            }
        }
    }
}

#[test]
fn gradients_equal_finite_differences() {
    let config = EncoderConfig::parse(OURS.as_bytes()).expect("a valid configuration");
    let vars = variables(&config);
    let encoder = GraphEncoder::new(config, weights(&vars), Device::Cpu);
    let sequences = batch(60);
    let loss = || -> Tensor {
        let hidden =
            encoder.forward(&ragged(&sequences), Noise { dropout: 0.1, seed: 3 }).expect("a forward");
        let weigh = Tensor::arange(0f32, hidden.elem_count() as f32, &Device::Cpu)
            .and_then(|x| (x * 0.7)?.sin()?.reshape(hidden.shape()))
            .expect("weights");
        (hidden * weigh).and_then(|x| x.sum_all()).expect("a loss")
    };
    let grads = loss().backward().expect("gradients");
    for name in [
        "layer.0.attention.qkv.weight",
        "layer.1.ffn.in.weight",
        "layer.0.ffn.norm.weight",
        "layer.0.ffn.out.bias",
    ] {
        let var = &vars[name];
        let grad = grads.get(var).and_then(|g| g.flatten_all().ok()).expect("a gradient");
        let grad = grad.to_vec1::<f32>().expect("numbers");
        let kept = var.as_tensor().flatten_all().and_then(|x| x.to_vec1::<f32>()).expect("numbers");
        for at in (0..kept.len()).step_by(kept.len() / 6 + 1) {
            let at_shifted = |by: f32| {
                let mut moved = kept.clone();
                moved[at] += by;
                var.set(&Tensor::from_vec(moved, var.shape(), &Device::Cpu).expect("a tensor")).expect("set");
                f64::from(loss().to_scalar::<f32>().expect("a number"))
            };
            let slope = (at_shifted(1e-2) - at_shifted(-1e-2)) / 2e-2;
            at_shifted(0.0);
            let close = (slope - f64::from(grad[at])).abs() < 0.02 * slope.abs().max(1.0);
            assert!(close, "{name}[{at}]: {} against {slope}", grad[at]);
        }
    }
}
