// A line with its 95 % band. A gap in the data is a gap in the line; a hollow point rests on too few.

import { el, svg } from './dom.js';
import { heading } from './figure.js';
import { scaled, ticks } from './scale.js';

const HEIGHT = 220;
const EDGE = { top: 12, right: 14, bottom: 26, left: 44 };

export function chart(scene, series, options) {
  const { words, format } = scene;
  const points = series.map((step) => ({ start: step.start, end: step.end, ...step[options.id] }));
  const readout = el('p', { class: 'readout' });
  const place = el('div', { class: 'plot' });
  const tell = (point) => {
    readout.textContent = point
      ? told(scene, point, options)
      : words[series[0].start === series[0].end ? 'daily' : 'weekly'];
  };
  const choose = (point) =>
    scene.open(`${scene.definition(options.id).name} · ${format.span(point.start, point.end)}`, {
      about: options.about,
      start: point.start,
      end: point.end,
    });
  let drawn = 0;
  new ResizeObserver(([entry]) => {
    const width = Math.round(entry.contentRect.width);
    if (width === drawn || width === 0) return;
    drawn = width;
    place.replaceChildren(plot(scene, points, options, width, { tell, choose }));
  }).observe(place);
  tell(null);
  return el(
    'article',
    { class: 'panel chart', 'data-chart': options.id },
    heading(scene, options.id),
    readout,
    place,
  );
}

function told({ words, format }, point, { signed }) {
  const parts = [format.span(point.start, point.end), format.value(point.value, signed)];
  if (point.value === null) parts[1] = words.noData;
  else parts.push(`${words.interval} ${format.range(point.low, point.high, signed)}`);
  parts.push(`${words.n} ${format.whole(point.n)}`, `${words.coverage} ${format.percent(point.coverage)}`);
  if (point.too_few) parts.push(words.tooFew);
  return parts.join(' · ');
}

function plot(scene, points, options, width, react) {
  const marks = ticks(points, options.signed);
  const y = scaled(marks[0], marks.at(-1), HEIGHT - EDGE.bottom, EDGE.top);
  const step = (width - EDGE.left - EDGE.right) / points.length;
  const x = (i) => EDGE.left + step * (i + 0.5);
  const label = `${scene.definition(options.id).name}. ${scene.words.chartHelp}`;
  return svg(
    'svg',
    { width, height: HEIGHT, viewBox: `0 0 ${width} ${HEIGHT}`, role: 'group', 'aria-label': label },
    axis(scene, marks, y, width, options.signed),
    days(scene, points, x, width),
    runs(points).map((run) => [band(points, run, x, y), line(points, run, x, y)]),
    targets(scene, points, options, { x, y, step, ...react }),
  );
}

function axis({ format }, marks, y, width, signed) {
  return marks.map((mark) =>
    svg(
      'g',
      { class: mark === 0 ? 'tick zero' : 'tick', 'aria-hidden': true },
      svg('line', { x1: EDGE.left, x2: width - EDGE.right, y1: y(mark), y2: y(mark) }),
      svg(
        'text',
        { x: EDGE.left - 8, y: y(mark) + 4, 'text-anchor': 'end' },
        `${signed && mark > 0 ? '+' : ''}${format.whole(mark).replace('-', '−')}`,
      ),
    ),
  );
}

function days({ format }, points, x, width) {
  const every = Math.max(1, Math.ceil(points.length / Math.max(2, Math.floor(width / 90))));
  const shown = points
    .map((point, i) => ({ point, i }))
    .filter(({ i }) => (points.length - 1 - i) % every === 0);
  return shown.map(({ point, i }) =>
    svg(
      'text',
      {
        class: 'day',
        'aria-hidden': true,
        x: Math.min(x(i), width - 22),
        y: HEIGHT - 6,
        'text-anchor': 'middle',
      },
      format.shortDay(point.end),
    ),
  );
}

// Unbroken stretches of points that have a value, as lists of indexes.
function runs(points) {
  const found = [];
  points.forEach((point, i) => {
    if (point.value === null) return;
    if (i > 0 && points[i - 1].value !== null) found.at(-1).push(i);
    else found.push([i]);
  });
  return found;
}

function band(points, run, x, y) {
  const corner = (bound) => (i) => `${x(i)},${y(points[i][bound])}`;
  if (run.length === 1)
    return svg('line', {
      class: 'whisker',
      x1: x(run[0]),
      x2: x(run[0]),
      y1: y(points[run[0]].low),
      y2: y(points[run[0]].high),
    });
  return svg('polygon', {
    class: 'band',
    points: [...run.map(corner('high')), ...run.toReversed().map(corner('low'))].join(' '),
  });
}

function line(points, run, x, y) {
  return svg('polyline', {
    class: 'line',
    points: run.map((i) => `${x(i)},${y(points[i].value)}`).join(' '),
  });
}

// One tab stop a chart; arrow keys move within it.
function targets(scene, points, options, { x, y, step, tell, choose }) {
  const groups = points.map((point, i) => {
    const dot =
      point.value === null
        ? null
        : svg('circle', {
            class: point.too_few ? 'dot few' : 'dot',
            cx: x(i),
            cy: y(point.value),
            r: points.length > 40 ? 2.5 : 3.5,
          });
    const area = svg('rect', {
      class: 'target',
      x: x(i) - step / 2,
      y: EDGE.top,
      width: step,
      height: HEIGHT - EDGE.top - EDGE.bottom,
    });
    return svg(
      'g',
      {
        class: 'point',
        role: 'button',
        tabindex: i === points.length - 1 ? 0 : -1,
        'aria-label': told(scene, point, options),
        onclick: () => choose(point),
        onmouseenter: () => tell(point),
        onmouseleave: () => tell(null),
        onfocus: () => tell(point),
        onblur: () => tell(null),
        onkeydown: (event) => move(event, groups, i, () => choose(point)),
      },
      area,
      dot,
    );
  });
  return groups;
}

function move(event, groups, i, choose) {
  const next = { ArrowLeft: i - 1, ArrowRight: i + 1, Home: 0, End: groups.length - 1 }[event.key];
  if (event.key === 'Enter' || event.key === ' ') choose();
  else if (!groups[next]) return;
  else {
    groups[i].setAttribute('tabindex', '-1');
    groups[next].setAttribute('tabindex', '0');
    groups[next].focus();
  }
  event.preventDefault();
}
