// Whether anything was lost on the way, and how fresh the data is.

import { el } from './dom.js';
import { heading } from './figure.js';
import { table } from './table.js';

export const COUNTS = ['received', 'stored', 'duplicates', 'dead_lettered', 'in_flight', 'difference'];

const sum = (sources, name) => sources.reduce((total, one) => total + one[name], 0);

// Null where the account closes.
export function alarm({ words, format }, sources) {
  const missing = sum(sources, 'unaccounted');
  if (!missing) return null;
  const said = ` ${format.whole(missing)} ${words.relyNot}`;
  return el('p', { class: 'banner alarm', role: 'alert' }, el('strong', {}, words.closesNot), said);
}

export function account(scene, sources, { csv = null, onward = null } = {}) {
  const body = sources.length
    ? [equation(scene, sources), onward ? null : bySource(scene, sources)]
    : [el('p', { class: 'none' }, `— ${scene.words.noData}`)];
  return el(
    'section',
    { class: 'panel', 'data-panel': 'account' },
    heading(scene, 'account', { csv }),
    ...body,
    onward ?? reading(scene),
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

function bySource(scene, sources) {
  const { words, format } = scene;
  const columns = [
    { label: words.source, cell: (one) => one.source || words.notStated },
    ...COUNTS.map((name) => ({ label: words[name], number: true, cell: (one) => count(scene, name, one) })),
    { label: words.newestEvent, class: 'moment', cell: (one) => format.moment(one.newest_event_at) },
    { label: words.newestStored, class: 'moment', cell: (one) => format.moment(one.newest_stored_at) },
  ];
  return table(scene, { name: words.bySource, columns, rows: sources });
}

export function count({ format }, name, one) {
  const text = format.whole(one[name]);
  return name === 'difference' && one.unaccounted > 0 ? el('strong', { class: 'wrong' }, text) : text;
}

function reading(scene) {
  const { name, text } = scene.definition('reading');
  return el('p', { class: 'reading' }, el('strong', {}, name), ` ${text}`);
}
