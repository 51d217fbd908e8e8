// The page's own words, one file an area. What a figure means comes from the server (/api/definitions).

import * as accounts from './words/accounts.js';
import * as frame from './words/frame.js';
import * as figures from './words/figures.js';
import * as journeys from './words/journeys.js';
import * as sections from './words/sections.js';
import * as voices from './words/voices.js';

const AREAS = [accounts, frame, figures, journeys, sections, voices];

export function wordsIn(lang) {
  return Object.assign({}, ...AREAS.map((area) => area[lang]));
}
