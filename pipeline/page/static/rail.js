// The side of the page: its sections, the reader, and how the page looks. On a phone a bar with a menu.

import { el } from './dom.js';
import { drawnAnew } from './focus.js';
import { link } from './links.js';
import { SECTIONS } from './sections.js';

const ICON = new URL('icon.svg', import.meta.url).pathname; // beside this file, wherever that is

export function drawRail(place, scene) {
  const { words, state, seen } = scene;
  drawnAnew(place, [state, seen.reader, document.documentElement.dataset.theme], () => {
    const unfolded = place.classList.contains('open') && place.dataset.section === state.section;
    place.dataset.section = state.section;
    place.classList.toggle('open', unfolded);
    place.replaceChildren(
      el(
        'div',
        { class: 'brand' },
        link(
          scene,
          { section: 'overview' },
          { class: 'home', 'data-key': 'home' },
          el('img', { src: ICON, alt: '', width: 28, height: 28 }),
          el('span', {}, 'Earshot'),
        ),
        menu(place, words, unfolded),
      ),
      el('nav', { 'aria-label': words.sectionsName, onclick: () => fold(place) }, el('ul', {}, ...SECTIONS.map((section) => entry(scene, section)))),
      el('div', { class: 'rail-foot' }, reader(scene), appearance(scene), language(scene)),
    );
  });
}

// Where somebody has chosen, also the section they are in, the menu has done its work.
function fold(place) {
  place.classList.remove('open');
  place.querySelector('.menu').setAttribute('aria-expanded', 'false');
}

function menu(place, words, unfolded) {
  const button = el(
    'button',
    {
      type: 'button',
      class: 'menu',
      'data-key': 'menu',
      'aria-expanded': String(unfolded),
      onclick: () => {
        const now = place.classList.toggle('open');
        button.setAttribute('aria-expanded', String(now));
      },
    },
    words.menu,
  );
  return button;
}

function entry(scene, { id }) {
  const here = scene.state.section === id;
  return el(
    'li',
    {},
    link(
      scene,
      { section: id, own: here ? { journey: null, customer: null } : {} },
      { 'aria-current': here ? 'page' : null, 'data-key': `to-${id}` },
      scene.words.sections[id],
    ),
  );
}

// Who reads, and the way out; nothing where nobody signs in.
function reader({ words, seen }) {
  if (!seen.reader) return null;
  const { name, role, sign_out: out } = seen.reader;
  return el(
    'div',
    { class: 'reader' },
    el('p', {}, el('strong', {}, name), ` · ${words.roles[role] ?? role}`),
    out
      ? el('form', { method: 'post', action: out }, el('button', { type: 'submit', class: 'plain' }, words.signOut))
      : null,
  );
}

function appearance({ words, redraw }) {
  const root = document.documentElement;
  const now = root.dataset.theme ?? 'system';
  const pick = (event) => {
    const { value } = event.target;
    if (value === 'system') delete root.dataset.theme;
    else root.dataset.theme = value;
    keep(value);
    redraw();
  };
  return el(
    'label',
    { class: 'choice' },
    el('span', {}, words.appearance),
    el(
      'select',
      { name: 'theme', 'data-key': 'theme', onchange: pick },
      ...['system', 'light', 'dark'].map((one) =>
        el('option', { value: one, selected: one === now }, words.appearances[one]),
      ),
    ),
  );
}

function keep(theme) {
  try {
    if (theme === 'system') localStorage.removeItem('earshot.theme');
    else localStorage.setItem('earshot.theme', theme);
  } catch {
    // Storage is forbidden here: the choice lasts as long as the page.
  }
}

function language({ words, go }) {
  return el(
    'button',
    {
      type: 'button',
      class: 'plain language',
      'data-key': 'language',
      lang: words.switchTo === 'zh' ? 'zh-CN' : 'en',
      onclick: () => go({ lang: words.switchTo }),
    },
    words.switch,
  );
}
