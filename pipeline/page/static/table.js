// Tables that can be sorted and paged through the address, and read on a narrow screen.

import { el } from './dom.js';
import { link } from './links.js';

// Columns: `id`, `label`, `cell(row)` -> text or nodes, `number` (set to the right), `sort` (a column the server sorts by).
export function table(scene, { name, columns, rows, sorted = null, empty = scene.words.noData }) {
  if (rows.length === 0) return el('p', { class: 'none' }, empty);
  const head = columns.map((column) => header(scene, column, sorted));
  const line = (row) =>
    el(
      'tr',
      {},
      ...columns.map((column, i) =>
        el(
          i === 0 ? 'th' : 'td',
          { scope: i === 0 ? 'row' : null, class: column.number ? 'number' : (column.class ?? null) },
          column.cell(row),
        ),
      ),
    );
  return el(
    'div',
    { class: 'scroll', role: 'region', tabindex: 0, 'aria-label': name },
    el(
      'table',
      {},
      el('caption', { class: 'unseen' }, name),
      el('thead', {}, el('tr', {}, ...head)),
      el('tbody', {}, ...rows.map(line)),
    ),
  );
}

function header(scene, column, sorted) {
  const attributes = { scope: 'col', class: column.number ? 'number' : null };
  if (!sorted || !column.sort) return el('th', attributes, capital(column.label));
  const here = sorted.by === column.sort;
  const next = here && sorted.order === 'desc' ? 'asc' : 'desc';
  const arrow = el('span', { class: 'arrow', 'aria-hidden': true }, here ? (sorted.order === 'asc' ? ' ▲' : ' ▼') : '');
  return el(
    'th',
    { ...attributes, 'aria-sort': here ? { asc: 'ascending', desc: 'descending' }[sorted.order] : null },
    link(
      scene,
      { own: { sort: column.sort, order: next, offset: null } },
      { class: 'sort', 'data-key': `sort-${column.sort}` },
      capital(column.label),
      arrow,
    ),
  );
}

// Heads begin large, as headings do; n stays n.
function capital(label) {
  return label.length === 1 ? label : label.charAt(0).toUpperCase() + label.slice(1);
}

export function sortedBy({ own }, by) {
  return { by: own.sort ?? by, order: own.order ?? 'desc' };
}

// Which rows of how many, and the pages before and after.
export function pager(scene, { total, offset, shown }) {
  const { words, format } = scene;
  if (total === 0) return null;
  const size = 20;
  const range = `${format.whole(offset + 1)}–${format.whole(offset + shown)} ${words.rowsOf} ${format.whole(total)}`;
  const turn = (to, text, there) =>
    there ? link(scene, { own: { offset: to || null } }, { class: 'turn' }, text) : null;
  return el(
    'nav',
    { class: 'pager', 'aria-label': words.pages },
    el('span', {}, range),
    turn(Math.max(0, offset - size), words.previous, offset > 0),
    turn(offset + size, words.next, offset + shown < total),
  );
}
