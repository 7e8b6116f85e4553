"use strict";
// Text or file in; skills in the text, concepts and occupations on the page out. Text is only ever inserted
// as text, never as markup.

const $ = (id) => document.getElementById(id);
const LABELS = ["SKILL", "KNOWLEDGE", "ATTITUDE", "LANGUAGE", "CERTIFICATION", "OCCUPATION", "CONDITION"];
const COLOURS = { LANGUAGE: "language-label" };
const KINDS = { skill: "SKILL", knowledge: "KNOWLEDGE", attitude: "ATTITUDE", context: "CONDITION", language: "LANGUAGE", certification: "CERTIFICATION" };
const SHOWN = 6;
const state = { language: "fr", text: "", found: null, match: null, quality: null, out: new Set(), ignore: false, run: 0 };

const word = (name) => WORDS[state.language][name];
const colour = (label) => COLOURS[label] || label.toLowerCase();

function element(name, properties = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(properties)) {
    if (key in made) made[key] = value; else made.setAttribute(key, value);
  }
  made.append(...children.filter((child) => child !== null));
  return made;
}

function replace(id, ...children) { $(id).replaceChildren(...children); }

// ---- Asking the server

class Problem extends Error {}

async function ask(path, options) {
  let response;
  try { response = await fetch(path, options); } catch { throw new Problem(word("offline")); }
  const body = await response.json().catch(() => null);
  if (response.ok && body) return body;
  const problem = new Problem(body?.title || `${response.status} ${response.statusText}`);
  problem.detail = body?.detail || "";
  throw problem;
}

const post = (path, body) => ask(path, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });

function wishes() {
  const constraints = [...document.querySelectorAll("input[name=constraint]:checked")].map((box) => box.value);
  const territory = $("territory").value.trim().toUpperCase();
  const concepts = [...state.out].map((id) => ({ id, weight: 0 }));
  return { constraints, concepts, ignore_refusals: state.ignore, ...(territory ? { place: { territory } } : {}) };
}

// One run at a time: an answer that comes after the next question is thrown away.
async function run(work) {
  const number = ++state.run;
  $("problem").hidden = true;
  $("go").disabled = true;
  const current = () => number === state.run;
  try { await work(current); } catch (error) {
    if (current()) show(error);
  } finally {
    if (current()) $("go").disabled = false;
  }
}

function show(error) {
  $("status").textContent = "";
  replace("problem", element("strong", {}, error.message), error.detail || "");
  $("problem").hidden = false;
  if (!(error instanceof Problem)) console.error(error);
}

