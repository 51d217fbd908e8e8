// The voices behind a figure, in a dialog: the customers' redacted words, the evidence marked.

import { el } from './dom.js';
import { chosen } from './state.js';

const LABELS = [null, 'negative', 'neutral', 'positive', 'unscored'];

export function openDrawer(scene, title, about) {
  const { words } = scene;
  const drawer = document.getElementById('drawer');
  const list = el('ol', { class: 'voices' });
  const foot = el('div', { class: 'foot', role: 'status' });
  const reader = { scene, list, foot, about: { ...about, sentiment: null }, shown: 0, turn: 0 };
  const tab = (label) =>
    el(
      'button',
      {
        type: 'button',
        'aria-pressed': String(label === null),
        onclick: (event) => {
          for (const other of event.target.parentElement.children)
            other.setAttribute('aria-pressed', String(other === event.target));
          reader.about.sentiment = label;
          restart(reader);
        },
      },
      label === null ? words.everything : words[label],
    );
  drawer.replaceChildren(
    el(
      'div',
      { class: 'drawer-head' },
      el('p', {}, words.voicesOf),
      el('h2', { id: 'drawer-title' }, title),
      el(
        'button',
        { type: 'button', class: 'close', 'aria-label': words.close, onclick: () => drawer.close() },
        '×',
      ),
    ),
    el('div', { class: 'tabs' }, ...LABELS.map(tab)),
    list,
    foot,
  );
  drawer.onclick = (event) => {
    if (event.target === drawer) drawer.close();
  };
  if (!drawer.open) drawer.showModal();
  drawer.scrollTop = 0;
  restart(reader);
}

function restart(reader) {
  reader.shown = 0;
  reader.list.replaceChildren();
  more(reader);
}

async function more(reader) {
  const { scene, list, foot } = reader;
  const turn = ++reader.turn;
  foot.replaceChildren(scene.words.loading);
  try {
    const found = await scene.ask(
      `/api/voices?${chosen(scene.state, { ...reader.about, offset: reader.shown })}`,
    );
    if (turn !== reader.turn) return; // another tab was chosen meanwhile
    list.append(...found.voices.map((one) => voice(scene, one)));
    reader.shown += found.voices.length;
    foot.replaceChildren(...ending(reader, found.total));
  } catch {
    if (turn === reader.turn)
      foot.replaceChildren(
        `${scene.words.away} `,
        el('button', { type: 'button', class: 'more', onclick: () => more(reader) }, scene.words.retry),
      );
  }
}

function ending(reader, total) {
  const { words, format } = reader.scene;
  if (total === 0) return [words.noVoices];
  const count = `${format.whole(reader.shown)} / ${format.whole(total)} ${words.voices}`;
  if (reader.shown >= total) return [count];
  return [
    `${count} `,
    el('button', { type: 'button', class: 'more', onclick: () => more(reader) }, words.more),
  ];
}

function voice(scene, one) {
  const { words, format } = scene;
  const where = [words[one.channel] || one.channel, one.region, one.product].filter(Boolean).join(' · ');
  const label = one.sentiment || 'unscored';
  const marked = one.evidence ? el('mark', {}, one.evidence) : null;
  const lang = { en: 'en', zh: 'zh-CN' }[one.language];
  return el(
    'li',
    { class: `voice ${label}`, 'data-key': one.key },
    el(
      'p',
      { class: 'meta' },
      el('time', { datetime: one.at }, format.moment(one.at)),
      el('span', {}, where),
    ),
    el(
      'blockquote',
      { lang, dir: 'auto' },
      one.before,
      marked,
      one.after,
      one.shortened ? el('small', {}, ` … (${words.shortened})`) : null,
    ),
    el(
      'p',
      { class: 'tags' },
      el(
        'span',
        { class: `tag ${label}`, title: one.doubtful ? words.doubtfulWhy : null },
        words[label],
        one.doubtful ? ' ?' : null,
      ),
      one.complaint ? el('span', { class: 'tag complaint' }, words.complaint) : null,
      ...one.topics.map((topic) => el('span', { class: 'tag' }, scene.topicName(topic))),
    ),
  );
}
