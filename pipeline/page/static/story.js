// One customer's journey as it happened: every touchpoint, promise, case and contact in one order, by days.

import { el } from './dom.js';
import { link } from './links.js';
import { step } from './steps.js';

export function story(scene, { line, events, customer, shortened }) {
  const { words } = scene;
  return [
    link(scene, { own: { customer: null, journey: null } }, { class: 'back' }, `← ${words.backToJourneys}`),
    el(
      'header',
      { class: 'top' },
      el('h1', { tabindex: -1 }, `${words.storyOf} ${customer}`),
      el('p', { class: 'lead' }, line.topics.map(scene.topicName).join(' · ') || words.noTopic),
      csvLink(scene),
    ),
    facts(scene, line),
    shortened ? el('p', { class: 'note' }, words.storyShortened) : null,
    timeline(scene, events),
  ];
}

function csvLink(scene) {
  const { words, state } = scene;
  const { customer, journey } = state.own;
  const href = scene.csv('journey', 'events', { customer: customer ?? '', journey });
  return el('a', { class: 'csv', href, download: '', 'aria-label': words.csvOf, title: words.csvOf }, words.csv);
}

function facts(scene, line) {
  const { words, format } = scene;
  const rows = [
    [words.lasted, format.lasting(line.days)],
    [words.contactsCount, format.whole(line.contacts)],
    [words.outbound, format.whole(line.outbound)],
    [words.way, line.channels.map((name) => words[name] ?? name).join(' → ')],
    [words.transfers, format.whole(line.transfers)],
    [words.reExplained, format.whole(line.re_explained)],
    [words.resolvedOn, line.resolved_at ? format.moment(line.resolved_at) : words.notResolved],
    [words.after, words.felts[line.felt || 'none']],
  ];
  return el(
    'dl',
    { class: 'panel story-facts' },
    ...rows.map(([term, text]) => el('div', {}, el('dt', {}, term), el('dd', {}, text))),
  );
}

// Days as headings, so that an hour's silence and a fortnight's look different.
function timeline(scene, events) {
  const { words, format } = scene;
  const days = [];
  for (const event of events) {
    const day = event.at.slice(0, 10);
    if (days.at(-1)?.day !== day) days.push({ day, events: [] });
    days.at(-1).events.push(event);
  }
  return el(
    'ol',
    { class: 'timeline', 'aria-label': words.timeline },
    ...days.map(({ day, events: those }, i) =>
      el(
        'li',
        { class: 'day' },
        el('h2', {}, format.longDay(day), i === 0 ? null : el('small', {}, later(scene, days[i - 1].day, day))),
        el('ol', {}, ...those.map((event) => step(scene, event))),
      ),
    ),
  );
}

function later({ words, format }, before, day) {
  const days = Math.round((Date.parse(day) - Date.parse(before)) / 86_400_000);
  return words.later(format.lasting(days < 2 ? 2 : days), days);
}
