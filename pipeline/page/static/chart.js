// A line with its 95 % band, drawn by uPlot. A gap in the data is a gap in the line; a hollow point rests on too few.

import { bandedLine } from './line.js';
import { el } from './dom.js';
import { heading, written } from './figure.js';
import { table } from './table.js';

// `points` is [{ start, end, figure }], oldest first. `about`: what the words of a point are asked by, or null.
export function chart(scene, points, options) {
  const { words } = scene;
  const opens = (i) => {
    const { start, end, figure } = points[i];
    scene.open(`${scene.definition(options.id).name} · ${scene.format.span(start, end)}`, {
      ...options,
      figure,
      about: options.about ? { ...options.about, start, end } : null,
    });
  };
  const article = (...parts) => el('article', { class: 'panel chart', 'data-chart': options.id }, ...parts);
  const head = heading(scene, options.id, options);
  if (points.every(({ figure }) => figure.value === null))
    return article(head, el('p', { class: 'none' }, `— ${words.noData}`));
  return article(head, dial(scene, points, options, opens), asTable(scene, points, options));
}

// The picture as one control: the reader moves along time by mouse, finger or arrow keys and hears or sees each value.
function dial(scene, points, options, opens) {
  const { words } = scene;
  const last = points.length - 1;
  const readout = el('p', { class: 'readout', 'aria-hidden': true });
  const place = el('div', {
    class: 'plot',
    role: 'slider',
    tabindex: 0,
    'aria-label': `${options.title ?? scene.definition(options.id).name}. ${words.chartHelp}`,
    'aria-valuemin': 0,
    'aria-valuemax': last,
  });
  const each = words[points[0].start === points[0].end ? 'daily' : 'weekly'];
  const rest = [each, options.unit].filter(Boolean).join(' · ');
  const select = (i) => {
    place.setAttribute('aria-valuenow', i ?? last);
    place.setAttribute('aria-valuetext', told(scene, points[i ?? last], options));
    readout.textContent = i === null ? rest : told(scene, points[i], options);
  };
  select(null);
  bandedLine(place, { points, signed: options.signed, format: scene.format, select, opens });
  return [readout, place];
}

function told(scene, { start, end, figure }, { kind, signed }) {
  const { words, format } = scene;
  const parts = [format.span(start, end)];
  if (figure.value === null) parts.push(words.noData);
  else {
    parts.push(written(scene, figure.value, kind, signed));
    parts.push(`${words.interval} ${format.range(figure.low, figure.high, signed)}`);
  }
  parts.push(`${words.n} ${format.whole(figure.n)}`, `${words.coverage} ${format.percent(figure.coverage)}`);
  if (figure.too_few) parts.push(words.tooFew);
  return parts.join(' · ');
}

function asTable(scene, points, { id, kind, signed }) {
  const { words, format } = scene;
  const columns = [
    { label: words.time, cell: ({ start, end }) => format.span(start, end) },
    { label: words.value, number: true, cell: ({ figure }) => written(scene, figure.value, kind, signed) },
    { label: words.interval, number: true, cell: ({ figure }) => format.range(figure.low, figure.high, signed) },
    { label: words.n, number: true, cell: ({ figure }) => format.whole(figure.n) },
  ];
  const details = el('details', { class: 'as-table' }, el('summary', {}, words.asTable));
  details.addEventListener(
    'toggle',
    () => details.append(table(scene, { name: scene.definition(id).name, columns, rows: points.toReversed() })),
    { once: true }, // a year of days is only made where somebody reads it
  );
  return details;
}
