// Contacts by the company that broke a limit, by which one.

import { el } from './dom.js';
import { basis, heading } from './figure.js';
import { link } from './links.js';

export function pressurePanel(scene, found, { onward = false, csv = null } = {}) {
  const { words } = scene;
  const content =
    found.rate.n === 0
      ? el('p', { class: 'none' }, `— ${words.noData}`)
      : found.violations === 0
        ? el('p', { class: 'none' }, words.noneViolated)
        : kinds(scene, found);
  return el(
    'article',
    { class: 'panel', 'data-panel': 'pressure' },
    heading(scene, 'pressure', { csv }),
    content,
    basis(scene, found.rate),
    onward ? link(scene, { section: 'contacts' }, { class: 'onward' }, words.whoPresses) : null,
  );
}

function kinds(scene, found) {
  const { words, format, definition } = scene;
  const open = () =>
    scene.open(definition('pressure').name, {
      ...{ id: 'pressure', figure: found.rate, kind: 'per 1,000', unit: words.perThousandContacts },
      about: { about: 'pressure' },
    });
  const list = found.kinds.map(([kind, count]) =>
    el('span', { class: 'kind' }, el('span', {}, words.violationKinds[kind] ?? kind), ' ', el('b', {}, format.whole(count))),
  );
  return el(
    'button',
    { type: 'button', class: 'row', title: words.opens, onclick: open },
    el('span', { class: 'kinds' }, ...list),
    el('span', { class: 'concerned' }, el('b', {}, format.whole(found.customers)), ` ${words.customersPressed}`),
  );
}
