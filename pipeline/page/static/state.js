// What the reader chose lives in the address, so that a link shows the same screen to somebody else.

const CHOICES = ['region', 'product', 'channel'];
const WEEKS = ['4', '13', '52'];

export function readState() {
  const query = new URLSearchParams(location.search);
  const preferred = navigator.language.toLowerCase().startsWith('zh') ? 'zh' : 'en';
  const state = {
    lang: ['en', 'zh'].includes(query.get('lang')) ? query.get('lang') : preferred,
    weeks: WEEKS.includes(query.get('weeks')) ? query.get('weeks') : '13',
  };
  for (const name of CHOICES) state[name] = query.get(name);
  return state;
}

export function writeState(state) {
  history.replaceState(null, '', `?${chosen(state, { lang: state.lang })}`);
}

// The query of a question to the server. A choice that is null is left out and means all.
export function chosen(state, more = {}) {
  const query = new URLSearchParams({ weeks: state.weeks });
  for (const name of CHOICES) if (state[name] !== null) query.set(name, state[name]);
  for (const [name, value] of Object.entries(more))
    if (value !== null && value !== undefined) query.set(name, value);
  return query;
}
