// What stands where figures cannot: still reading, nothing there, not to be had.

import { el } from './dom.js';
import { FILTERS } from './state.js';

export function loading({ words }) {
  return el(
    'div',
    { class: 'loading' },
    el('p', { class: 'unseen' }, words.loading),
    ...['tall', 'wide', 'wide'].map((shape) => el('div', { class: `bone ${shape}`, 'aria-hidden': true })),
  );
}

export function empty({ words }) {
  return el('section', { class: 'panel empty' }, el('h2', {}, words.empty), el('p', {}, words.emptyHow));
}

export function nothing(text) {
  return el('p', { class: 'none' }, text);
}

// Words that the reader's role does not cover.
export function withheld({ words }) {
  return el(
    'p',
    { class: 'withheld', role: 'note' },
    el('strong', {}, words.withheld),
    ` ${words.withheldWhy}`,
  );
}

export function failed(scene, failure, kept, again) {
  const { words } = scene;
  if (failure.kind === 'withheld') return withheld(scene);
  const said = { wrong: words.wrong, missing: words.missing, away: words.away }[failure.kind];
  const all = Object.fromEntries(FILTERS.map((name) => [name, null]));
  const press =
    failure.kind === 'away'
      ? { text: words.retry, onclick: again }
      : { text: words.reset, onclick: () => scene.go({ ...all, weeks: '13', start: null, end: null, own: noneOf(scene.state.own) }) };
  return el(
    'p',
    { class: 'banner' },
    el('span', {}, kept ? `${said} ${words.awayKept}` : said),
    el('button', { type: 'button', onclick: press.onclick }, press.text),
  );
}

function noneOf(own) {
  return Object.fromEntries(Object.keys(own).map((name) => [name, null]));
}
