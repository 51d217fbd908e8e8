// Voices with search: what was asked lives in the address, so that a finding can be passed on.

import { el } from '../dom.js';
import { LABELS } from '../reader.js';
import { pager } from '../table.js';
import { top } from '../top.js';
import { voice } from '../voice.js';

export const asks = ({ own }, query) => `/api/voices?${query(own)}`;

export function draw(scene, found) {
  const { words, format, state } = scene;
  return [
    top(scene, found),
    form(scene),
    el('div', { class: 'tabs', role: 'group', 'aria-label': words.feeling }, ...LABELS.map((label) => tab(scene, label))),
    el(
      'section',
      { class: 'panel found' },
      el(
        'div',
        { class: 'heading' },
        el('h2', { role: 'status' }, `${format.whole(found.total)} ${words.found}`),
        el('a', { class: 'csv', href: scene.csv('voices', 'voices', { ...state.own, offset: null }), download: '', title: words.csvOf, 'aria-label': `${words.csv}: ${words.csvOf}` }, words.csv),
      ),
      found.total ? el('ol', { class: 'voices' }, ...found.voices.map((one) => voice(scene, one))) : el('p', { class: 'none' }, words.noneFound),
      pager(scene, { total: found.total, offset: Number(state.own.offset ?? 0), shown: found.voices.length }),
    ),
  ];
}

function form(scene) {
  const { words, state, go } = scene;
  const search = el('input', {
    ...{ type: 'search', name: 'search', id: 'search', value: state.own.search ?? '', autocomplete: 'off' },
    ...{ maxlength: 200, 'aria-describedby': 'search-help' },
  });
  const submit = (event) => {
    event.preventDefault();
    go({ own: { search: search.value.trim() || null, offset: null } });
  };
  return el(
    'form',
    { class: 'panel search', role: 'search', onsubmit: submit },
    el('label', { for: 'search' }, words.searchFor),
    el('div', { class: 'search-line' }, search, el('button', { type: 'submit', class: 'main' }, words.searchGo)),
    el('p', { id: 'search-help', class: 'note' }, words.searchHelp),
    el('div', { class: 'narrowing' }, topic(scene), complaints(scene)),
  );
}

function topic({ words, state, go, seen, topicName }) {
  const pick = (event) => go({ own: { topic: event.target.value || null, offset: null } });
  return el(
    'label',
    { class: 'choice' },
    el('span', {}, words.topic),
    el(
      'select',
      { onchange: pick },
      el('option', { value: '' }, words.anyTopic),
      ...seen.choices.topics.map(([id]) => el('option', { value: id, selected: state.own.topic === id }, topicName(id))),
    ),
  );
}

function complaints({ words, state, go }) {
  const pick = (event) => go({ own: { complaint: event.target.checked ? 'yes' : null, offset: null } });
  return el(
    'label',
    { class: 'choice' },
    el('input', { type: 'checkbox', checked: state.own.complaint === 'yes', onchange: pick }),
    el('span', {}, words.onlyComplaints),
  );
}

function tab({ words, state, go }, label) {
  return el(
    'button',
    {
      type: 'button',
      'data-key': `feeling-${label}`,
      'aria-pressed': String((state.own.sentiment ?? null) === label),
      onclick: () => go({ own: { sentiment: label, offset: null } }),
    },
    label === null ? words.everything : words[label],
  );
}
