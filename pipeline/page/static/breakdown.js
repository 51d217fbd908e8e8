// A figure by place: one bar a place with its interval; each opens what it rests on and the words behind it.

import { el } from './dom.js';
import { heading, movement, plainHeading, written } from './figure.js';
import { label } from './filters.js';
import { FILTERS } from './state.js';

const FIRST = 12;

// `places` is dimension -> [Place]; `own.by` in the address says which is shown. `about`: what the words are asked by.
export function breakdown(scene, places, { id, title = null, kind, unit, signed = false, about = null, instead = null, csv = null, counted }) {
  const { words, state } = scene;
  const dimensions = Object.keys(places).filter((name) => places[name].length > 0);
  const titled = title ?? words.whereOf(scene.definition(id).name);
  const head = id ? heading(scene, id, { title: titled, csv }) : plainHeading(scene, titled, { csv });
  if (dimensions.length === 0) return el('article', { class: 'panel' }, head, el('p', { class: 'none' }, `— ${words.noData}`));
  const by = dimensions.includes(state.own.by) ? state.own.by : dimensions[0];
  const options = { id, kind, unit, signed, about, instead, counted, by };
  const shown = places[by];
  const list = el('ol', { class: 'topics' }, ...rows(scene, shown.slice(0, FIRST), shown, options));
  return el(
    'article',
    { class: 'panel', 'data-panel': 'breakdown' },
    head,
    el('div', { class: 'tabs', role: 'group', 'aria-label': words.by }, ...dimensions.map((name) => tab(scene, name, by))),
    list,
    shown.length > FIRST ? more(scene, list, shown, options) : null,
  );
}

function tab({ words, go }, name, by) {
  return el(
    'button',
    {
      type: 'button',
      'data-key': `by-${name}`,
      'aria-pressed': String(name === by),
      onclick: () => go({ own: { by: name } }),
    },
    words[name],
  );
}

function more(scene, list, shown, options) {
  const press = () => {
    list.append(...rows(scene, shown.slice(FIRST), shown, options));
    button.remove();
  };
  const button = el('button', { type: 'button', class: 'more', onclick: press }, scene.words.more);
  return button;
}

function rows(scene, some, all, options) {
  const widest = Math.max(...all.filter((one) => !one.rate.too_few).map((one) => one.rate.high ?? 0), ...all.map((one) => one.rate.value ?? 0), 0.1);
  return some.map((one) => row(scene, one, widest, options));
}

function row(scene, { name, count, rate }, widest, { id, kind, unit, signed, about, instead, counted, by }) {
  const { words, format, definition } = scene;
  const shown = label(words, by, by === 'campaign' || by === 'purpose' ? (words.purposes?.[name] ?? name) : name);
  const value = written(scene, rate.value, kind, signed);
  const narrow = FILTERS.includes(by) ? { [by]: name } : null;
  const open = () =>
    scene.open(`${definition(id).name} · ${shown}`, {
      ...{ id, figure: rate, kind, unit, signed, narrow, narrowName: shown, instead },
      about: about && narrow ? { ...about, ...narrow } : null,
    });
  return el(
    'li',
    {},
    el(
      'button',
      {
        type: 'button',
        class: 'row',
        onclick: open,
        'aria-label': `${shown}: ${value} ${unit}, ${words.n} ${format.whole(rate.n)}. ${words.opens}`,
      },
      el('span', { class: 'name' }, shown),
      el('span', { class: 'rate' }, value, rate.value === null ? null : ` ${unit === '%' ? '%' : ''}`),
      bar(rate, widest, `${words.interval} ${format.range(rate.low, rate.high)}`),
    ),
    el(
      'div',
      { class: 'beside' },
      el('span', { class: 'count' }, `${format.whole(count)} ${counted} · `, el('span', { class: 'whole' }, `${words.n} ${format.whole(rate.n)}`)),
      standing(scene, rate, definition(id).better),
    ),
  );
}

function standing(scene, rate, better) {
  const { words } = scene;
  if (rate.n === 0) return el('span', { class: 'count' }, words.noData);
  if (rate.too_few) return el('strong', { class: 'few' }, words.tooFew);
  return movement(scene, rate, better === 'higher' ? 'up' : 'down', true);
}

// From zero, so that twice as long is twice as much; what reaches beyond the widest sure bar is cut there.
export function bar(rate, widest, title) {
  const share = (value) => Math.max(0, Math.min(100, ((value ?? 0) / widest) * 100));
  const filled = el('span', { class: 'fill' });
  filled.style.width = `${share(rate.value)}%`;
  const whisker = rate.low === null ? null : el('span', { class: 'whisker' });
  if (whisker) {
    whisker.style.left = `${share(rate.low)}%`;
    whisker.style.width = `${share(rate.high) - share(rate.low)}%`;
  }
  return el('span', { class: 'bar', title }, filled, whisker);
}
