// What the company claims beside what customers feel; contacts that broke a limit.

import { el } from './dom.js';
import { basis, heading } from './figure.js';

const VERDICTS = ['confirmed', 'silent', 'contradicted'];

export function gap(scene, found) {
  const panel = { class: 'panel', 'data-panel': 'gap' };
  return el(
    'article',
    panel,
    heading(scene, 'gap'),
    levels(scene, found),
    verdicts(scene, found),
    basis(scene, found.gap),
  );
}

function levels(scene, found) {
  const { words, format } = scene;
  const { low, high, value } = found.gap;
  const rests = (n) => `${words.n} ${format.whole(n)}`;
  const felt = value === null ? null : { value: found.felt, low: 100 - high, high: 100 - low };
  const csat = found.csat === null ? null : { value: found.csat };
  return el(
    'dl',
    { class: 'compare' },
    level(scene, words.official, found.official ? { value: 100 } : null, rests(found.official)),
    level(
      scene,
      words.felt,
      felt,
      felt ? `${words.interval} ${format.range(felt.low, felt.high)} %` : words.noData,
    ),
    level(scene, words.csat, csat, csat ? rests(found.csat_n) : words.noData),
  );
}

// What came of the resolutions: a bar in proportion, and the counts that open the words.
function verdicts(scene, found) {
  const { words, format } = scene;
  const judged = VERDICTS.reduce((total, name) => total + found[name], 0);
  const count = (name, number) =>
    el('span', { class: name }, el('b', {}, format.whole(number)), ` ${words[name]}`);
  const open = () => scene.open(scene.definition('gap').name, { about: 'gap' });
  const counts = el(
    'button',
    { type: 'button', class: 'row states', onclick: open },
    ...VERDICTS.map((name) => count(name, found[name])),
    found.official > judged ? count('immature', found.official - judged) : null,
  );
  return judged
    ? [
        el(
          'div',
          { class: 'split', 'aria-hidden': true },
          ...VERDICTS.map((name) => share(name, found[name])),
        ),
        counts,
      ]
    : counts;
}

function share(name, count) {
  const part = el('span', { class: name });
  part.style.flexGrow = String(count);
  return part;
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

export function pressure(scene, found) {
  const { words, format } = scene;
  const kinds = found.kinds.map(([kind, count]) =>
    el('li', {}, el('span', {}, words[kind] || kind), el('b', {}, format.whole(count))),
  );
  return el(
    'article',
    { class: 'panel', 'data-panel': 'pressure' },
    heading(scene, 'pressure'),
    found.rate.n === 0
      ? el('p', { class: 'none' }, `— ${words.noData}`)
      : found.violations === 0
        ? el('p', { class: 'none' }, words.noneViolated)
        : el(
            'button',
            {
              type: 'button',
              class: 'row',
              onclick: () => scene.open(scene.definition('pressure').name, { about: 'pressure' }),
            },
            el('ul', { class: 'kinds' }, ...kinds),
            el(
              'p',
              { class: 'concerned' },
              el('b', {}, format.whole(found.customers)),
              ` ${words.customersPressed}`,
            ),
          ),
    basis(scene, found.rate),
  );
}
