// What the company calls resolved, beside what customers then did and what a survey said.

import { el } from './dom.js';
import { basis, heading } from './figure.js';
import { link } from './links.js';

const VERDICTS = ['confirmed', 'silent', 'contradicted'];

export function gapPanel(scene, found, { onward = false, csv = null } = {}) {
  return el(
    'article',
    { class: 'panel', 'data-panel': 'gap' },
    heading(scene, 'gap', { csv }),
    levels(scene, found),
    verdicts(scene, found),
    basis(scene, found.gap),
    onward ? link(scene, { section: 'perception' }, { class: 'onward' }, scene.words.whereGap) : null,
  );
}

function levels(scene, found) {
  const { words, format } = scene;
  const { low, high, value } = found.gap;
  const rests = (n) => `${words.n} ${format.whole(n)}`;
  const felt = value === null ? null : { value: found.felt, low: 100 - high, high: 100 - low };
  const csat = found.csat === null ? null : { value: found.csat };
  const feltNote = felt ? `${words.interval} ${format.range(felt.low, felt.high)} %` : words.noData;
  return el(
    'dl',
    { class: 'compare' },
    level(scene, words.official, found.official ? { value: 100 } : null, rests(found.official)),
    level(scene, words.felt, felt, feltNote),
    level(scene, words.csat, csat, csat ? rests(found.csat_n) : words.noData),
  );
}

function level({ format }, name, estimate, note) {
  const fill = el('span', { class: 'fill' });
  fill.style.width = `${estimate ? estimate.value : 0}%`;
  const whisker = estimate && estimate.low !== undefined ? el('span', { class: 'whisker' }) : null;
  if (whisker) {
    whisker.style.left = `${estimate.low}%`;
    whisker.style.width = `${estimate.high - estimate.low}%`;
  }
  return el(
    'div',
    {},
    el('dt', {}, name),
    el(
      'dd',
      {},
      el('span', { class: 'bar' }, fill, whisker),
      el('b', {}, estimate ? `${format.value(estimate.value)} %` : '—'),
      el('small', {}, note),
    ),
  );
}

// What came of the resolutions: a bar in proportion, and the counts that open the words.
function verdicts(scene, found) {
  const { words, format } = scene;
  const judged = VERDICTS.reduce((total, name) => total + found[name], 0);
  const count = (name, number) =>
    el('span', { class: name }, el('b', {}, format.whole(number)), ` ${words[name]}`);
  const open = () =>
    scene.open(scene.definition('gap').name, {
      ...{ id: 'gap', figure: found.gap, kind: 'points', unit: words.points, about: { about: 'gap' } },
    });
  const counts = el(
    'button',
    { type: 'button', class: 'row states', title: words.opens, onclick: open },
    ...VERDICTS.map((name) => count(name, found[name])),
    found.official > judged ? count('immature', found.official - judged) : null,
  );
  if (!judged) return counts;
  const parts = VERDICTS.map((name) => share(name, found[name]));
  return [el('div', { class: 'split', 'aria-hidden': true }, ...parts), counts];
}

export function share(name, count) {
  const part = el('span', { class: name });
  part.style.flexGrow = String(count);
  return part;
}
