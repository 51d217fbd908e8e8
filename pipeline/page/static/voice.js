// One customer's redacted words, the evidence marked.

import { el } from './dom.js';
import { label } from './filters.js';

export function voice(scene, one) {
  const { words, format } = scene;
  const channel = words[one.channel] ?? one.channel;
  const where = [channel, one.region, one.product, one.team].filter(Boolean).join(' · ');
  const felt = one.sentiment || 'unscored';
  return el(
    'li',
    { class: `voice ${felt}`, 'data-key': one.key },
    el(
      'p',
      { class: 'meta' },
      el('time', { datetime: one.at }, format.moment(one.at)),
      el('span', {}, where),
    ),
    quoted(scene, one),
    el('p', { class: 'tags' }, sentiment(scene, one), ...tags(scene, one)),
  );
}

// Cut around the evidence; the language is told, so that it is spoken and broken as its own.
export function quoted({ words }, { before, evidence, after, shortened, language }) {
  return el(
    'blockquote',
    { lang: { en: 'en', zh: 'zh-CN' }[language], dir: 'auto' },
    before,
    evidence ? el('mark', {}, evidence) : null,
    after,
    shortened ? el('small', {}, ` … (${words.shortened})`) : null,
  );
}

export function sentiment({ words }, { sentiment: found, doubtful }) {
  const felt = found || 'unscored';
  return el(
    'span',
    { class: `tag ${felt}`, title: doubtful ? words.doubtfulWhy : null },
    words[felt],
    doubtful ? ' ?' : null,
  );
}

export function tags(scene, { complaint, topics, language }) {
  const { words } = scene;
  return [
    complaint ? el('span', { class: 'tag complaint' }, words.complaint) : null,
    ...topics.map((topic) => el('span', { class: 'tag' }, scene.topicName(topic))),
    language && language !== scene.lang ? el('span', { class: 'tag quiet' }, label(words, 'language', language)) : null,
  ];
}
