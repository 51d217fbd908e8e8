// Attitude and outcome as a matrix: courteous and solved is one thing, courteous and unsolved another.

import { breakdown } from '../breakdown.js';
import { el } from '../dom.js';
import { heading, tile, tiles } from '../figure.js';
import { empty } from '../notices.js';
import { top } from '../top.js';

const ATTITUDES = ['courteous', 'neutral', 'discourteous', 'unknown'];
const OUTCOMES = ['solved', 'unsolved', 'unknown'];
const FIGURE = 'courteous_unsolved_share';

export const asks = (_, query) => `/api/attitude?${query()}`;

export function draw(scene, found) {
  const { words, format } = scene;
  if (found.start === null) return [top(scene, found), empty(scene)];
  const about = { about: 'attitude', attitude: 'courteous', outcome: 'unsolved' };
  const count = `${format.whole(found.staffed)} ${words.handlings} · ${format.whole(found.known)} ${words.outcomeKnown}`;
  return [
    top(scene, found, count),
    el(
      'section',
      { class: 'lead-chart' },
      tiles(tile(scene, FIGURE, { figure: found.courteous_unsolved, kind: 'percent', unit: `% ${words.ofKnown}`, about })),
      matrix(scene, found),
    ),
    breakdown(scene, found.by, {
      ...{ id: FIGURE, kind: 'percent', unit: '%', about, counted: words.cases, csv: scene.csv('attitude', 'by') },
    }),
  ];
}

function matrix(scene, { cells }) {
  const { words } = scene;
  const cell = (attitude, outcome) => cells.find((one) => one.attitude === attitude && one.outcome === outcome);
  const widest = Math.max(1, ...cells.map((one) => one.count));
  const row = (attitude) =>
    el(
      'tr',
      {},
      el('th', { scope: 'row' }, words.attitudes[attitude]),
      ...OUTCOMES.map((outcome) => el('td', { class: outcome }, pressable(scene, cell(attitude, outcome), widest))),
    );
  const title = words.matrix;
  return el(
    'article',
    { class: 'panel', 'data-panel': 'matrix' },
    heading(scene, FIGURE, { title, csv: scene.csv('attitude', 'cells') }),
    el(
      'table',
      { class: 'matrix' },
      el('caption', { class: 'unseen' }, title),
      el('thead', {}, el('tr', {}, el('td', {}), ...OUTCOMES.map((one) => el('th', { scope: 'col' }, words.outcomes[one])))),
      el('tbody', {}, ...ATTITUDES.map(row)),
    ),
    el('p', { class: 'note' }, words.matrixNote),
  );
}

// Shade is the share of all that is known; the figures stand in it, so that nothing hangs on colour alone.
function pressable(scene, found, widest) {
  if (!found) return '—';
  const { words, format } = scene;
  const { attitude, outcome, count, of_attitude: share } = found;
  const title = `${words.attitudes[attitude]} · ${words.outcomes[outcome]}`;
  const open = () =>
    scene.open(title, { id: FIGURE, figure: share, kind: 'percent', unit: `% ${words.ofAttitude}`, about: { about: 'attitude', attitude, outcome } });
  const button = el(
    'button',
    {
      type: 'button',
      class: 'cell',
      onclick: open,
      'aria-label': `${title}: ${format.whole(count)}, ${format.value(share.value)} % ${words.ofAttitude}. ${words.opens}`,
    },
    el('b', {}, format.whole(count)),
    el('span', {}, share.value === null ? '—' : `${format.value(share.value)} %`),
    share.n && share.too_few
      ? el('span', { class: 'few' }, words.tooFew)
      : el('small', {}, format.range(share.low, share.high)),
  );
  button.style.setProperty('--weight', `${Math.round((count / widest) * 100)}%`);
  return button;
}
