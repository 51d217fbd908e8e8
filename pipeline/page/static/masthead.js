// The head of the page: what is chosen, and the switch of language.

import { el } from './dom.js';

export function drawMasthead(place, scene, seen) {
  const { words } = scene;
  document.title = `Earshot · ${words.tagline}`;
  const focused = handle(place);
  place.replaceChildren(
    el(
      'div',
      { class: 'brand' },
      el('img', { src: '/static/icon.svg', alt: '', width: 32, height: 32 }),
      el('h1', {}, 'Earshot'),
      el('p', {}, words.tagline),
    ),
    el(
      'div',
      { class: 'choices' },
      periods(scene),
      ...(seen.choices
        ? ['region', 'product', 'channel'].map((name) => choice(scene, name, seen.choices[`${name}s`]))
        : []),
      el(
        'button',
        {
          type: 'button',
          class: 'language',
          lang: words.switchTo === 'zh' ? 'zh-CN' : 'en',
          onclick: () => scene.change({ lang: words.switchTo }),
        },
        words.switch,
      ),
    ),
  );
  if (focused) place.querySelector(focused)?.focus();
}

// Which control has the keyboard: drawing anew must not take it away.
function handle(place) {
  const control = document.activeElement;
  if (!place.contains(control)) return null;
  if (control.name === 'weeks') return `input[value='${control.value}']`;
  return control.name ? `select[name=${control.name}]` : '.language';
}

function periods({ state, words, change }) {
  const option = (weeks) =>
    el(
      'label',
      {},
      el('input', {
        type: 'radio',
        name: 'weeks',
        value: weeks,
        checked: state.weeks === weeks,
        onchange: () => change({ weeks }),
      }),
      el('span', {}, words[`weeks${weeks}`]),
    );
  return el(
    'fieldset',
    { class: 'periods' },
    el('legend', { class: 'unseen' }, words.period),
    ...['4', '13', '52'].map(option),
  );
}

// "*" stands for all; every other value is sent behind an "=", so that an empty name stays a choice.
function choice({ state, words, change }, name, values) {
  const label = (value) => (value === '' ? words.notStated : (name === 'channel' && words[value]) || value);
  const known = state[name] === null || values.includes(state[name]) ? values : [...values, state[name]];
  const options = known.map((value) =>
    el('option', { value: `=${value}`, selected: state[name] === value }, label(value)),
  );
  const pick = (event) => change({ [name]: event.target.value === '*' ? null : event.target.value.slice(1) });
  return el(
    'label',
    { class: 'choice' },
    el('span', {}, words[name]),
    el(
      'select',
      { name, onchange: pick },
      el('option', { value: '*', selected: state[name] === null }, words.all),
      ...options,
    ),
  );
}
