// The promise ledger: how promises stand now, what is owed, and the broken ones, newest first.

import { el } from './dom.js';
import { heading } from './figure.js';

const STATES = ['broken', 'late', 'kept', 'open', 'unknown_due', 'withdrawn'];
const FIRST = 6;

export function promises(scene, found) {
  const { words, format } = scene;
  const list = el('ul', { class: 'ledger' }, ...found.latest.slice(0, FIRST).map((one) => line(scene, one)));
  const rest = found.latest.slice(FIRST);
  const more = el(
    'button',
    {
      type: 'button',
      class: 'more',
      onclick: () => {
        list.append(...rest.map((one) => line(scene, one)));
        more.remove();
      },
    },
    words.more,
  );
  return el(
    'section',
    { class: 'panel', 'data-panel': 'promises' },
    heading(scene, 'promises'),
    el(
      'ul',
      { class: 'states' },
      ...STATES.map((state) =>
        el('li', { class: state }, el('b', {}, format.whole(found[state])), ` ${words[state]}`),
      ),
    ),
    found.outstanding.length
      ? el(
          'p',
          { class: 'owed' },
          `${words.outstanding}: `,
          el('b', {}, found.outstanding.map((one) => format.money(one.amount, one.currency)).join(' + ')),
        )
      : null,
    found.latest.length ? list : el('p', { class: 'none' }, words.noneBroken),
    rest.length ? more : null,
  );
}

function line(scene, [event, made, due, late, what, owner, channel, product]) {
  const { words, format } = scene;
  const days =
    late === null
      ? null
      : el('b', { class: 'late' }, words.daysLate(Math.ceil(late), format.whole(Math.ceil(late))));
  const where = [words[channel] || channel, product, owner].filter(Boolean).join(' · ');
  return el(
    'li',
    {},
    el(
      'button',
      {
        type: 'button',
        class: 'row',
        onclick: () => scene.open(what || words.broken, { about: 'promise', event }),
      },
      el('span', { class: 'what-said' }, what || '—'),
      el(
        'span',
        { class: 'when' },
        `${words.made} ${format.date(made)}`,
        due ? ` · ${words.due} ${format.date(due)}` : '',
        days ? ' · ' : '',
        days,
      ),
      el('span', { class: 'where' }, where),
    ),
  );
}
