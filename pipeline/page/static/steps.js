// One step of a story: who did what, in which channel, and in which words.

import { el } from './dom.js';
import { daysLate } from './owing.js';
import { quoted, sentiment, tags } from './voice.js';

const BAD = ['promise_doubted', 'CaseReopened'];

export function step(scene, event) {
  const { words, format } = scene;
  const said = event.kind === 'said';
  return el(
    'li',
    { class: `step ${side(event)}${event.part ? '' : ' meanwhile'}`, 'data-kind': event.kind },
    el(
      'p',
      { class: 'meta' },
      el('time', { datetime: event.at }, format.clock(event.at)),
      el('strong', {}, words.kinds[event.kind] ?? event.kind),
      event.channel ? el('span', {}, words[event.channel] ?? event.channel) : null,
      event.team ? el('span', {}, event.team) : null,
      event.part ? null : el('em', {}, words.meanwhile),
    ),
    event.before || event.evidence || event.after ? quoted(scene, event) : null,
    event.staff ? el('p', { class: 'staff' }, el('span', {}, `${words.staffSaid} `), el('q', {}, event.staff)) : null,
    said ? el('p', { class: 'tags' }, sentiment(scene, event), ...tags(scene, event)) : null,
    detail(scene, event),
  );
}

// Which side of the counter it comes from; the worst of each stands out.
function side(event) {
  if (event.kind === 'said') return event.complaint ? 'customer complaining' : 'customer';
  const broken = event.kind === 'promise_due' && ['broken', 'late'].includes(event.state);
  if (broken || BAD.includes(event.kind) || event.violations?.length) return 'company failing';
  return event.kind === 'SurveyAnswered' || event.kind.startsWith('Consent') ? 'customer' : 'company';
}

function detail(scene, event) {
  const { words, format } = scene;
  const score = event.score === null || event.score === undefined ? null : `${words.surveys[event.survey] ?? event.survey}: ${format.whole(event.score)}${event.highest ? ` / ${format.whole(event.highest)}` : ''}`;
  const parts = [
    event.what,
    event.state ? (words.states[event.state] ?? event.state) : null,
    daysLate(scene, event.days_late ?? null),
    event.due_at ? `${words.due} ${format.moment(event.due_at)}` : null,
    event.amount === null || event.amount === undefined ? null : format.money(event.amount, event.currency),
    event.purpose ? (words.purposes[event.purpose] ?? event.purpose) : null,
    event.campaign,
    event.answered === false ? words.unanswered : null,
    ...(event.violations ?? []).map((kind) => words.violationKinds[kind] ?? kind),
    score,
    event.case_id ? `${words.case} ${event.case_id}` : null,
  ].filter(Boolean);
  return parts.length ? el('p', { class: 'detail' }, parts.join(' · ')) : null;
}
