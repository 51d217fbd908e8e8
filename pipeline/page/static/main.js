// The screen: read the address, ask the server, draw. Every change of choice draws anew.

import { el } from './dom.js';
import { drawMasthead } from './masthead.js';
import { formatsIn } from './format.js';
import { drawScreen } from './screen.js';
import { openDrawer } from './drawer.js';
import { chosen, readState, writeState } from './state.js';
import { wordsIn } from './words.js';

const state = readState();
const seen = { choices: null, definitions: null, overview: null };
let asked = 0;

export async function ask(path) {
  const answer = await fetch(path, { headers: { Accept: 'application/json' } });
  if (!answer.ok) throw Object.assign(new Error(path), { wrong: answer.status === 400 });
  return answer.json();
}

function scene() {
  const words = wordsIn(state.lang);
  const lang = state.lang;
  const named = (one) => (lang === 'zh' ? one.name_zh : one.name);
  const definition = (id) => {
    const found = seen.definitions.find((one) => one.id === id);
    return { name: named(found), text: lang === 'zh' ? found.text_zh : found.text };
  };
  const topicName = (topic) => {
    const found = seen.choices.topics.find((one) => one[0] === topic);
    return (found && found[lang === 'zh' ? 2 : 1]) || topic;
  };
  const scene = { state, words, format: formatsIn(lang, words), definition, topicName, ask, change };
  scene.open = (title, about) => openDrawer(scene, title, about);
  return scene;
}

function change(changes) {
  Object.assign(state, changes);
  writeState(state);
  if (Object.keys(changes).join() === 'lang') draw();
  else load();
}

async function load() {
  const turn = ++asked;
  document.getElementById('screen').setAttribute('aria-busy', 'true');
  try {
    const [choices, definitions, overview] = await Promise.all([
      ask('/api/choices'),
      ask('/api/definitions'),
      ask(`/api/overview?${chosen(state)}`),
    ]);
    if (turn !== asked) return; // a later choice is on its way
    Object.assign(seen, { choices, definitions, overview });
    notify(null);
    draw();
  } catch (error) {
    if (turn === asked) notify(error);
  } finally {
    if (turn === asked) document.getElementById('screen').setAttribute('aria-busy', 'false');
  }
}

function draw() {
  document.documentElement.lang = state.lang === 'zh' ? 'zh-CN' : 'en';
  drawMasthead(document.getElementById('masthead'), scene(), seen);
  if (seen.overview) drawScreen(document.getElementById('screen'), scene(), seen.overview);
}

function notify(error) {
  const words = wordsIn(state.lang);
  const notice = document.getElementById('notice');
  if (!error) return notice.replaceChildren();
  const again = error.wrong
    ? el(
        'button',
        { type: 'button', onclick: () => change({ region: null, product: null, channel: null }) },
        words.reset,
      )
    : el('button', { type: 'button', onclick: load }, words.retry);
  const kept = seen.overview ? ` ${words.awayKept}` : '';
  const said = error.wrong ? words.wrong : words.away + kept;
  if (!seen.overview) document.getElementById('screen').replaceChildren();
  notice.replaceChildren(el('p', { class: 'banner' }, el('span', {}, said), again));
  return undefined;
}

// A click anywhere else, or Escape, closes an open explanation.
function closeExplanations(event) {
  for (const open of document.querySelectorAll('details.what[open]')) {
    if (event.key === 'Escape' || (event.type === 'click' && !open.contains(event.target))) open.open = false;
  }
}

document.addEventListener('click', closeExplanations);
document.addEventListener('keydown', closeExplanations);
writeState(state);
document.getElementById('screen').append(el('p', { class: 'loading' }, wordsIn(state.lang).loading));
draw();
load();
