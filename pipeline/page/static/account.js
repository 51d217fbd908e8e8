// Whether anything was lost on the way, and how fresh the data is.

import { el } from './dom.js';
import { heading } from './figure.js';

const COUNTS = ['received', 'stored', 'duplicates', 'dead_lettered', 'in_flight', 'difference'];

const SHORT = 6;

const sum = (sources, name) => sources.reduce((total, one) => total + one[name], 0);

// Null where the account closes.
export function alarm({ words, format }, sources) {
  const missing = sum(sources, 'unaccounted');
  if (!missing) return null;
  const said = ` ${format.whole(missing)} ${words.relyNot}`;
  return el('p', { class: 'banner alarm', role: 'alert' }, el('strong', {}, words.closesNot), said);
}

export function account(scene, sources) {
  const body = sources.length
    ? [equation(scene, sources), bySource(scene, sources)]
    : [el('p', { class: 'none' }, `— ${scene.words.noData}`)];
  return el(
    'section',
    { class: 'panel', 'data-panel': 'account' },
    heading(scene, 'account'),
    ...body,
    reading(scene),
  );
}

function equation({ words, format }, sources) {
  const term = (name) => `${format.whole(sum(sources, name))} ${words[name]}`;
  const terms = ['stored', 'duplicates', 'dead_lettered', 'in_flight'].map(term).join(' + ');
  const closes = sum(sources, 'unaccounted') === 0;
  return el(
    'p',
    { class: closes ? 'equation' : 'equation wrong' },
    el('strong', {}, closes ? `✓ ${words.closes}` : `✗ ${words.closesNot}: ${term('difference')}`),
    el('span', {}, `${term('received')} = ${terms}`),
  );
}

// Folded away where it closes and is long: leaders need the sum, and a phone has one narrow screen.
function bySource(scene, sources) {
  const open = sources.length <= SHORT || sum(sources, 'unaccounted') > 0;
  const title = `${scene.words.bySource} (${scene.format.whole(sources.length)})`;
  return el('details', { class: 'by-source', open }, el('summary', {}, title), table(scene, sources));
}

function table(scene, sources) {
  const { words } = scene;
  const names = [words.source, ...COUNTS.map((name) => words[name]), words.newestEvent, words.newestStored];
  const head = names.map((name) => el('th', { scope: 'col' }, name));
  return el(
    'table',
    { class: 'account' },
    el('thead', {}, el('tr', {}, ...head)),
    el('tbody', {}, ...sources.map((one) => row(scene, one))),
  );
}

function row({ words, format }, one) {
  const cell = (label, text, wrong) => el('td', { 'data-label': label, class: wrong ? 'wrong' : null }, text);
  return el(
    'tr',
    {},
    el('th', { scope: 'row' }, one.source || words.notStated),
    ...COUNTS.map((name) =>
      cell(words[name], format.whole(one[name]), name === 'difference' && one.unaccounted > 0),
    ),
    cell(words.newestEvent, format.moment(one.newest_event_at)),
    cell(words.newestStored, format.moment(one.newest_stored_at)),
  );
}

function reading(scene) {
  const { name, text } = scene.definition('reading');
  return el('p', { class: 'reading' }, el('strong', {}, name), ` ${text}`);
}
