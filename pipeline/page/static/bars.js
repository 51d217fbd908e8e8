// Counts by class, as bars that begin at zero, with the same as a table beside.

import { el } from './dom.js';
import { plainHeading } from './figure.js';
import { axes, drawn, steered } from './plot.js';
import { table } from './table.js';

// `classes` is [{ name, count }].
export function bars(scene, classes, { title, counted, note = null, csv = null }) {
  const { words, format } = scene;
  const all = classes.reduce((sum, one) => sum + one.count, 0);
  const article = (...parts) =>
    el('article', { class: 'panel chart' }, plainHeading(scene, title, { csv }), ...parts);
  if (all === 0) return article(el('p', { class: 'none' }, `— ${words.noData}`));
  const share = (count) => format.percent(count / all);
  const told = ({ name, count }) => `${name} · ${format.whole(count)} ${counted} · ${share(count)}`;
  const whole = [`${words.n} ${format.whole(all)}`, note].filter(Boolean).join(' · ');
  const readout = el('p', { class: 'readout', 'aria-hidden': true }, whole);
  const place = el('div', {
    class: 'plot',
    role: 'slider',
    tabindex: 0,
    'aria-label': title,
    'aria-valuemin': 0,
    'aria-valuemax': classes.length - 1,
    'aria-valuenow': 0,
    'aria-valuetext': told(classes[0]),
  });
  const select = (i) => {
    if (i !== null) {
      place.setAttribute('aria-valuenow', i);
      place.setAttribute('aria-valuetext', told(classes[i]));
    }
    readout.textContent = i === null ? whole : told(classes[i]);
  };
  const data = [classes.map((_, i) => i), classes.map((one) => one.count)];
  drawn(
    place,
    data,
    (uPlot, colours) => options(uPlot, colours, classes, format),
    (plot) => steered(place, plot, classes.length, { select, opens: () => {} }),
  );
  const columns = [
    { label: title, cell: (one) => one.name },
    { label: words.count, number: true, cell: (one) => format.whole(one.count) },
    { label: '%', number: true, cell: (one) => share(one.count) },
  ];
  const rows = el('details', { class: 'as-table' }, el('summary', {}, words.asTable), table(scene, { name: title, columns, rows: classes }));
  return article(readout, place, rows);
}

function options(uPlot, colours, classes, format) {
  const highest = Math.max(...classes.map((one) => one.count));
  const step = whole(highest / 4);
  const marks = Array.from({ length: Math.ceil(highest / step) + 1 }, (_, i) => i * step);
  return {
    legend: { show: false },
    cursor: { y: false, drag: { x: false, y: false }, points: { show: false } },
    padding: [12, 10, 0, 0],
    scales: { x: { time: false, range: [-0.6, classes.length - 0.4] }, y: { range: [0, marks.at(-1)] } },
    axes: axes(colours, {
      splits: () => classes.map((_, i) => i),
      values: (_, found) => found.map((i) => classes[i]?.name ?? ''),
      marks,
      mark: (value) => format.whole(value),
    }),
    series: [
      {},
      { paths: uPlot.paths.bars({ size: [0.64, 72] }), fill: colours.accent, width: 0, points: { show: false } },
    ],
  };
}

function whole(raw) {
  const power = 10 ** Math.floor(Math.log10(Math.max(raw, 1)));
  return Math.max(1, Math.ceil([1, 2, 2.5, 5, 10].find((factor) => factor * power >= raw) * power));
}
