// Topics by how often customers complain about them; each row opens the words behind it.

import { el } from './dom.js';
import { basis, heading, movement } from './figure.js';

const FIRST = 10;

export function topics(scene, found, rate) {
  const { words } = scene;
  const shown = found.filter((topic) => topic.complaints > 0 || topic.rate.moved);
  const widest = Math.max(1, ...shown.map((topic) => topic.rate.high ?? 0));
  const list = el(
    'ol',
    { class: 'topics' },
    ...shown.map((topic, i) => row(scene, topic, widest, i >= FIRST)),
  );
  const toggle = el(
    'button',
    {
      type: 'button',
      class: 'more',
      'aria-expanded': 'false',
      onclick: () => {
        const open = list.classList.toggle('whole');
        toggle.setAttribute('aria-expanded', String(open));
        toggle.textContent = open ? words.fewerTopics : words.moreTopics;
      },
    },
    words.moreTopics,
  );
  return el(
    'article',
    { class: 'panel', 'data-panel': 'topics' },
    heading(scene, 'topics'),
    basis(scene, rate),
    shown.length ? null : el('p', { class: 'none' }, rate.n ? words.noComplaints : `— ${words.noData}`),
    list,
    shown.length > FIRST ? toggle : null,
  );
}

function row(scene, topic, widest, hidden) {
  const { words, format } = scene;
  const name = scene.topicName(topic.topic);
  const told = `${name}: ${format.value(topic.rate.value)} ${words.perThousand}, ${format.whole(topic.complaints)} ${words.complaints}. ${words.voicesBehind}`;
  return el(
    'li',
    { class: hidden ? 'extra' : null },
    el(
      'button',
      {
        type: 'button',
        class: 'row',
        'aria-label': told,
        title: words.voicesBehind,
        onclick: () => scene.open(name, { about: 'complaint', topic: topic.topic }),
      },
      el('span', { class: 'name' }, name),
      el('span', { class: 'rate' }, format.value(topic.rate.value)),
      bar(topic.rate, widest, `${words.interval} ${format.range(topic.rate.low, topic.rate.high)}`),
    ),
    el(
      'div',
      { class: 'beside' },
      el('span', { class: 'count' }, `${format.whole(topic.complaints)} ${words.complaints}`),
      movement(scene, topic.rate, 'down', true),
    ),
  );
}

function bar(rate, widest, title) {
  const share = (value) => `${((value ?? 0) / widest) * 100}%`;
  const filled = el('span', { class: 'fill' });
  filled.style.width = share(rate.value);
  const whisker = el('span', { class: 'whisker' });
  whisker.style.left = share(rate.low);
  whisker.style.width = `calc(${share(rate.high)} - ${share(rate.low)})`;
  return el('span', { class: 'bar', title }, filled, whisker);
}
