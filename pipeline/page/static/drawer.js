// What stands behind a figure, in a dialog: what it rests on, what it means, and the customers' words.

import { el } from './dom.js';
import { link } from './links.js';
import { written } from './figure.js';
import { overlay } from './overlay.js';
import { wordsBehind } from './reader.js';

// `shown` may hold: `id` of a definition, or `defined` itself, `figure` with its `kind`, `unit` and `signed`, `about` (a query for voices,
// null: no words stand behind it, and `instead` says where they are), `narrow` (a filter that shows the page for this place alone).
export function openDrawer(scene, title, shown) {
  const { words } = scene;
  const drawer = document.getElementById('drawer');
  const defined = shown.defined ?? (shown.id ? scene.definition(shown.id) : null);
  const close = { type: 'button', class: 'close', 'aria-label': words.close, onclick: () => overlay.close() };
  drawer.replaceChildren(
    el(
      'div',
      { class: 'drawer-head' },
      el('h2', { id: 'drawer-title' }, title),
      shown.narrow ? link(scene, shown.narrow, { class: 'narrow' }, `${words.narrow}: ${shown.narrowName ?? title}`) : null,
      el('button', close, '×'),
    ),
    shown.figure ? facts(scene, shown, defined) : '',
    defined ? meaning(scene, defined) : '',
    shown.about ? wordsBehind(scene, shown.about) : instead(shown.instead),
  );
  drawer.onclick = (event) => {
    if (event.target === drawer) overlay.close();
  };
  overlay.open();
  drawer.scrollTop = 0;
}

function facts(scene, { figure, kind, unit, signed }, defined) {
  const { words, format } = scene;
  const value = (number) => written(scene, number, kind, signed);
  const least = defined?.least ?? 30;
  const rows = [
    [words.value, figure.value === null ? words.noData : `${value(figure.value)} ${unit ?? ''}`],
    figure.low === null ? null : [words.interval, `${value(figure.low)} ${words.to} ${value(figure.high)}`],
    [words.n, `${format.whole(figure.n)} · ${words.coverage} ${format.percent(figure.coverage)}`],
    figure.before === null ? null : [words.before, value(figure.before)],
    figure.change === null ? null : [words.change, changeOf(scene, figure)],
  ].filter(Boolean);
  return el(
    'div',
    { class: 'facts' },
    el('dl', {}, ...rows.map(([term, text]) => el('div', {}, el('dt', {}, term), el('dd', {}, text)))),
    figure.too_few ? el('p', { class: 'few' }, words.tooFewWhy(least)) : null,
  );
}

function changeOf({ words, format }, { change, change_low: low, change_high: high, moved }) {
  const known = low === null ? '' : ` (${format.range(low, high, true)})`;
  return `${format.value(change, true)}${known} · ${moved ? words.changed : words.chance}`;
}

function meaning({ words }, { text, method }) {
  if (!text) return '';
  return el(
    'details',
    { class: 'meaning', open: true },
    el('summary', {}, words.definition),
    el('p', {}, text),
    method ? el('p', { class: 'method' }, el('strong', {}, words.method), ` ${method}`) : null,
  );
}

function instead(text) {
  return text ? el('p', { class: 'foot' }, text) : '';
}
