// Complaints: how many, about what, where; what surged, what moved, and what complaints go together with.

import { breakdown } from '../breakdown.js';
import { chart } from '../chart.js';
import { el } from '../dom.js';
import { plainHeading, tile, tiles } from '../figure.js';
import { label } from '../filters.js';
import { empty } from '../notices.js';
import { table } from '../table.js';
import { top } from '../top.js';
import { topics } from '../topics.js';

export const asks = (_, query) => `/api/complaints?${query()}`;

export function draw(scene, found) {
  const { words, format } = scene;
  if (found.start === null) return [top(scene, found), empty(scene)];
  const about = { about: 'complaint' };
  const figure = { id: 'complaint_rate', kind: 'per 1,000', unit: words.perThousand, about };
  const points = found.series.map((step) => ({ start: step.start, end: step.end, figure: step.complaint_rate }));
  return [
    top(scene, found, `${format.whole(found.complaints)} ${words.complaints} · ${format.whole(found.interactions)} ${words.interactions}`),
    el(
      'section',
      { class: 'lead-chart' },
      tiles(tile(scene, 'complaint_rate', { figure: found.rate, kind: 'per 1,000', about })),
      chart(scene, points, { ...figure, csv: scene.csv('complaints', 'series') }),
    ),
    el(
      'section',
      { class: 'pair' },
      topics(scene, found.topics, found.rate, { csv: scene.csv('complaints', 'topics') }),
      breakdown(scene, found.by, { ...figure, counted: words.complaints, csv: scene.csv('complaints', 'by') }),
    ),
    surges(scene, found.surges),
    movements(scene, found.movements),
    drivers(scene, found.drivers),
  ];
}

function panel(scene, title, note, csv, content) {
  return el('section', { class: 'panel' }, plainHeading(scene, title, { csv }), el('p', { class: 'note' }, note), content);
}

function surges(scene, rows) {
  const { words, format } = scene;
  const columns = [
    { label: words.topic, cell: (one) => topicButton(scene, one) },
    { label: words.since, class: 'moment', cell: (one) => format.moment(one.started_at) },
    { label: words.stands, cell: (one) => words.surgeStates[one.state] ?? one.state },
    { label: words.countedNow, number: true, cell: (one) => format.whole(one.count) },
    { label: words.usually, number: true, cell: (one) => format.value(one.usual) },
    { label: words.timesUsual, number: true, cell: (one) => (one.times === null ? '—' : `× ${format.value(one.times)}`) },
    { label: words.byChance, number: true, cell: (one) => format.small(one.probability) },
  ];
  const shown = table(scene, { name: words.surges, columns, rows, empty: words.noSurges });
  return panel(scene, words.surges, words.surgesNote, scene.csv('complaints', 'surges'), shown);
}

function topicButton(scene, { topic }) {
  const name = scene.topicName(topic);
  const open = () => scene.open(name, { id: 'topics', about: { about: 'complaint', topic } });
  return el('button', { type: 'button', class: 'in-table', onclick: open }, name);
}

function movements(scene, rows) {
  const { words, format, definition } = scene;
  const columns = [
    { label: words.figure, cell: (one) => figureButton(scene, one) },
    { label: words.place, cell: (one) => placeOf(scene, one) },
    { label: words.week, class: 'moment', cell: (one) => format.longDay(one.week) },
    { label: words.now, number: true, cell: (one) => format.value(one.estimate.value) },
    { label: words.before, number: true, cell: (one) => format.value(one.estimate.before) },
    { label: words.change, number: true, cell: (one) => format.value(one.estimate.change, true) },
    { label: words.interval, number: true, cell: (one) => format.range(one.estimate.change_low, one.estimate.change_high, true) },
    { label: words.n, number: true, cell: (one) => format.whole(one.estimate.n) },
  ];
  const name = definition('movement').text ? definition('movement').name : words.movements;
  const shown = table(scene, { name, columns, rows, empty: words.noMovements });
  return panel(scene, words.movements, words.movementsNote, scene.csv('complaints', 'movements'), shown);
}

function figureButton(scene, { figure, topic, dimension, place, estimate }) {
  const title = topic ? scene.topicName(topic) : scene.definition(figure).name;
  const narrow = dimension && dimension in scene.state ? { [dimension]: place } : {};
  const about = { about: figure === 'net_sentiment' ? 'all' : 'complaint', ...narrow, ...(topic ? { topic } : {}) };
  const open = () => scene.open(title, { id: topic ? 'topics' : figure, figure: estimate, unit: '', about });
  return el('button', { type: 'button', class: 'in-table', onclick: open }, title);
}

function placeOf({ words }, { dimension, place }) {
  return dimension ? `${words[dimension] ?? dimension}: ${label(words, dimension, place)}` : words.all;
}

function drivers(scene, rows) {
  const { words, format } = scene;
  const columns = [
    { label: words.place, cell: (one) => placeOf(scene, one) },
    { label: words.figure, cell: (one) => words.driverFigures[one.figure] ?? scene.definition(one.figure).name },
    { label: words.effect, number: true, cell: (one) => format.value(one.effect, true) },
    { label: words.interval, number: true, cell: (one) => format.range(one.effect_low, one.effect_high, true) },
    { label: words.rawShare, number: true, cell: (one) => `${format.value(one.raw.value)} %` },
    { label: words.n, number: true, cell: (one) => format.whole(one.raw.n) },
    { label: words.quadrant, cell: (one) => words.quadrants[one.quadrant] ?? one.quadrant },
  ];
  const sure = rows.filter((one) => one.quadrant !== 'alike');
  const shown = table(scene, { name: words.drivers, columns, rows: sure, empty: words.noDrivers });
  const all = () => place.replaceChildren(table(scene, { name: words.drivers, columns, rows }));
  const more = el('button', { type: 'button', class: 'more', onclick: all }, words.alsoChance);
  const place = el('div', {}, shown, sure.length < rows.length ? more : null);
  return panel(scene, words.drivers, words.driversNote, scene.csv('complaints', 'drivers'), place);
}
