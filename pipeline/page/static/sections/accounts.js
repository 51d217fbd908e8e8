// Accounts: whether what arrived is all there, by day; what was corrected since; what was refused and why.

import { COUNTS, account, alarm, count } from '../account.js';
import { el } from '../dom.js';
import { plainHeading } from '../figure.js';
import { label } from '../filters.js';
import { table } from '../table.js';
import { top } from '../top.js';

const DAYS = 60;

export const asks = (_, query) => `/api/accounts?${query()}`;

export function draw(scene, found) {
  return [
    top(scene, found, null, false),
    alarm(scene, found.sources),
    account(scene, found.sources, {}),
    refused(scene, found.dead_letters),
    restated(scene, found.restatements),
    days(scene, found.days),
  ];
}

function panel(scene, name, { title, note, content, csv }) {
  return el(
    'section',
    { class: 'panel', 'data-panel': name },
    plainHeading(scene, title, { csv }),
    note ? el('p', { class: 'note' }, note) : null,
    content,
  );
}

function refused(scene, rows) {
  const { words, format } = scene;
  const columns = [
    { label: words.source, cell: (one) => one.source || words.notStated },
    { label: words.reason, class: 'wide', cell: (one) => one.reason || '—' },
    { label: words.count, number: true, cell: (one) => format.whole(one.count) },
    { label: words.replays, number: true, cell: (one) => format.whole(one.replays) },
    { label: words.newest, class: 'moment', cell: (one) => format.moment(one.newest_at) },
  ];
  const content = table(scene, { name: words.refused, columns, rows, empty: words.noneRefused });
  return panel(scene, 'refused', { title: words.refused, content, csv: scene.csv('accounts', 'dead_letters') });
}

function restated(scene, rows) {
  const { words, format } = scene;
  const pair = (name, write) => (one) => `${write(one[`${name}_before`])} → ${write(one[`${name}_after`])}`;
  const columns = [
    { label: words.day, class: 'moment', cell: (one) => format.longDay(one.day) },
    { label: words.restatedAt, class: 'moment', cell: (one) => format.moment(one.restated_at) },
    { label: words.why, cell: (one) => words.whys[one.why] ?? one.why },
    { label: words.place, cell: (one) => placeOf(scene, one) },
    { label: words.interactionsCount, number: true, cell: pair('interactions', format.whole) },
    { label: scene.definition('complaint_rate').name, number: true, cell: pair('complaint_rate', format.value) },
    { label: scene.definition('net_sentiment').name, number: true, cell: pair('net_sentiment', format.value) },
  ];
  const content = table(scene, { name: words.restatements, columns, rows, empty: words.noRestatements });
  const csv = scene.csv('accounts', 'restatements');
  return panel(scene, 'restatements', { title: words.restatements, note: words.restatementsNote, content, csv });
}

function placeOf(scene, one) {
  const { words } = scene;
  const named = ['channel', 'region', 'product', 'team', 'language'].filter((name) => one[name]);
  const parts = named.map((name) => label(words, name, one[name]));
  return [...parts, one.topic ? scene.topicName(one.topic) : null].filter(Boolean).join(' · ') || words.all;
}

function days(scene, rows) {
  const { words, format } = scene;
  const columns = [
    { label: words.day, class: 'moment', cell: (one) => format.longDay(one.day) },
    { label: words.source, cell: (one) => one.source || words.notStated },
    ...COUNTS.map((name) => ({ label: words[name], number: true, cell: (one) => count(scene, name, one) })),
  ];
  const content = table(scene, { name: words.byDay, columns, rows: rows.slice(0, DAYS), empty: words.noDays });
  const note = rows.length > DAYS ? words.newestRows(format.whole(DAYS), format.whole(rows.length)) : null;
  return panel(scene, 'days', { title: words.byDay, note, content, csv: scene.csv('accounts', 'days') });
}
