// The head of every section: its name, the days it covers, and what could not be narrowed.

import { el } from './dom.js';
import { withheld } from './notices.js';

const DAY = 86_400_000;
const STILL = 3; // days without anything new that a weekend explains

// `compared`: whether any figure of the section stands beside that of the period before.
export function top(scene, answer = null, count = null, compared = true) {
  const { words, state } = scene;
  return el(
    'header',
    { class: 'top' },
    el('h1', { tabindex: -1 }, words.sections[state.section]),
    el('p', { class: 'lead' }, words.leads[state.section]),
    answer?.start ? span(scene, answer, count, compared) : null,
    answer?.end && !state.start && Date.now() - Date.parse(answer.end) > (STILL + 1) * DAY ? stale(scene, answer.end) : null,
    answer?.ignored?.length ? ignored(scene, answer.ignored) : null,
    answer?.withheld ? withheld(scene) : null,
  );
}

function span({ words, format }, { start, end, before_start: from, before_end: until }, count, compared) {
  return el(
    'p',
    { class: 'span' },
    el('strong', {}, format.span(start, end)),
    count === null ? null : el('span', {}, count),
    from && compared ? el('span', {}, `${words.compared} ${format.span(from, until)}`) : null,
  );
}

// The weeks shown end with the newest data. Time goes on all the same: what came due since then is judged as of today.
function stale({ words, format }, end) {
  return el('p', { class: 'ignored', role: 'note' }, words.stale(format.date(end)));
}

function ignored({ words }, names) {
  const listed = names.map((name) => words[name] ?? name).join(', ');
  return el('p', { class: 'ignored', role: 'note' }, `${words.ignored}: ${listed}`);
}
