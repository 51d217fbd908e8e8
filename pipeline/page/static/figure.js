// What stands around every figure: what it means, what it rests on, how it moved.

import { el } from './dom.js';

export function heading(scene, id, { level = 'h2', title = null, csv = null } = {}) {
  const { name, text } = scene.definition(id);
  const shown = title ?? name;
  return el(
    'div',
    { class: 'heading' },
    el(level, {}, shown),
    csv === null ? null : download(scene, csv, shown),
    text ? what(scene, shown, text) : null,
  );
}

// A heading of something that is no figure of the registry.
export function plainHeading(scene, title, { level = 'h2', csv = null } = {}) {
  return el(
    'div',
    { class: 'heading' },
    el(level, {}, title),
    csv === null ? null : download(scene, csv, title),
  );
}

function what({ words }, name, text) {
  return el(
    'details',
    { class: 'what', name: 'what' },
    el('summary', { 'aria-label': `${words.what} ${name}`, title: words.what }, '?'),
    el('p', {}, text),
  );
}

function download({ words }, href, name) {
  return el(
    'a',
    { class: 'csv', href, download: '', title: words.csvOf, 'aria-label': `${words.csv}: ${words.csvOf}: ${name}` },
    words.csv,
  );
}

export function unitOf({ words }, unit) {
  return words.units[unit] ?? '';
}

// Every figure by its unit: durations in people's words, all else as number and unit.
export function written({ format }, value, unit, signed) {
  if (value === null || value === undefined) return '—';
  if (unit === 'days') return format.lasting(value);
  return format.value(value, signed);
}

export function basis({ words, format }, figure) {
  return el(
    'p',
    { class: 'basis' },
    el('span', {}, `${words.n} ${format.whole(figure.n)}`),
    el('span', {}, `${words.coverage} ${format.percent(figure.coverage)}`),
    figure.too_few ? el('strong', { class: 'few' }, words.tooFew) : null,
  );
}

// `good` is the direction in which customers are better off; only a marked change is coloured.
export function movement({ words, format }, figure, good, plain = false) {
  if (figure.value === null) return null;
  if (figure.change === null) return plain ? null : el('p', { class: 'movement' }, words.earlierNone);
  const better = figure.change > 0 === (good === 'up');
  const arrow = figure.change > 0 ? '▲' : '▼';
  const title = `${words.before} ${format.value(figure.before, good === 'up')} · ${words.interval} ${format.range(figure.change_low, figure.change_high, true)}`;
  if (!figure.moved && Math.abs(figure.change) < 0.05)
    return el('p', { class: 'movement', title }, words.unchanged);
  if (!figure.moved)
    return el('p', { class: 'movement', title }, `${format.value(figure.change, true)} · ${words.chance}`);
  return el(
    'p',
    { class: `movement ${better ? 'better' : 'worse'}`, title },
    `${arrow} ${format.value(figure.change, true)} · ${words.changed}`,
  );
}

// A figure in a tile; pressing it opens what it rests on and, where `about` is given, the words behind it.
export function tile(scene, id, { figure, kind, unit, signed = false, about = null, instead = null, compared = true }) {
  const { words, definition } = scene;
  const { name, better } = definition(id);
  const measure = kind ?? definition(id).unit;
  const suffix = unit ?? unitOf(scene, measure);
  const [sign, beside] = suffix.startsWith('%') ? ['%', suffix.slice(1).trim()] : ['', suffix];
  const told = written(scene, figure.value, measure, signed);
  const open = () => scene.open(name, { defined: definition(id), figure, kind: measure, unit: suffix, signed, about, instead });
  return el(
    'article',
    { class: 'tile', 'data-figure': id },
    heading(scene, id),
    el(
      'button',
      {
        type: 'button',
        class: 'figure',
        title: words.opens,
        onclick: open,
        'aria-label': `${name}: ${told} ${suffix}. ${words.opens}`,
      },
      el('span', { class: 'value' }, told, sign && figure.value !== null ? el('small', {}, ` ${sign}`) : null),
      figure.value === null || beside ? el('span', { class: 'unit' }, figure.value === null ? words.noData : beside) : null,
    ),
    figure.value === null ? null : interval(scene, figure, measure, signed),
    compared ? movement(scene, figure, better === 'higher' ? 'up' : 'down') : null,
    basis(scene, figure),
  );
}

function interval(scene, { low, high }, unit, signed) {
  if (low === null) return null;
  const { words } = scene;
  const ends = [low, high].map((end) => written(scene, end, unit, signed)).join(` ${words.to} `);
  return el('p', { class: 'interval' }, `${words.interval} ${ends}`);
}

export function tiles(...children) {
  return el('section', { class: 'tiles' }, ...children);
}
