// Topics by how often customers complain about them; each row opens the words behind it.

import { bar } from './breakdown.js';
import { el } from './dom.js';
import { basis, heading, movement } from './figure.js';
import { link } from './links.js';

const FIRST = 10;

export function topics(scene, found, rate, { csv = null, onward = false } = {}) {
  const { words } = scene;
  const shown = found.filter((topic) => topic.complaints > 0 || topic.rate.moved);
  const widest = Math.max(1, ...shown.map((topic) => topic.rate.high ?? 0));
  const list = el('ol', { class: 'topics' }, ...shown.map((topic, i) => row(scene, topic, widest, i >= FIRST)));
  const toggle = () =>
    el(
      'button',
      {
        type: 'button',
        class: 'more',
        'aria-expanded': 'false',
        onclick: ({ target }) => {
          const open = list.classList.toggle('whole');
          target.setAttribute('aria-expanded', String(open));
          target.textContent = open ? words.fewerTopics : words.moreTopics;
        },
      },
      words.moreTopics,
    );
  return el(
    'article',
    { class: 'panel', 'data-panel': 'topics' },
    heading(scene, 'topics', { csv }),
    basis(scene, rate),
    shown.length ? list : el('p', { class: 'none' }, rate.n ? words.noComplaints : `— ${words.noData}`),
    onward
      ? link(scene, { section: 'complaints' }, { class: 'onward' }, words.allComplaints)
      : shown.length > FIRST && toggle(),
  );
}

function row(scene, topic, widest, hidden) {
  const { words, format } = scene;
  const name = scene.topicName(topic.topic);
  const count = `${format.whole(topic.complaints)} ${words.complaints}`;
  const told = `${name}: ${format.value(topic.rate.value)} ${words.perThousand}, ${count}. ${words.opens}`;
  const open = () =>
    scene.open(name, {
      id: 'topics',
      figure: topic.rate,
      kind: 'per 1,000',
      unit: words.perThousand,
      about: { about: 'complaint', topic: topic.topic },
    });
  return el(
    'li',
    { class: hidden ? 'extra' : null },
    el(
      'button',
      { type: 'button', class: 'row', 'aria-label': told, title: words.opens, onclick: open },
      el('span', { class: 'name' }, name),
      el('span', { class: 'rate' }, format.value(topic.rate.value)),
      bar(topic.rate, widest, `${words.interval} ${format.range(topic.rate.low, topic.rate.high)}`),
    ),
    el('div', { class: 'beside' }, el('span', { class: 'count' }, count), movement(scene, topic.rate, 'down', true)),
  );
}
