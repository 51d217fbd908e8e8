// Contact pressure: the company's own contacts, and which of them broke a limit or a wish.

import { breakdown } from '../breakdown.js';
import { chart } from '../chart.js';
import { el } from '../dom.js';
import { plainHeading, tile, tiles } from '../figure.js';
import { empty } from '../notices.js';
import { pressurePanel } from '../pressing.js';
import { pager, sortedBy, table } from '../table.js';
import { top } from '../top.js';

export const asks = ({ own }, query) => `/api/contacts?${query({ ...own, by: null })}`;

export function draw(scene, found) {
  const { words, format } = scene;
  if (found.start === null || found.pressure === null) return [top(scene, found), empty(scene)];
  const about = { about: 'pressure' };
  const figure = { id: 'pressure', kind: 'per 1,000', unit: words.perThousandContacts, about };
  const count = `${format.whole(found.contacts)} ${words.contactsMade}`;
  return [
    top(scene, found, count),
    el(
      'section',
      { class: 'lead-chart' },
      tiles(tile(scene, 'pressure', { figure: found.pressure.rate, kind: 'per 1,000', unit: words.perThousandContacts, about })),
      chart(scene, found.series.map(({ start, end, rate }) => ({ start, end, figure: rate })), figure),
    ),
    el(
      'section',
      { class: 'pair' },
      pressurePanel(scene, found.pressure),
      breakdown(scene, found.by, { ...figure, counted: words.violations, instead: words.inPressure, csv: scene.csv('contacts', 'by') }),
    ),
    most(scene, found),
  ];
}

function most(scene, found) {
  const { words, format, state } = scene;
  const whole = (name) => (one) => format.whole(one[name]);
  const columns = [
    { label: words.customer, cell: (one) => one.customer },
    { label: words.contactsCount, sort: 'contacts', number: true, cell: whole('contacts') },
    { label: words.violationsCount, sort: 'violations', number: true, cell: whole('violations') },
    { label: words.most7, number: true, cell: whole('most_7_days') },
    { label: words.unansweredSales, number: true, cell: whole('unanswered_sales') },
    { label: words.lastContact, sort: 'last', class: 'moment', cell: (one) => format.moment(one.last_at) },
  ];
  const csv = scene.csv('contacts', 'most', { ...state.own, by: null, offset: null });
  return el(
    'section',
    { class: 'panel', 'data-panel': 'list' },
    plainHeading(scene, words.mostContacted, { csv }),
    table(scene, {
      ...{ name: words.mostContacted, columns, rows: found.most, empty: words.noContacts },
      sorted: sortedBy(state, 'contacts'),
    }),
    pager(scene, { total: found.total, offset: found.offset, shown: found.most.length }),
  );
}
