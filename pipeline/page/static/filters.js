// What is chosen: the time, and the values of five dimensions. On a phone folded under a line that says it.

import { el } from './dom.js';
import { drawnAnew } from './focus.js';
import { FILTERS, WEEKS, isSpan } from './state.js';

export function drawFilters(place, scene) {
  const { words, state } = scene;
  const none = FILTERS.every((name) => state[name] === null);
  const open = place.querySelector('details')?.open ?? matchMedia('(min-width: 721px)').matches;
  drawnAnew(place, [state, scene.seen.choices], () => {
    place.replaceChildren(
      el(
        'details',
        { open },
        el('summary', { 'data-key': 'summary' }, `${words.filters}: `, summary(scene)),
        el(
          'div',
          { class: 'choices', role: 'group', 'aria-label': words.filters },
          periods(scene),
          state.start === null ? null : days(scene),
          ...(scene.seen.choices ? FILTERS.map((name) => choice(scene, name)) : []),
          none ? null : reset(scene),
        ),
      ),
    );
  });
}

function summary({ words, state, format }) {
  const time = state.start === null ? words[`weeks${state.weeks}`] : format.span(state.start, state.end);
  const chosen = FILTERS.filter((name) => state[name] !== null).map((name) => label(words, name, state[name]));
  return [time, ...chosen].join(' · ');
}

function periods({ state, words, go }) {
  const option = (value, text, changes) =>
    el(
      'label',
      {},
      el('input', {
        type: 'radio',
        name: 'weeks',
        value,
        'data-key': `weeks-${value}`,
        checked: state.start === null ? state.weeks === value : value === 'days',
        onchange: () => go(changes()),
      }),
      el('span', {}, text),
    );
  return el(
    'fieldset',
    { class: 'periods' },
    el('legend', { class: 'unseen' }, words.period),
    ...WEEKS.map((weeks) => option(weeks, words[`weeks${weeks}`], () => ({ weeks, start: null, end: null }))),
    option('days', words.ownDays, () => lastWeeks(state.weeks)),
  );
}

function lastWeeks(weeks) {
  const end = new Date();
  const start = new Date(end.getTime() - (7 * Number(weeks) - 1) * 86_400_000);
  return { start: start.toISOString().slice(0, 10), end: end.toISOString().slice(0, 10) };
}

function days({ state, words, go }) {
  const field = (name, text) =>
    el(
      'label',
      { class: 'choice' },
      el('span', {}, text),
      el('input', { type: 'date', name, required: true, value: state[name], 'data-key': name, onchange: () => pick() }),
    );
  const fields = [field('start', words.from), field('end', words.until)];
  const pick = () => {
    const [start, end] = fields.map((one) => one.querySelector('input'));
    end.setCustomValidity(start.value > end.value ? words.untilBefore : '');
    if (isSpan(start.value, end.value)) go({ start: start.value, end: end.value });
    else end.reportValidity();
  };
  return el('div', { class: 'days' }, ...fields);
}

export function label(words, name, value) {
  if (value === '') return words.notStated;
  if (name === 'channel') return words[value] ?? value;
  return name === 'language' ? (words.languages[value] ?? value) : value;
}

// "*" stands for all; every other value is sent behind an "=", so that an empty name stays a choice.
function choice({ state, words, go, seen }, name) {
  const values = seen.choices[`${name}s`] ?? [];
  if (values.length === 0 && state[name] === null) return null;
  const known = state[name] === null || values.includes(state[name]) ? values : [...values, state[name]];
  const options = known.map((value) =>
    el('option', { value: `=${value}`, selected: state[name] === value }, label(words, name, value)),
  );
  const pick = (event) => go({ [name]: event.target.value === '*' ? null : event.target.value.slice(1) });
  return el(
    'label',
    { class: state[name] === null ? 'choice' : 'choice narrowed' },
    el('span', { class: 'unseen' }, words[name]),
    el(
      'select',
      { name, 'data-key': name, onchange: pick },
      el('option', { value: '*', selected: state[name] === null }, words.every[name]),
      ...options,
    ),
  );
}

function reset({ words, go }) {
  const all = Object.fromEntries(FILTERS.map((name) => [name, null]));
  return el('button', { type: 'button', class: 'plain', 'data-key': 'reset', onclick: () => go(all) }, words.clear);
}
