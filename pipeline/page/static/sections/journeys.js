// Journeys: how long and how hard the way to a solution is; one journey opens as a story.

import { bars } from '../bars.js';
import { breakdown } from '../breakdown.js';
import { el } from '../dom.js';
import { plainHeading, tile, tiles } from '../figure.js';
import { link } from '../links.js';
import { empty } from '../notices.js';
import { story } from '../story.js';
import { pager, sortedBy, table } from '../table.js';
import { top } from '../top.js';

const MOST_TOPICS = 2;

export function asks({ own }, query) {
  if (own.journey)
    return `/api/journey?${query({ customer: own.customer ?? '', journey: own.journey })}`;
  return `/api/journeys?${query({ ...own, by: null })}`;
}

export function draw(scene, found) {
  if (scene.state.own.journey) return story(scene, found);
  if (found.start === null) return [top(scene, found), empty(scene)];
  const { words, format } = scene;
  return [
    top(scene, found, `${format.whole(found.journeys)} ${words.journeys}`),
    el('div', { class: 'by-four' }, tiles(...found.figures.map(({ id, unit, figure }) => measured(scene, id, unit, figure)))),
    el('section', { class: 'pair' }, contacts(scene, found), days(scene, found)),
    breakdown(scene, found.by, {
      ...{ id: 'first_contact_resolution', kind: 'percent', unit: '%', counted: words.inOneContact, instead: words.inJourneys },
      csv: scene.csv('journeys', 'by'),
    }),
    list(scene, found),
  ];
}

function measured(scene, id, unit, figure) {
  const { words } = scene;
  const named = { ...scene, definition: (one) => ownName(scene, one) };
  return tile(named, id, {
    ...{ figure, kind: unit, unit: unit === 'count' ? words.contactsEach : undefined, instead: words.inJourneys },
    about: id === 'contradicted' ? { about: 'gap' } : null,
  });
}

// Shares of journeys that the registry does not have, or has of something else under the same name.
function ownName({ words, definition }, id) {
  const own = words.journeyFigures[id];
  return own ? { ...definition(id), name: own.name, text: own.text, better: own.better, method: '' } : definition(id);
}

function contacts(scene, found) {
  const { words, format } = scene;
  const last = found.contacts.at(-1)?.contacts;
  const classes = occupied(found.contacts).map((one) => ({
    name: one.contacts === last && last >= 10 ? `${format.whole(last)}+` : format.whole(one.contacts),
    count: one.journeys,
  }));
  return bars(scene, classes, { title: words.byContacts, counted: words.journeys });
}

// From one contact, or none where that was, to the most there were, and at least as many as make a picture.
function occupied(contacts) {
  const most = Math.max(5, ...contacts.filter((one) => one.journeys > 0).map((one) => one.contacts));
  return contacts.filter((one) => one.contacts <= most && (one.contacts > 0 || one.journeys > 0));
}

function days(scene, found) {
  const { words, format } = scene;
  const classes = found.days.map(({ from, to, journeys }) => ({
    name: to === null ? words.daysOver(from) : words.daysFrom(from, to),
    count: journeys,
  }));
  const note =
    found.days_median === null
      ? null
      : `${words.median} ${format.lasting(found.days_median)} · ${words.ninety} ${format.lasting(found.days_p90)}`;
  return bars(scene, classes, { title: words.byDays, counted: words.journeys, note });
}

function list(scene, found) {
  const { words, state } = scene;
  return el(
    'section',
    { class: 'panel', 'data-panel': 'list' },
    plainHeading(scene, words.journeyList, { csv: scene.csv('journeys', 'list', { ...state.own, by: null, offset: null }) }),
    el('div', { class: 'narrowing' }, select(scene, 'felt', ['confirmed', 'silent', 'contradicted', 'none']), select(scene, 'complaint', ['yes', 'no'])),
    table(scene, {
      ...{ name: words.journeyList, columns: columns(scene), rows: found.list, empty: words.noJourneys },
      sorted: sortedBy(state, 'contacts'),
    }),
    pager(scene, { total: found.total, offset: found.offset, shown: found.list.length }),
  );
}

function select(scene, name, values) {
  const { words, state, go } = scene;
  const pick = (event) => go({ own: { [name]: event.target.value || null, offset: null } });
  return el(
    'label',
    { class: 'choice' },
    el('span', {}, words.narrowing[name]),
    el(
      'select',
      { 'data-key': `own-${name}`, onchange: pick },
      el('option', { value: '' }, words.all),
      ...values.map((value) => el('option', { value, selected: state.own[name] === value }, words.narrowed[name][value])),
    ),
  );
}

function columns(scene) {
  const { words, format } = scene;
  return [
    { label: words.customer, cell: (one) => toStory(scene, one) },
    { label: words.begun, sort: 'started', class: 'moment', cell: (one) => format.date(one.started_at) },
    { label: words.lasted, sort: 'elapsed', number: true, cell: (one) => format.lasting(one.days) },
    { label: words.contactsCount, sort: 'contacts', number: true, cell: (one) => format.whole(one.contacts) },
    { label: words.way, class: 'way', cell: (one) => one.channels.map((name) => words[name] ?? name).join(' → ') },
    { label: words.reExplained, number: true, cell: (one) => format.whole(one.re_explained) },
    { label: words.effort, sort: 'effort', number: true, cell: (one) => format.whole(one.effort) },
    { label: words.after, cell: (one) => el('span', { class: `felt ${one.felt}` }, words.felts[one.felt || 'none']) },
    { label: words.topics, class: 'wide', cell: (one) => topicsOf(scene, one) },
  ];
}

// The first say what it was about; the story names all of them.
function topicsOf({ format, topicName }, { topics }) {
  if (topics.length === 0) return '—';
  const names = topics.map(topicName);
  const more = names.length - MOST_TOPICS;
  if (more <= 0) return names.join(' · ');
  return el('span', { title: names.join(' · ') }, `${names.slice(0, MOST_TOPICS).join(' · ')} +${format.whole(more)}`);
}

function toStory(scene, { customer, journey }) {
  if (!journey) return customer; // a reader's role has no stories
  return link(scene, { own: { customer, journey } }, { class: 'in-table', title: scene.words.readStory }, customer);
}
