// A line and its band over time.

import { axes, drawn, spaced, steered } from './plot.js';
import { ticks } from './scale.js';

const LINE = 3; // which of the series is the line itself

export function bandedLine(place, { points, signed, format, select, opens }) {
  const figures = points.map(({ figure }) => figure);
  const column = (name) => figures.map((figure) => figure[name]);
  const firm = figures.map((figure) => (figure.too_few ? null : figure.value));
  const few = figures.map((figure) => (figure.too_few ? figure.value : null));
  const at = points.map((_, i) => i);
  const data = [at, column('low'), column('high'), column('value'), firm, few]; // drawn in this order: the band lies below
  const marks = ticks(figures, signed);
  drawn(
    place,
    data,
    (_, colours) => options({ points, figures, marks, signed, format }, colours),
    (plot) => steered(place, plot, points.length, { select, opens }),
  );
}

function options({ points, figures, marks, signed, format }, colours) {
  const [lowest, highest] = [marks[0], marks.at(-1)];
  return {
    legend: { show: false },
    cursor: { y: false, drag: { x: false, y: false }, points: { size: 11, width: 2, fill: colours.card, stroke: colours.accent, show: showAt } },
    padding: [12, 16, 0, 0],
    scales: { x: { time: false, range: [-0.5, points.length - 0.5] }, y: { range: [lowest, highest] } },
    axes: axes(colours, {
      splits: (plot) => spaced(points.length, plot.width - 60),
      values: (_, found) => found.map((i) => (points[i] ? format.shortDay(points[i].end) : '')),
      marks,
      mark: (value) => `${signed && value > 0 ? '+' : ''}${format.whole(value)}`,
    }),
    series: series(colours, points.length),
    bands: [{ series: [2, 1], fill: colours.tint }],
    hooks: {
      drawAxes: [(plot) => zero(plot, colours, lowest)],
      drawSeries: [(plot, i) => i === 1 && whiskers(plot, figures, colours)],
    },
  };
}

// Only the line itself is followed by the cursor's dot, not the ends of its band.
function showAt(plot, i) {
  const dot = document.createElement('div');
  dot.hidden = i !== LINE;
  return dot;
}

function series(colours, count) {
  const bare = { width: 0, points: { show: false } };
  const dot = (fill) => ({
    paths: () => null,
    stroke: colours.accent,
    points: { show: true, size: count > 40 ? 5 : 7, width: 1.75, stroke: colours.accent, fill },
  });
  const line = { stroke: colours.accent, width: 2.25, points: { show: false }, spanGaps: false };
  return [{}, bare, bare, line, dot(colours.accent), dot(colours.card)];
}

function zero(plot, colours, lowest) {
  const { ctx, bbox } = plot;
  const y = Math.round(plot.valToPos(Math.max(0, lowest), 'y', true)) + 0.5;
  ctx.save();
  ctx.strokeStyle = colours.soft;
  ctx.lineWidth = 1;
  ctx.beginPath();
  ctx.moveTo(bbox.left, y);
  ctx.lineTo(bbox.left + bbox.width, y);
  ctx.stroke();
  ctx.restore();
}

// A point with a gap on both sides has no band to lie in: its interval stands by itself.
function whiskers(plot, figures, colours) {
  const { ctx } = plot;
  const told = (i) => figures[i] !== undefined && figures[i].value !== null;
  ctx.save();
  ctx.beginPath();
  ctx.rect(plot.bbox.left, plot.bbox.top, plot.bbox.width, plot.bbox.height);
  ctx.clip();
  ctx.strokeStyle = colours.tint;
  ctx.lineWidth = 8 * devicePixelRatio;
  figures.forEach((figure, i) => {
    if (!told(i) || told(i - 1) || told(i + 1) || figure.low === null) return;
    const x = plot.valToPos(i, 'x', true);
    ctx.beginPath();
    ctx.moveTo(x, plot.valToPos(figure.low, 'y', true));
    ctx.lineTo(x, plot.valToPos(figure.high, 'y', true));
    ctx.stroke();
  });
  ctx.restore();
}
