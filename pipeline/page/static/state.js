// What the reader chose lives in the address, so that a link shows the same screen to somebody else.

import { sectionAt, sectionOf } from './sections.js';

export const FILTERS = ['channel', 'region', 'product', 'team', 'language'];
export const WEEKS = ['4', '13', '52'];
const DAY = /^\d{4}-\d{2}-\d{2}$/;

export function readState() {
  const query = new URLSearchParams(location.search);
  const section = sectionAt(location.pathname);
  const preferred = navigator.language.toLowerCase().startsWith('zh') ? 'zh' : 'en';
  const state = {
    section: section.id,
    lang: ['en', 'zh'].includes(query.get('lang')) ? query.get('lang') : preferred,
    ...period(query),
    own: {},
  };
  for (const name of FILTERS) state[name] = query.get(name);
  for (const name of section.keeps) if (query.get(name)) state.own[name] = query.get(name);
  return state;
}

// Either a span of days, or so many weeks up to the newest day.
function period(query) {
  const weeks = WEEKS.includes(query.get('weeks')) ? query.get('weeks') : '13';
  const [start, end] = [query.get('start'), query.get('end')];
  return isSpan(start, end) ? { weeks, start, end } : { weeks, start: null, end: null };
}

export function isSpan(start, end) {
  return [start, end].every((day) => DAY.test(day ?? '') && !Number.isNaN(Date.parse(day))) && start <= end;
}

// The state after `changes`. Another section forgets what the one before kept for itself; another choice begins lists anew.
export function changed(state, { own, ...changes }) {
  const next = { ...state, ...changes };
  const moved = next.section !== state.section;
  const keeps = sectionOf(next.section).keeps;
  const kept = moved ? {} : { ...state.own };
  if (Object.keys(changes).some((name) => FILTERS.includes(name) || ['weeks', 'start'].includes(name)))
    delete kept.offset;
  next.own = Object.fromEntries(
    Object.entries({ ...kept, ...own }).filter(([name, value]) => keeps.includes(name) && value !== null && value !== ''),
  );
  return next;
}

export function addressOf(state) {
  return `${sectionOf(state.section).path}?${chosen(state, { ...state.own, lang: state.lang })}`;
}

// The query of a question to the server. A choice that is null is left out and means all.
export function chosen(state, more = {}) {
  const query = new URLSearchParams(
    state.start === null ? { weeks: state.weeks } : { start: state.start, end: state.end },
  );
  for (const name of FILTERS) if (state[name] !== null) query.set(name, state[name]);
  for (const [name, value] of Object.entries(more))
    if (value === null || value === undefined) query.delete(name);
    else query.set(name, value);
  return query;
}
