// The overview, in the order of reading: figures, courses, causes, ledgers, account.

import { account, alarm } from '../account.js';
import { chart } from '../chart.js';
import { el } from '../dom.js';
import { heading, tile, tiles } from '../figure.js';
import { link } from '../links.js';
import { empty } from '../notices.js';
import { money, promiseLine, states } from '../owing.js';
import { pressurePanel } from '../pressing.js';
import { top } from '../top.js';
import { topics } from '../topics.js';
import { gapPanel } from '../verdicts.js';

const LATEST = 6;

export const asks = (_, query) => `/api/overview?${query()}`;

export function draw(scene, overview) {
  const { words, format } = scene;
  const known = overview.start !== null;
  const count = known ? `${format.whole(overview.interactions)} ${words.interactions}` : null;
  const onward = link(scene, { section: 'accounts' }, { class: 'onward' }, words.bySource);
  return [
    top(scene, overview, count),
    alarm(scene, overview.sources),
    ...(known ? figures(scene, overview) : [empty(scene)]),
    account(scene, overview.sources, { onward: known ? onward : null }),
  ];
}

function figures(scene, overview) {
  const series = (id) => overview.series.map((step) => ({ start: step.start, end: step.end, figure: step[id] }));
  const { words } = scene;
  const csv = scene.csv('overview', 'series');
  return [
    headline(scene, overview),
    el(
      'section',
      { class: 'pair' },
      chart(scene, series('net_sentiment'), {
        ...{ id: 'net_sentiment', kind: 'points', unit: words.points, signed: true, about: { about: 'all' }, csv },
      }),
      chart(scene, series('complaint_rate'), {
        ...{ id: 'complaint_rate', kind: 'per 1,000', unit: words.perThousand, about: { about: 'complaint' }, csv },
      }),
    ),
    el(
      'section',
      { class: 'pair' },
      topics(scene, overview.topics, overview.complaint_rate, { onward: true, csv: scene.csv('overview', 'topics') }),
      el(
        'div',
        { class: 'stack' },
        gapPanel(scene, overview.gap, { onward: true }),
        pressurePanel(scene, overview.pressure, { onward: true }),
      ),
    ),
    promises(scene, overview.promises),
  ];
}

function headline(scene, { net_sentiment: net, complaint_rate: rate, gap, promises: made, pressure }) {
  const { words, format } = scene;
  return tiles(
    tile(scene, 'net_sentiment', { figure: net, kind: 'points', signed: true, about: { about: 'all' } }),
    tile(scene, 'complaint_rate', { figure: rate, kind: 'per 1,000', about: { about: 'complaint' } }),
    tile(scene, 'gap', { figure: gap.gap, kind: 'points', about: { about: 'gap' } }),
    tile(scene, 'promises', {
      figure: made.rate,
      kind: 'percent',
      unit: `% ${words.percentDue} · ${format.whole(made.broken)} ${words.states.broken}`,
      about: { about: 'promises' },
      compared: false,
    }),
    tile(scene, 'pressure', {
      figure: pressure.rate,
      kind: 'per 1,000',
      unit: `${words.perThousandContacts} · ${format.whole(pressure.violations)} ${words.violations}`,
      about: { about: 'pressure' },
    }),
  );
}

function promises(scene, found) {
  const { words } = scene;
  const latest = found.latest.slice(0, LATEST).map(([key, made, due, late, what, owner, channel, product]) =>
    promiseLine(scene, { key, made, due, late, what, owner, channel, product }),
  );
  return el(
    'section',
    { class: 'panel', 'data-panel': 'promises' },
    heading(scene, 'promises'),
    states(scene, ['broken', 'late', 'kept', 'open', 'unknown_due', 'withdrawn'].map((name) => [name, found[name]])),
    found.outstanding.length ? el('p', { class: 'owed' }, `${words.outstanding}: `, el('b', {}, money(scene, found.outstanding))) : null,
    latest.length ? el('ul', { class: 'ledger' }, ...latest) : found.broken ? null : el('p', { class: 'none' }, words.noneBroken),
    link(scene, { section: 'promises' }, { class: 'onward' }, words.allPromises),
  );
}
