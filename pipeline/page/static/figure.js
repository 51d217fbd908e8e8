// What stands around every figure: what it means, what it rests on, how it moved.

import { el } from './dom.js';

export function heading(scene, id, level = 'h2') {
  const { name, text } = scene.definition(id);
  return el(
    'div',
    { class: 'heading' },
    el(level, {}, name),
    el(
      'details',
      { class: 'what', name: 'what' },
      el('summary', { 'aria-label': `${scene.words.what} ${name}`, title: scene.words.what }, '?'),
      el('p', {}, text),
    ),
  );
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

export function tile(scene, id, { figure, unit, signed = false, good = 'down', about, compared = true }) {
  const { words, format, definition } = scene;
  const value = el('span', { class: 'value' }, format.value(figure.value, signed));
  const open = () => scene.open(definition(id).name, about);
  return el(
    'article',
    { class: 'tile', 'data-figure': id },
    heading(scene, id),
    el(
      'button',
      {
        type: 'button',
        class: 'figure',
        title: words.voicesBehind,
        onclick: open,
        'aria-label': `${definition(id).name}: ${format.value(figure.value, signed)} ${unit}. ${words.voicesBehind}`,
      },
      value,
      figure.value === null
        ? el('span', { class: 'unit' }, words.noData)
        : el('span', { class: 'unit' }, unit),
    ),
    figure.value === null
      ? null
      : el('p', { class: 'interval' }, `${words.interval} ${format.range(figure.low, figure.high, signed)}`),
    compared ? movement(scene, figure, good) : null,
    basis(scene, figure),
  );
}
