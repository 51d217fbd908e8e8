// Promises in a line, their states, and money.

import { el } from './dom.js';

export function states({ words, format }, counted) {
  return el(
    'ul',
    { class: 'states' },
    ...counted.map(([state, count]) =>
      el('li', { class: state }, el('b', {}, format.whole(count)), ` ${words.states[state] ?? state}`),
    ),
  );
}

export function money({ format }, amounts) {
  return amounts.map(({ currency, amount }) => format.money(amount, currency)).join(' + ');
}

export function daysLate({ words, format }, late) {
  if (late === null) return null;
  const days = Math.ceil(late);
  return words.daysLate(days, format.whole(days));
}

// A promise in its own words; where none were kept, by who made it.
export function promiseName({ words }, { what, owner, withheld = false }) {
  if (withheld) return words.unsaid;
  return what || (owner ? words.promiseBy(owner) : words.unworded);
}

// One broken promise; pressing it opens everything its customer said since.
export function promiseLine(scene, { key, made, due, late, what, owner, channel, product }) {
  const { words, format } = scene;
  const where = [words[channel] ?? channel, product, owner].filter(Boolean).join(' · ');
  const name = promiseName(scene, { what, owner });
  const open = () => scene.open(name, { id: 'promises', about: { about: 'promise', event: key } });
  return el(
    'li',
    {},
    el(
      'button',
      { type: 'button', class: 'row', title: words.voicesBehind, onclick: open },
      el('span', { class: 'what-said' }, name),
      el(
        'span',
        { class: 'when' },
        `${words.made} ${format.date(made)}`,
        due ? ` · ${words.due} ${format.date(due)}` : '',
        late === null ? '' : ' · ',
        late === null ? null : el('b', { class: 'late' }, daysLate(scene, late)),
      ),
      el('span', { class: 'where' }, where),
    ),
  );
}
