// Praise: how often, whom, and in which words.

import { breakdown } from '../breakdown.js';
import { chart } from '../chart.js';
import { el } from '../dom.js';
import { plainHeading, tile, tiles } from '../figure.js';
import { link } from '../links.js';
import { empty, withheld } from '../notices.js';
import { pager, table } from '../table.js';
import { top } from '../top.js';
import { quoted } from '../voice.js';

const ABOUT = { about: 'praise' };

export const asks = ({ own }, query) => `/api/praise?${query({ ...own, by: null })}`;

export function draw(scene, found) {
  const { words, format } = scene;
  if (found.start === null) return [top(scene, found), empty(scene)];
  const id = 'praises';
  const figure = { id, kind: 'per 1,000', unit: words.perThousand, about: ABOUT };
  const count = `${format.whole(found.interactions)} ${words.praises}`;
  return [
    top(scene, { ...found, withheld: false }, count),
    el(
      'section',
      { class: 'lead-chart' },
      tiles(tile(scene, id, { figure: found.rate, kind: 'per 1,000', about: ABOUT })),
      chart(scene, found.series.map(({ start, end, rate }) => ({ start, end, figure: rate })), figure),
    ),
    el(
      'section',
      { class: 'pair' },
      names(scene, found),
      breakdown(scene, found.by, { ...figure, counted: words.praises, csv: scene.csv('praise', 'by') }),
    ),
    wordsOf(scene, found.words),
  ];
}

function names(scene, found) {
  const { words, format } = scene;
  const columns = [
    { label: words.praisedName, cell: (one) => opener(scene, one) },
    { label: words.creditedBy, cell: (one) => words.credits[one.credited_by] ?? one.credited_by },
    { label: words.team, cell: (one) => one.team || '—' },
    { label: words.praisesCount, number: true, cell: (one) => format.whole(one.interactions) },
    { label: words.customersCount, number: true, cell: (one) => format.whole(one.customers) },
  ];
  const shown = found.names ?? [];
  return el(
    'article',
    { class: 'panel', 'data-panel': 'names' },
    plainHeading(scene, words.byName, { csv: found.names ? scene.csv('praise', 'names') : null }),
    found.names
      ? [
          table(scene, { name: words.byName, columns, rows: shown, empty: words.noPraise }),
          pager(scene, { total: found.total, offset: found.offset, shown: shown.length }),
        ]
      : withheld(scene),
  );
}

function opener(scene, { name }) {
  const title = name || scene.words.nobodyNamed;
  const open = () => scene.open(title, { about: { ...ABOUT, name } });
  return el('button', { type: 'button', class: 'in-table', onclick: open }, title);
}

function wordsOf(scene, found) {
  const { words, format } = scene;
  if (!found) return null; // said once, beside the names
  const quote = (one) =>
    el(
      'li',
      { class: 'voice positive' },
      el(
        'p',
        { class: 'meta' },
        el('time', { datetime: one.at }, format.moment(one.at)),
        el('span', {}, [words[one.channel] ?? one.channel, one.product, one.team].filter(Boolean).join(' · ')),
        one.name ? el('strong', {}, one.name) : null,
      ),
      quoted(scene, one),
    );
  return el(
    'section',
    { class: 'panel', 'data-panel': 'words' },
    plainHeading(scene, words.inTheirWords, { csv: scene.csv('praise', 'words') }),
    found.length ? el('ol', { class: 'quotes' }, ...found.map(quote)) : el('p', { class: 'none' }, words.noPraise),
    link(scene, { section: 'voices', own: { sentiment: 'positive', topic: 'praise' } }, { class: 'onward' }, words.moreVoices),
  );
}
