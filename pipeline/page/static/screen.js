// The order of the screen: figures, courses, causes, ledgers, account.

import { el } from './dom.js';
import { chart } from './chart.js';
import { tile } from './figure.js';
import { account, alarm } from './account.js';
import { gap, pressure } from './ledgers.js';
import { promises } from './promises.js';
import { topics } from './topics.js';

export function drawScreen(place, scene, overview) {
  const parts = overview.start === null ? [empty(scene)] : figures(scene, overview);
  place.replaceChildren(
    ...[alarm(scene, overview.sources), ...parts, account(scene, overview.sources)].filter(Boolean),
  );
}

function empty({ words }) {
  return el('section', { class: 'panel empty' }, el('h2', {}, words.empty), el('p', {}, words.emptyHow));
}

function figures(scene, overview) {
  const { words, format } = scene;
  return [
    span(scene, overview),
    el(
      'section',
      { class: 'tiles' },
      tile(scene, 'net_sentiment', {
        figure: overview.net_sentiment,
        unit: words.points,
        signed: true,
        good: 'up',
        about: { about: 'all' },
      }),
      tile(scene, 'complaint_rate', {
        figure: overview.complaint_rate,
        unit: words.perThousand,
        about: { about: 'complaint' },
      }),
      tile(scene, 'gap', { figure: overview.gap.gap, unit: words.points, about: { about: 'gap' } }),
      tile(scene, 'promises', {
        figure: overview.promises.rate,
        unit: `% ${words.percentDue} · ${format.whole(overview.promises.broken)} ${words.broken}`,
        about: { about: 'promises' },
        compared: false,
      }),
      tile(scene, 'pressure', {
        figure: overview.pressure.rate,
        unit: `${words.perThousandContacts} · ${format.whole(overview.pressure.violations)} ${words.violations}`,
        about: { about: 'pressure' },
      }),
    ),
    el(
      'section',
      { class: 'pair' },
      chart(scene, overview.series, { id: 'net_sentiment', about: 'all', signed: true }),
      chart(scene, overview.series, { id: 'complaint_rate', about: 'complaint', signed: false }),
    ),
    el(
      'section',
      { class: 'pair' },
      topics(scene, overview.topics, overview.complaint_rate),
      el('div', { class: 'stack' }, gap(scene, overview.gap), pressure(scene, overview.pressure)),
    ),
    promises(scene, overview.promises),
  ];
}

function span({ words, format }, overview) {
  const before = format.span(overview.before_start, overview.before_end);
  return el(
    'p',
    { class: 'span' },
    el('strong', {}, format.span(overview.start, overview.end)),
    el('span', {}, `${format.whole(overview.interactions)} ${words.interactions}`),
    el('span', {}, `${words.compared} ${before}`),
  );
}