async function read(text, current) {
  if (!text.trim()) throw new Problem(word("empty"));
  $("status").textContent = word("reading");
  const answer = await post("/v1/match", { documents: [{ text }], ...wishes() });
  if (!current()) return;
  Object.assign(state, { text, found: answer.documents[0], match: answer });
  render();
  $("results").focus({ preventScroll: true });
  $("results").scrollIntoView({ behavior: matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth" });
}

async function open(file, current) {
  $("status").textContent = word("opening");
  const form = new FormData();
  form.append("file", file);
  const answer = await ask("/v1/extract/file", { method: "POST", body: form });
  if (!current()) return;
  state.quality = answer.quality;
  state.out.clear();
  $("text").value = answer.text;
  await read(answer.text, current);
}

function again() {
  if (state.found) run((current) => read(state.text, current));
}

// ---- Showing the answer

function render() {
  $("results").hidden = false;
  renderLegend();
  renderText();
  renderConcepts();
  renderOccupations();
  $("versions").textContent = word("versions")(state.match.versions);
  $("status").textContent = word("done")(state.found.spans.length, state.match.occupations.length);
}

function renderLegend() {
  const used = new Set(state.found.spans.map((span) => span.label));
  replace("legend", ...LABELS.filter((label) => used.has(label)).map((label) => element("li", { className: colour(label) }, word(label))));
  const notes = [];
  if (state.quality?.ocr_used) notes.push(word("ocr"));
  if (state.quality?.suspect_layout) notes.push(word("layout"));
  $("quality").hidden = notes.length === 0;
  $("quality").textContent = notes.join(" ");
}

function renderText() {
  // Places are code points, JavaScript counts UTF-16 units: split once.
  const points = [...state.text];
  const parts = [];
  let at = 0;
  for (const span of state.found.spans) {
    parts.push(points.slice(at, span.start).join(""), marked(span));
    at = span.end;
  }
  parts.push(points.slice(at).join(""));
  replace("read", ...parts);
  $("detail").textContent = state.found.spans.length ? "" : word("noSpan");
}

function marked(span) {
  const says = `${word(span.label)}${span.concept ? ` : ${span.concept.label}` : ""}`;
  const button = element("button", { type: "button", className: colour(span.label), title: says, "aria-pressed": "false" }, span.text);
  button.dataset.linked = String(span.concept !== null);
  button.addEventListener("click", () => {
    for (const other of $("read").querySelectorAll("[aria-pressed=true]")) other.setAttribute("aria-pressed", "false");
    button.setAttribute("aria-pressed", "true");
    const percent = Math.round(span.confidence * 100);
    const concept = span.concept ? `→ ${span.concept.label}` : `(${word("notLinked")})`;
    $("detail").textContent = `« ${span.text} » · ${word(span.label)}, ${word("sure")(percent)} ${span.label === "OCCUPATION" ? "" : concept}`;
  });
  return button;
}

function renderConcepts() {
  const chips = state.found.concepts.map((concept) => {
    const off = state.out.has(concept.id);
    const says = word(off ? "putBack" : "takeOut")(concept.label);
    const button = element("button", { type: "button", "aria-label": says, title: says }, off ? "+" : "×");
    button.dataset.id = concept.id;
    button.addEventListener("click", () => {
      if (off) state.out.delete(concept.id); else state.out.add(concept.id);
      renderConcepts();
      $("concepts").querySelector(`[data-id="${CSS.escape(concept.id)}"]`)?.focus();
      run((current) => matchAgain(current));
    });
    return element("li", { className: `${colour(KINDS[concept.kind])}${off ? " off" : ""}` }, concept.label, button);
  });
  replace("concepts", ...(chips.length ? chips : [element("li", {}, word("noConcept"))]));
  const open = state.found.spans.filter((span) => !span.concept && !["OCCUPATION", "CONDITION"].includes(span.label));
  const unlinked = [...new Set(open.map((span) => span.text))];
  $("unlinked").textContent = unlinked.length ? word("unlinked")(unlinked.join(" · ")) : "";
}

async function matchAgain(current) {
  $("status").textContent = word("matching");
  const answer = await post("/v1/match", { documents: [{ text: state.text }], ...wishes() });
  if (!current()) return;
  state.match = answer;
  renderOccupations();
  $("status").textContent = word("done")(state.found.spans.length, answer.occupations.length);
}

function renderOccupations() {
  const list = state.match.occupations.map(occupation);
  replace("occupations", ...(list.length ? list : [element("li", {}, word("noJob"))]));
  renderRefusals();
}

// What was read as a refusal, with a way to object.
function renderRefusals() {
  const read = state.match.refusals.map((refusal) => `« ${refusal.text} »${refusal.labels.length ? ` → ${refusal.labels.join(", ")}` : ""}`);
  const button = element("button", { type: "button" }, word(state.ignore ? "refusalsOn" : "refusalsOff"));
  button.addEventListener("click", () => { state.ignore = !state.ignore; run((current) => matchAgain(current)); });
  $("refusals").hidden = !read.length && !state.ignore;
  replace("refusals", read.length ? `${word("refusals")} ${read.join(" · ")} ` : "", button);
}

function occupation(found, rank) {
  const percent = Math.round(found.percent);
  const name = element("h3", {}, `${rank + 1}. ${found.label}`, element("small", {}, found.code));
  const fit = element("div", { className: "fit" },
    element("progress", { max: 100, value: percent, "aria-label": word("fits") }), element("span", {}, `${percent} %`));
  const why = element("div", { className: "why" },
    list("matched", "✓", found.matched, (skill) => [skill.label, skill.near ? note(word("near")) : null]),
    list("missing", "○", found.missing, (skill) => [skill.label, skill.core ? note(word("core")) : null], (skill) => skill.evidence),
    list("extra", "+", found.extra, (skill) => [skill.label]),
    list("offers", "", found.offers, (offer) => [offer.title, note([offer.place.name, ...offer.constraints.map(constraint)].filter(Boolean).join(" · "))], null, "noOffer"),
    list("courses", "", found.courses, (course) => [course.title, note(courseNote(course))], null, "noCourse"));
  const kept = found.constraints.length ? element("p", { className: "help" }, found.constraints.map(constraint).join(" · ")) : null;
  return element("li", {}, name, fit, kept, why);
}

const note = (text) => (text ? element("span", { className: "tag" }, ` (${text})`) : null);
const constraint = (found) => `${word(found.constraint) || found.label} : ${word(found.verdict)}`;

function courseNote(course) {
  const next = course.sessions.find((session) => session.starts && session.state !== "closed");
  const teaches = course.teaches.length ? `${word("teaches")} ${course.teaches.slice(0, 3).join(", ")}` : "";
  return [course.place.name, next ? `${word("from")} ${next.starts}` : "", teaches].filter(Boolean).join(" · ");
}

function list(name, mark, items, content, hint = null, none = "none") {
  const shown = items.slice(0, SHOWN).map((item) => line(mark, content(item), hint?.(item)));
  const rest = items.slice(SHOWN).map((item) => line(mark, content(item), hint?.(item)));
  const body = items.length ? element("ul", {}, ...shown) : element("p", { className: "help" }, word(none));
  const more = rest.length ? element("details", {}, element("summary", {}, word("more")(rest.length)), element("ul", {}, ...rest)) : null;
  return element("div", {}, element("h4", {}, word(name)), body, more);
}

function line(mark, content, hint) {
  const sign = mark ? element("span", { className: "mark", "aria-hidden": "true" }, mark) : null;
  return element("li", hint ? { title: hint } : {}, sign, ...content);
}

// ---- Language and events

function speak(language) {
  state.language = language;
  document.documentElement.lang = language;
  for (const marked of document.querySelectorAll("[data-word]")) marked.textContent = word(marked.dataset.word);
  for (const button of document.querySelectorAll(".language")) {
    button.setAttribute("aria-pressed", String(button.dataset.language === language));
  }
  if (state.found) render();
}

$("form").addEventListener("submit", (event) => {
  event.preventDefault();
  if ($("text").value !== state.text) { state.quality = null; state.ignore = false; state.out.clear(); }
  run((current) => read($("text").value, current));
});
$("text").addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) $("form").requestSubmit();
});
$("file").addEventListener("change", (event) => {
  const [file] = event.target.files;
  event.target.value = "";
  if (file) run((current) => open(file, current));
});
$("example").addEventListener("click", () => {
  $("text").value = EXAMPLE[state.language];
  $("status").textContent = word("sample");
  $("text").focus();
});
$("clear").addEventListener("click", () => {
  state.run += 1;
  Object.assign(state, { text: "", found: null, match: null, quality: null, ignore: false });
  state.out.clear();
  $("text").value = "";
  $("results").hidden = true;
  $("problem").hidden = true;
  $("status").textContent = "";
  $("go").disabled = false;
  $("text").focus();
});
for (const button of document.querySelectorAll(".language")) button.addEventListener("click", () => speak(button.dataset.language));
for (const box of document.querySelectorAll("input[name=constraint], #territory")) box.addEventListener("change", again);

const form = $("form");
for (const name of ["dragover", "dragenter"]) {
  form.addEventListener(name, (event) => { event.preventDefault(); form.classList.add("over"); });
}
for (const name of ["dragleave", "drop"]) form.addEventListener(name, () => form.classList.remove("over"));
form.addEventListener("drop", (event) => {
  event.preventDefault();
  const [file] = event.dataTransfer.files;
  if (file) run((current) => open(file, current));
  else { $("text").value = event.dataTransfer.getData("text"); }
});
if (!navigator.language.startsWith("fr") && navigator.language.startsWith("en")) speak("en");
