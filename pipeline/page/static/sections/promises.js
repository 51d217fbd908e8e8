// Promises: kept or broken, by whom; the money owed for them; the ledger.

import { breakdown } from '../breakdown.js';
import { chart } from '../chart.js';
import { el } from '../dom.js';
import { plainHeading, tile, tiles } from '../figure.js';
import { empty } from '../notices.js';
import { promiseName, states } from '../owing.js';
import { pager, sortedBy, table } from '../table.js';
import { top } from '../top.js';

const STATES = ['broken', 'late', 'kept', 'open', 'unknown_due', 'withdrawn'];

export const asks = ({ own }, query) => `/api/promises?${query({ ...own, by: null })}`;

export function draw(scene, found) {
  const { words } = scene;
  if (found.start === null) return [top(scene, found), empty(scene)];
  const unit = `% ${words.percentDue}`;
  const figure = { id: 'promises', kind: 'percent', unit, about: { about: 'promises' } };
  const counts = new Map(found.states);
  return [
    top(scene, found, null, false),
    el(
      'section',
      { class: 'lead-chart' },
      el(
        'div',
        { class: 'stack' },
        tiles(tile(scene, 'promises', { figure: found.rate, kind: 'percent', unit, about: figure.about, compared: false })),
        el(
          'section',
          { class: 'panel' },
          plainHeading(scene, words.howTheyStand),
          states(scene, STATES.map((name) => [name, counts.get(name) ?? 0])),
        ),
      ),
      chart(scene, found.series.map(({ start, end, rate }) => ({ start, end, figure: rate })), figure),
    ),
    el(
      'section',
      { class: 'pair' },
      owed(scene, found.money),
      breakdown(scene, found.by, { ...figure, unit: '%', counted: words.states.broken, csv: scene.csv('promises', 'by') }),
    ),
    ledger(scene, found),
  ];
}

function owed(scene, rows) {
  const { words, format } = scene;
  const amount = (name) => (one) => format.money(one[name], one.currency);
  const columns = [
    { label: words.tariff, cell: (one) => one.tariff || words.noTariff },
    { label: words.promisesCount, number: true, cell: (one) => format.whole(one.promises) },
    { label: words.owed, number: true, cell: amount('owed') },
    { label: words.paid, number: true, cell: amount('paid') },
    { label: words.outstanding, number: true, cell: (one) => (one.outstanding ? el('strong', { class: 'wrong' }, amount('outstanding')(one)) : amount('outstanding')(one)) },
  ];
  return el(
    'article',
    { class: 'panel', 'data-panel': 'money' },
    plainHeading(scene, words.money, { csv: scene.csv('promises', 'money') }),
    table(scene, { name: words.money, columns, rows, empty: words.nothingOwed }),
  );
}

function ledger(scene, found) {
  const { words, state } = scene;
  const csv = scene.csv('promises', 'ledger', { ...state.own, by: null, offset: null });
  return el(
    'section',
    { class: 'panel', 'data-panel': 'list' },
    plainHeading(scene, words.ledger, { csv }),
    el('div', { class: 'tabs', role: 'group', 'aria-label': words.howTheyStand }, ...[null, ...STATES].map((name) => tab(scene, name))),
    table(scene, {
      ...{ name: words.ledger, columns: columns(scene, found.withheld), rows: found.ledger, empty: words.noPromises },
      sorted: sortedBy(state, 'made'),
    }),
    pager(scene, { total: found.total, offset: found.offset, shown: found.ledger.length }),
  );
}

function tab({ words, state, go }, name) {
  return el(
    'button',
    {
      type: 'button',
      'data-key': `state-${name}`,
      'aria-pressed': String((state.own.state ?? null) === name),
      onclick: () => go({ own: { state: name, offset: null } }),
    },
    name === null ? words.all : words.states[name],
  );
}

function columns(scene, withheld) {
  const { words, format } = scene;
  return [
    { label: words.promised, class: 'wide', cell: (one) => opener(scene, one, withheld) },
    { label: words.stands, cell: (one) => el('span', { class: `state ${one.state}` }, words.states[one.state] ?? one.state) },
    { label: words.made, sort: 'made', class: 'moment', cell: (one) => format.date(one.made_at) },
    { label: words.due, sort: 'due', class: 'moment', cell: (one) => format.date(one.due_at) },
    { label: words.lateDays, sort: 'late', number: true, cell: (one) => (one.days_late === null ? '—' : format.whole(Math.ceil(one.days_late))) },
    { label: words.outstanding, sort: 'outstanding', number: true, cell: (one) => (one.currency ? format.money(one.outstanding, one.currency) : '—') },
    { label: words.owner, cell: (one) => [one.owner, one.team].filter(Boolean).join(' · ') || '—' },
    { label: words.place, cell: (one) => [words[one.channel] ?? one.channel, one.product, one.region].filter(Boolean).join(' · ') || '—' },
    { label: words.customer, cell: (one) => one.customer || '—' },
  ];
}

function opener(scene, one, withheld) {
  const { words } = scene;
  const title = promiseName(scene, { ...one, withheld });
  if (withheld) return title;
  const open = () => scene.open(title, { id: 'promises', about: { about: 'promise', event: one.event_key } });
  return el('button', { type: 'button', class: 'in-table', title: words.voicesBehind, onclick: open }, title);
}
