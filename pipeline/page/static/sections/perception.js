// The perception gap: what the company claims, beside what customers did, said and answered.

import { breakdown } from '../breakdown.js';
import { chart } from '../chart.js';
import { el } from '../dom.js';
import { plainHeading, tile, tiles } from '../figure.js';
import { empty } from '../notices.js';
import { table } from '../table.js';
import { top } from '../top.js';
import { gapPanel } from '../verdicts.js';

const DAY = 86_400_000;

export const asks = (_, query) => `/api/gap?${query()}`;

export function draw(scene, found) {
  const { words, format } = scene;
  if (found.start === null || found.gap === null) return [top(scene, found), empty(scene)];
  const about = { about: 'gap' };
  const figure = { id: 'gap', kind: 'points', unit: words.points, about };
  const weeks = found.weeks.map(({ week, gap }) => ({ start: week, end: earlier(sunday(week), found.end), figure: gap }));
  return [
    top(scene, found, `${format.whole(found.gap.official)} ${words.resolutions}`),
    el(
      'section',
      { class: 'lead-chart' },
      tiles(tile(scene, 'gap', { figure: found.gap.gap, kind: 'points', about })),
      chart(scene, weeks, { ...figure, csv: scene.csv('gap', 'weeks') }),
    ),
    el(
      'section',
      { class: 'pair' },
      gapPanel(scene, found.gap),
      breakdown(scene, found.by, { ...figure, counted: words.contradicted, csv: scene.csv('gap', 'by') }),
    ),
    surveys(scene, found),
  ];
}

// The newest week may not be over.
function earlier(one, other) {
  return one < other ? one : other;
}

function sunday(monday) {
  return new Date(Date.parse(monday) + 6 * DAY).toISOString().slice(0, 10);
}

function surveys(scene, { surveys: rows, asked, heard }) {
  const { words, format } = scene;
  const columns = [
    { label: words.survey, cell: (one) => opener(scene, one) },
    { label: words.answered, number: true, cell: ({ asked: figure }) => valued(scene, figure) },
    { label: words.n, number: true, cell: (one) => format.whole(one.asked.n) },
    { label: words.saidOtherwise, number: true, cell: ({ heard: figure }) => (figure ? valued(scene, figure) : '—') },
    { label: words.heardAs, cell: (one) => (one.heard_id ? scene.definition(one.heard_id).name : '—') },
    { label: words.gapPoints, number: true, cell: ({ gap }) => (gap && gap.value !== null ? format.value(gap.value, true) : '—') },
    { label: words.interval, number: true, cell: ({ gap }) => (gap && gap.value !== null ? format.range(gap.low, gap.high, true) : '—') },
  ];
  return el(
    'section',
    { class: 'panel', 'data-panel': 'surveys' },
    plainHeading(scene, words.surveyTitle, { csv: scene.csv('gap', 'surveys') }),
    el('p', { class: 'note' }, words.surveyNote(format.whole(asked), format.whole(heard))),
    table(scene, { name: words.surveyTitle, columns, rows, empty: words.noSurveys }),
  );
}

function valued({ words, format }, figure) {
  return [format.value(figure.value), figure.too_few && figure.value !== null ? el('span', { class: 'few' }, ` ${words.tooFew}`) : null];
}

function opener(scene, { id, asked }) {
  const name = scene.words.surveys[id] ?? id;
  const open = () => scene.open(name, { id: `official_${id}`, figure: asked, unit: '' });
  return el('button', { type: 'button', class: 'in-table', onclick: open }, name);
}
