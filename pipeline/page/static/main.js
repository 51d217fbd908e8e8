// The page: read the address, ask the server, draw. Every change of choice goes through `go`.

import { ask, askReader } from './asking.js';
import { openDrawer } from './drawer.js';
import { drawFilters } from './filters.js';
import { formatsIn } from './format.js';
import { failed, loading } from './notices.js';
import { overlay } from './overlay.js';
import { drawRail } from './rail.js';
import { sectionOf } from './sections.js';
import { addressOf, changed, chosen, readState } from './state.js';
import { wordsIn } from './words.js';

const place = (id) => document.getElementById(id);

class Page {
  #state = readState();
  #seen = { choices: null, definitions: null, reader: null };
  #shown = null; // { section, answer, state }: what the screen holds
  #turn = 0;

  start() {
    history.replaceState(null, '', addressOf(this.#state));
    addEventListener('popstate', () => {
      const same = addressOf(readState()) === addressOf(this.#state);
      if (!(overlay.stepped() && same)) this.#arrive(readState());
    });
    place('drawer').addEventListener('close', () => overlay.closed());
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => this.#draw()); // canvases take their colours when drawn
    place('skip').addEventListener('click', (event) => {
      event.preventDefault(); // the address is the choices', not a place's on the page
      place('screen').focus();
    });
    this.#frame();
    place('screen').replaceChildren(loading(this.#scene()));
    this.#load();
    askReader().then((reader) => {
      this.#seen.reader = reader;
      this.#frame();
    });
  }

  #scene() {
    const { lang } = this.#state;
    const words = wordsIn(lang);
    const scene = {
      state: this.#state,
      lang,
      words,
      format: formatsIn(lang, words),
      seen: this.#seen,
      ask,
      definition: (id) => this.#definition(id),
      topicName: (topic) => this.#topic(topic),
      go: (changes) => this.#go(changes),
      redraw: () => {
        this.#frame();
        this.#draw();
      },
      csv: (name, table, more = {}) => `/api/${name}.csv?${chosen(this.#state, { ...more, table, lang })}`,
    };
    scene.open = (title, shown) => openDrawer(scene, title, shown);
    return scene;
  }

  #definition(id) {
    const found = this.#seen.definitions.find((one) => one.id === id);
    const pick = (name) => found?.[this.#state.lang === 'zh' ? `${name}_zh` : name] ?? '';
    return { id, name: pick('name') || id, text: pick('text'), question: pick('question'), unit: found?.unit ?? '', better: found?.better ?? '', least: found?.least ?? 30, method: found?.method ?? '' };
  }

  #topic(topic) {
    const found = this.#seen.choices.topics.find((one) => one[0] === topic);
    return found?.[this.#state.lang === 'zh' ? 2 : 1] || topic;
  }

  #go(changes) {
    const next = changed(this.#state, changes);
    if (addressOf(next) !== addressOf(this.#state)) overlay.go(addressOf(next));
    else overlay.close();
    this.#arrive(next);
  }

  #arrive(next) {
    const before = this.#state;
    this.#state = next;
    this.#frame();
    const spoken = next.lang !== before.lang;
    if (spoken && addressOf({ ...before, lang: next.lang }) === addressOf(next)) this.#draw();
    else this.#load(next.section !== before.section || next.own.journey !== before.own.journey);
  }

  async #load(moved = false) {
    const turn = ++this.#turn;
    place('screen').setAttribute('aria-busy', 'true');
    if (moved) place('screen').replaceChildren(loading(this.#scene()));
    try {
      const [choices, definitions, [section, answer]] = await Promise.all([
        ask('/api/choices'),
        this.#seen.definitions ?? ask('/api/definitions'),
        this.#answered(),
      ]);
      if (turn !== this.#turn) return; // a later choice is on its way
      Object.assign(this.#seen, { choices, definitions });
      this.#shown = { section, answer, state: this.#state };
      place('notice').replaceChildren();
      this.#frame();
      this.#draw();
      if (moved) this.#arrived();
    } catch (failure) {
      if (!failure.kind) throw failure;
      if (turn === this.#turn) this.#fail(failure);
    } finally {
      if (turn === this.#turn) place('screen').setAttribute('aria-busy', 'false');
    }
  }

  async #answered() {
    const state = this.#state;
    const section = await sectionOf(state.section).load();
    const asked = section.asks(state, (more) => chosen(state, more));
    return [section, asked === null ? null : await ask(asked)];
  }

  // Whoever reads by ear hears the new section's name; whoever reads by eye begins at its top.
  #arrived() {
    scrollTo(0, 0);
    place('screen').querySelector('h1')?.focus({ preventScroll: true });
  }

  #fail(failure) {
    const kept = this.#shown && this.#shown.state.section === this.#state.section && failure.kind === 'away';
    place('notice').replaceChildren(failed(this.#scene(), failure, kept, () => this.#load()));
    if (!kept) place('screen').replaceChildren();
  }

  #frame() {
    const scene = this.#scene();
    document.documentElement.lang = this.#state.lang === 'zh' ? 'zh-CN' : 'en';
    document.title = `${scene.words.sections[this.#state.section]} · Earshot`;
    place('skip').textContent = scene.words.skip;
    drawRail(place('rail'), scene);
    drawFilters(place('filters'), scene);
  }

  #draw() {
    if (this.#shown === null || this.#shown.state.section !== this.#state.section) return;
    const scene = this.#scene();
    place('screen').replaceChildren(...this.#shown.section.draw(scene, this.#shown.answer).flat().filter(Boolean));
  }
}

// A click anywhere else, or Escape, closes an open explanation.
function closeExplanations(event) {
  for (const open of document.querySelectorAll('details.what[open]')) {
    if (event.key === 'Escape' || (event.type === 'click' && !open.contains(event.target))) open.open = false;
  }
}

document.addEventListener('click', closeExplanations);
document.addEventListener('keydown', closeExplanations);
new Page().start();
