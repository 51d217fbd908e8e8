// The voices behind a figure, read on page by page, by how they feel.

import { el } from './dom.js';
import { withheld } from './notices.js';
import { chosen } from './state.js';
import { voice } from './voice.js';

export const LABELS = [null, 'negative', 'neutral', 'positive', 'unscored'];

export function wordsBehind(scene, about) {
  const { words } = scene;
  const list = el('ol', { class: 'voices' });
  const foot = el('div', { class: 'foot', role: 'status' });
  const reader = { scene, list, foot, about: { ...about, sentiment: null }, shown: 0, turn: 0 };
  const tabs = el('div', { class: 'tabs', role: 'group', 'aria-label': words.feeling }, ...LABELS.map((label) => tab(reader, label)));
  restart(reader);
  return el('section', { class: 'behind' }, el('h3', {}, words.voicesOf), tabs, list, foot);
}

function tab(reader, label) {
  const { words } = reader.scene;
  const press = (event) => {
    for (const other of event.target.parentElement.children)
      other.setAttribute('aria-pressed', String(other === event.target));
    reader.about.sentiment = label;
    restart(reader);
  };
  return el(
    'button',
    { type: 'button', 'aria-pressed': String(label === null), onclick: press },
    label === null ? words.everything : words[label],
  );
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
  } catch (failure) {
    if (!failure.kind) throw failure;
    if (turn === reader.turn) foot.replaceChildren(...broken(reader, failure));
  }
}

function broken(reader, failure) {
  const { scene } = reader;
  const { words } = scene;
  if (failure.kind === 'withheld') return [withheld(scene)];
  const again = el('button', { type: 'button', class: 'more', onclick: () => more(reader) }, words.retry);
  return [`${failure.kind === 'away' ? words.away : words.wrong} `, again];
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
